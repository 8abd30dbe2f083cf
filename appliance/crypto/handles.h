// SPDX-License-Identifier: Apache-2.0
// Internal: each OpenSSL handle wrapped once, with its release.
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace crypto {

template <auto free_function>
struct Release {
    template <typename T>
    void operator()(T* handle) const {
        free_function(handle);
    }
};

template <typename T, auto free_function>
using Handle = std::unique_ptr<T, Release<free_function>>;

using BioHandle = Handle<BIO, BIO_free_all>;
using CipherHandle = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using CmsHandle = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using CrlHandle = Handle<X509_CRL, X509_CRL_free>;
using ExtensionHandle = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using IntegerHandle = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using KeyContextHandle = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using KeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;
using MdContextHandle = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using MdHandle = Handle<EVP_MD, EVP_MD_free>;
using NameHandle = Handle<X509_NAME, X509_NAME_free>;
using ObjectHandle = Handle<ASN1_OBJECT, ASN1_OBJECT_free>;
using RequestHandle = Handle<X509_REQ, X509_REQ_free>;
using RevokedHandle = Handle<X509_REVOKED, X509_REVOKED_free>;
using StoreContextHandle = Handle<X509_STORE_CTX, X509_STORE_CTX_free>;
using StoreHandle = Handle<X509_STORE, X509_STORE_free>;
using TimeHandle = Handle<ASN1_TIME, ASN1_TIME_free>;
using X509Handle = Handle<X509, X509_free>;

struct ReleaseCertificates {
    void operator()(STACK_OF(X509)* stack) const { sk_X509_pop_free(stack, X509_free); }
};
using CertificatesHandle = std::unique_ptr<STACK_OF(X509), ReleaseCertificates>;

}  // namespace crypto
