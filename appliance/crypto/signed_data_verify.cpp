// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/asn1_values.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/signature_params.h"
#include "appliance/crypto/signed_data.h"

#include <openssl/cmserr.h>
#include <openssl/err.h>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Status;

const ASN1_STRING* binding(const SignedData& data, int nid) {
    const void* value = CMS_signed_get0_data_by_OBJ(data.signer_info, OBJ_nid2obj(nid), -3, V_ASN1_SEQUENCE);
    clear_openssl_errors();
    return static_cast<const ASN1_STRING*>(value);
}

bool is_named_by(ByteView hash, const EVP_MD* md, const Certificate& certificate) {
    Bytes made(EVP_MAX_MD_SIZE);
    unsigned int size = 0;
    const Bytes der = certificate.der();
    if (EVP_Digest(der.data(), der.size(), made.data(), &size, md, nullptr) != 1) return false;
    return base::equal_constant_time(hash, ByteView(made).first(size));
}

const EVP_MD* hash_of_identifier(ByteView algorithm) {
    DerReader reader(algorithm);
    const ByteView oid = reader.take(0x06);
    for (const auto hash : {ports::HashAlgorithm::sha256, ports::HashAlgorithm::sha384, ports::HashAlgorithm::sha512}) {
        const Bytes known = digest_identifier(hash);
        DerReader sequence(known);
        DerReader known_reader(sequence.take(0x30));
        const ByteView known_oid = known_reader.take(0x06);
        if (!reader.is_failed() && std::equal(oid.begin(), oid.end(), known_oid.begin(), known_oid.end())) return evp_md(hash);
    }
    return nullptr;
}

// SigningCertificate(V2) ::= SEQUENCE { certs SEQUENCE OF ESSCertID(v2), policies OPTIONAL }.
// The first identifier is the signer's (RFC 5035, section 3).
bool is_bound(ByteView attribute, const EVP_MD* default_md, const Certificate& certificate) {
    DerReader outer(attribute);
    DerReader value(outer.take(0x30));
    DerReader identifiers(value.take(0x30));
    DerReader first(identifiers.take(0x30));
    const EVP_MD* md = default_md;
    // Only version 2 has an algorithm in front of the hash; version 1 is SHA-1 always.
    if (first.is_next(0x30)) md = hash_of_identifier(first.take(0x30));
    const ByteView hash = first.take(0x04);
    return !outer.is_failed() && !value.is_failed() && !identifiers.is_failed() && !first.is_failed() && md != nullptr &&
           is_named_by(hash, md, certificate);
}

Status check_binding(const SignedData& data) {
    struct Version {
        int nid;
        const EVP_MD* md;
    };
    for (const Version version : {Version{NID_id_smime_aa_signingCertificate, EVP_sha1()},
                                  Version{NID_id_smime_aa_signingCertificateV2, EVP_sha256()}}) {
        if (CMS_signed_get_attr_by_NID(data.signer_info, version.nid, -1) < 0) continue;
        const ASN1_STRING* attribute = binding(data, version.nid);
        if (attribute == nullptr || !is_bound(view_of(attribute), version.md, data.signer)) {
            return Failure{Fault::certificate_invalid, "signing-certificate names another certificate"};
        }
    }
    return {};
}

// Without signed attributes the signature is over the content itself (RFC 5652, 5.4).
bool is_plain_signature_right(const SignedData& data, ByteView digest) {
    EVP_PKEY* key = X509_get0_pubkey(data.signer.raw());
    const auto scheme = EVP_PKEY_is_a(key, "RSA") == 1 ? ports::SignatureScheme::rsa_pkcs1 : ports::SignatureScheme::ecdsa;
    return verify_with(key, scheme, *data.hash, digest, data.signature_value);
}

bool is_edwards(const EVP_PKEY* key) { return EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1; }

bool is_known_kind(const EVP_PKEY* key) {
    return key != nullptr && (is_edwards(key) || EVP_PKEY_is_a(key, "RSA") == 1 || EVP_PKEY_is_a(key, "RSA-PSS") == 1 ||
                              EVP_PKEY_is_a(key, "EC") == 1 || EVP_PKEY_is_a(key, "DSA") == 1);
}

// The signed attributes as they were signed: DER of a SET OF (RFC 5652, 5.4).
Bytes signed_attributes(CMS_SignerInfo* signer) {
    std::vector<Bytes> attributes;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); ++i) {
        unsigned char* der = nullptr;
        const int size = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &der);
        CHECK(size > 0);
        attributes.emplace_back(der, der + size);
        OPENSSL_free(der);
    }
    return der_set_of(std::move(attributes)).flatten();
}

// EdDSA signs the attributes themselves and not their digest (RFC 8419, 3), which
// OpenSSL 3.0's CMS cannot check.
bool is_edwards_signature_right(const SignedData& data, EVP_PKEY* key) {
    const Bytes attributes = signed_attributes(data.signer_info);
    const MdContextHandle context(EVP_MD_CTX_new());
    CHECK(context != nullptr);
    return EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) == 1 &&
           EVP_DigestVerify(context.get(), data.signature_value.data(), data.signature_value.size(), attributes.data(),
                            attributes.size()) == 1;
}

Status check_signature(const SignedData& data, ByteView digest) {
    EVP_PKEY* key = X509_get0_pubkey(data.signer.raw());
    if (!is_known_kind(key)) return openssl_failure(Fault::key_algorithm_unsupported, "the signer's key");
    if (!data.has_attributes) {
        // EdDSA over the content needs the content; nothing is to be learned of a weak digest.
        if (is_edwards(key) || !data.hash) return Failure{Fault::key_algorithm_unsupported, "a signature without attributes"};
        if (!is_plain_signature_right(data, digest)) return Failure{Fault::signature_invalid, "signature over the content"};
        return {};
    }
    if (is_edwards(key)) {
        if (is_edwards_signature_right(data, key)) return {};
        return openssl_failure(Fault::signature_invalid, "signature over the attributes");
    }
    if (CMS_SignerInfo_verify(data.signer_info) == 1) return {};
    // Anything but this reason says that OpenSSL did not come to comparing.
    const bool is_compared = ERR_GET_REASON(ERR_peek_last_error()) == CMS_R_VERIFICATION_FAILURE;
    return openssl_failure(is_compared ? Fault::signature_invalid : Fault::key_algorithm_unsupported,
                           "signature over the attributes");
}

}  // namespace

Status verify_signed_data(const SignedData& data, ByteView digest) {
    clear_openssl_errors();
    if (data.md == nullptr) return Failure{Fault::key_algorithm_unsupported, "unknown digest"};
    if (digest.size() != static_cast<std::size_t>(EVP_MD_get_size(data.md)))
        return Failure{Fault::signature_invalid, "digest of another algorithm"};
    if (data.has_attributes && !base::equal_constant_time(data.message_digest, digest))
        return Failure{Fault::signature_invalid, "message-digest"};
    TRY(check_signature(data, digest));
    clear_openssl_errors();
    TRY(check_binding(data));
    if (!data.hash) return Failure{Fault::key_algorithm_unsupported, "weak digest"};
    return {};
}

}  // namespace crypto
