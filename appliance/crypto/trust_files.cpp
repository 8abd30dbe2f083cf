// SPDX-License-Identifier: Apache-2.0
// How certificates and CRLs get into a TrustStore.
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/trust.h"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::size_t file_size_max = 32 * 1024 * 1024;

// RFC 5280, 5.2: a CRL with a critical extension we do not understand must not be used;
// and one that speaks for other issuers or for some reasons only cannot clear anybody.
bool is_complete_and_direct(const X509_CRL* crl) {
    if (X509_CRL_get_ext_by_NID(crl, NID_delta_crl, -1) >= 0) return false;
    for (int i = 0; i < X509_CRL_get_ext_count(crl); ++i) {
        X509_EXTENSION* extension = X509_CRL_get_ext(crl, i);
        const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
        if (X509_EXTENSION_get_critical(extension) == 1 && nid != NID_issuing_distribution_point &&
            nid != NID_authority_key_identifier) {
            return false;
        }
    }
    if (X509_CRL_get_ext_by_NID(crl, NID_issuing_distribution_point, -1) < 0) return true;
    using PointHandle = Handle<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free>;
    const PointHandle point(static_cast<ISSUING_DIST_POINT*>(
        X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, nullptr, nullptr)));
    return point != nullptr && point->indirectCRL <= 0 && point->onlysomereasons == nullptr && point->onlyattr <= 0;
}

// An issuer that changed its key under one name has two lists, and both count.
bool is_of_one_key(const X509_CRL* one, const X509_CRL* other) {
    if (X509_NAME_cmp(X509_CRL_get_issuer(one), X509_CRL_get_issuer(other)) != 0) return false;
    using KeyIdHandle = Handle<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;
    const auto key_id = [](const X509_CRL* crl) {
        return KeyIdHandle(static_cast<AUTHORITY_KEYID*>(X509_CRL_get_ext_d2i(crl, NID_authority_key_identifier, nullptr, nullptr)));
    };
    const KeyIdHandle a = key_id(one);
    const KeyIdHandle b = key_id(other);
    const bool has_both = a != nullptr && b != nullptr && a->keyid != nullptr && b->keyid != nullptr;
    return has_both && ASN1_OCTET_STRING_cmp(a->keyid, b->keyid) == 0;
}

Status take_pem(TrustStore& store, ByteView pem);

void take_certificate(TrustStore& store, const Certificate& certificate) {
    if (certificate.is_self_signed()) {
        store.add_anchor(certificate);
    } else {
        store.add_intermediate(certificate);
    }
}

Status take_file(TrustStore& store, ByteView file) {
    if (file.size() > file_size_max) return Failure{Fault::certificate_invalid, "longer than 32 MiB"};
    if (base::as_text(file).find("-----BEGIN ") != std::string_view::npos) return take_pem(store, file);
    if (const auto certificate = Certificate::from_der(file)) {
        take_certificate(store, *certificate);
        return {};
    }
    return store.add_crl(file);
}

struct PemBlock {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    PemBlock() = default;
    PemBlock(const PemBlock&) = delete;
    PemBlock& operator=(const PemBlock&) = delete;
    ~PemBlock() {
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
};

Status take_pem(TrustStore& store, ByteView pem) {
    const BioHandle source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    std::size_t taken = 0;
    while (true) {
        PemBlock block;
        if (PEM_read_bio(source.get(), &block.name, &block.header, &block.data, &block.size) != 1) break;
        const std::string_view name = block.name;
        const ByteView der(block.data, static_cast<std::size_t>(block.size));
        if (name == PEM_STRING_X509 || name == PEM_STRING_X509_OLD) {
            take_certificate(store, TRY(Certificate::from_der(der)));
        } else if (name == PEM_STRING_X509_CRL) {
            TRY(store.add_crl(der));
        } else {
            return Failure{Fault::certificate_invalid, "a PEM block that is neither certificate nor CRL"};
        }
        ++taken;
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE || taken == 0) {
        return openssl_failure(Fault::certificate_invalid, "read PEM");
    }
    clear_openssl_errors();
    return {};
}

bool claims_to_be_trust(const std::string& name, ByteView content) {
    for (const std::string_view ending : {".crl", ".crt", ".cer", ".der"})
        if (name.ends_with(ending)) return true;
    const std::string_view text = base::as_text(content);
    for (const std::string_view block : {PEM_STRING_X509, PEM_STRING_X509_OLD, PEM_STRING_X509_CRL})
        if (text.find("-----BEGIN " + std::string(block) + "-----") != std::string_view::npos) return true;
    return false;
}

}  // namespace

Status TrustStore::add_crl(ByteView der) {
    if (der.size() > file_size_max) return Failure{Fault::certificate_invalid, "CRL longer than 32 MiB"};
    const unsigned char* cursor = der.data();
    CrlHandle crl(d2i_X509_CRL(nullptr, &cursor, static_cast<long>(der.size())));
    if (crl == nullptr) return openssl_failure(Fault::certificate_invalid, "read CRL");
    if (cursor != der.data() + der.size()) return Failure{Fault::certificate_invalid, "bytes after the CRL"};
    if (!is_complete_and_direct(crl.get())) return Failure{Fault::certificate_invalid, "delta, indirect or partial CRL"};
    m_crls.emplace_back(std::move(crl));
    return {};
}

Status TrustStore::renew_crl(ByteView der) {
    TRY(add_crl(der));
    const std::shared_ptr<X509_crl_st> newest = m_crls.back();
    std::erase_if(m_crls, [&newest](const auto& crl) { return crl != newest && is_of_one_key(crl.get(), newest.get()); });
    return {};
}

Result<TrustStore> TrustStore::from_files(const std::vector<std::pair<std::string, Bytes>>& files) {
    TrustStore store;
    for (const auto& [name, content] : files) {
        const Status taken = take_file(store, content);
        if (!taken) return Failure{taken.fault(), name + ": " + taken.failure().detail};
    }
    return store;
}

Result<TrustStore> TrustStore::from_folder(const std::vector<std::pair<std::string, Bytes>>& files,
                                           std::vector<std::string>& passed_over) {
    TrustStore store;
    for (const auto& [name, content] : files) {
        const Status taken = take_file(store, content);
        if (taken) continue;
        if (claims_to_be_trust(name, content)) return Failure{taken.fault(), name + ": " + taken.failure().detail};
        passed_over.push_back(name);
    }
    return store;
}

}  // namespace crypto
