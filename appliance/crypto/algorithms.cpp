// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/algorithms.h"

#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <openssl/objects.h>

namespace crypto {

using base::Bytes;
using base::Fault;
using base::Result;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

const evp_md_st* evp_md(HashAlgorithm hash) {
    switch (hash) {
    case HashAlgorithm::sha256: return EVP_sha256();
    case HashAlgorithm::sha384: return EVP_sha384();
    case HashAlgorithm::sha512: return EVP_sha512();
    }
    CHECK(false);
}

std::optional<HashAlgorithm> hash_by_name(const char* name) {
    const MdHandle md(EVP_MD_fetch(nullptr, name, nullptr));
    if (md == nullptr) return std::nullopt;
    if (EVP_MD_is_a(md.get(), "SHA2-256") == 1) return HashAlgorithm::sha256;
    if (EVP_MD_is_a(md.get(), "SHA2-384") == 1) return HashAlgorithm::sha384;
    if (EVP_MD_is_a(md.get(), "SHA2-512") == 1) return HashAlgorithm::sha512;
    return std::nullopt;
}

std::optional<HashAlgorithm> hash_by_nid(int nid) {
    switch (nid) {
    case NID_sha256: return HashAlgorithm::sha256;
    case NID_sha384: return HashAlgorithm::sha384;
    case NID_sha512: return HashAlgorithm::sha512;
    default: return std::nullopt;
    }
}

bool is_rsa(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::rsa_2048 || algorithm == KeyAlgorithm::rsa_3072;
}

HashAlgorithm natural_hash(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::ecdsa_p384 ? HashAlgorithm::sha384 : HashAlgorithm::sha256;
}

SignatureScheme natural_scheme(KeyAlgorithm algorithm) {
    return is_rsa(algorithm) ? SignatureScheme::rsa_pkcs1 : SignatureScheme::ecdsa;
}

Result<KeyAlgorithm> algorithm_of(evp_pkey_st* key) {
    if (key != nullptr && EVP_PKEY_is_a(key, "RSA") == 1) {
        if (EVP_PKEY_get_bits(key) == 2048) return KeyAlgorithm::rsa_2048;
        if (EVP_PKEY_get_bits(key) == 3072) return KeyAlgorithm::rsa_3072;
    }
    if (key != nullptr && EVP_PKEY_is_a(key, "EC") == 1) {
        char group[64] = {};
        if (EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1) {
            const int nid = OBJ_sn2nid(group);
            if (nid == NID_X9_62_prime256v1) return KeyAlgorithm::ecdsa_p256;
            if (nid == NID_secp384r1) return KeyAlgorithm::ecdsa_p384;
        }
    }
    return openssl_failure(Fault::key_algorithm_unsupported, "neither P-256, P-384, RSA-2048 nor RSA-3072");
}

Result<Bytes> public_key_of(evp_pkey_st* key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    if (size <= 0) return openssl_failure(Fault::crypto_failed, "write SubjectPublicKeyInfo");
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

bool is_same_key(base::ByteView spki, base::ByteView other) {
    if (std::equal(spki.begin(), spki.end(), other.begin(), other.end())) return true;
    // The same key may be written in two ways (explicit NULL parameters, say).
    const auto a = evp_public_key(spki);
    const auto b = evp_public_key(other);
    return a && b && EVP_PKEY_eq(a->raw(), b->raw()) == 1;
}

Bytes digest_identifier(HashAlgorithm hash) {
    switch (hash) {
    case HashAlgorithm::sha256: return der_algorithm("2.16.840.1.101.3.4.2.1", DerParameters::null).flatten();
    case HashAlgorithm::sha384: return der_algorithm("2.16.840.1.101.3.4.2.2", DerParameters::null).flatten();
    case HashAlgorithm::sha512: return der_algorithm("2.16.840.1.101.3.4.2.3", DerParameters::null).flatten();
    }
    CHECK(false);
}

namespace {

const char* ecdsa_oid(HashAlgorithm hash) {
    switch (hash) {
    case HashAlgorithm::sha256: return "1.2.840.10045.4.3.2";
    case HashAlgorithm::sha384: return "1.2.840.10045.4.3.3";
    case HashAlgorithm::sha512: return "1.2.840.10045.4.3.4";
    }
    CHECK(false);
}

const char* rsa_oid(HashAlgorithm hash) {
    switch (hash) {
    case HashAlgorithm::sha256: return "1.2.840.113549.1.1.11";
    case HashAlgorithm::sha384: return "1.2.840.113549.1.1.12";
    case HashAlgorithm::sha512: return "1.2.840.113549.1.1.13";
    }
    CHECK(false);
}

}  // namespace

Bytes signature_identifier(SignatureScheme scheme, HashAlgorithm hash) {
    switch (scheme) {
    case SignatureScheme::ecdsa: return der_algorithm(ecdsa_oid(hash), DerParameters::absent).flatten();
    case SignatureScheme::rsa_pkcs1: return der_algorithm(rsa_oid(hash), DerParameters::null).flatten();
    case SignatureScheme::rsa_pss: {
        // RSASSA-PSS-params (RFC 4055, 3.1); the trailer field keeps its default.
        const Der hash_id(digest_identifier(hash));
        const Der mask = der_sequence({der_oid("1.2.840.113549.1.1.8"), hash_id});
        const Der parameters = der_sequence({Der::wrap(0xa0, {hash_id}), Der::wrap(0xa1, {mask}),
                                             Der::wrap(0xa2, {der_integer(digest_size(hash))})});
        return der_sequence({der_oid("1.2.840.113549.1.1.10"), parameters}).flatten();
    }
    }
    CHECK(false);
}

}  // namespace crypto
