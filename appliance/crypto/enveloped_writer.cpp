// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/der.h"
#include "appliance/crypto/enveloped.h"
#include "appliance/crypto/enveloped_names.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Fault;
using base::Result;
using base::SecretBytes;

namespace {

using KdfHandle = Handle<EVP_KDF, EVP_KDF_free>;
using KdfContextHandle = Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;

const char* kdf_hash_name(AgreementHash hash) {
    switch (hash) {
    case AgreementHash::sha1: return "SHA1";
    case AgreementHash::sha256: return "SHA256";
    case AgreementHash::sha384: return "SHA384";
    case AgreementHash::sha512: return "SHA512";
    }
    CHECK(false);
}

// ECC-CMS-SharedInfo ::= SEQUENCE { keyInfo, entityUInfo [0] OPTIONAL, suppPubInfo [2] bits of the key }
Bytes shared_info(const AgreementRecipient& recipient) {
    Bytes bits;
    const std::size_t size = recipient.wrap_key_size * 8;
    for (std::size_t i = 4; i-- > 0;) bits.push_back(static_cast<std::uint8_t>(size >> (8 * i) & 0xffU));
    std::vector<Der> parts{Der(recipient.wrap_identifier)};
    if (!recipient.user_keying_material.empty()) {
        parts.push_back(Der::wrap(0xa0, {der_octets(recipient.user_keying_material)}));
    }
    parts.push_back(Der::wrap(0xa2, {Der(der_octets(bits).flatten())}));
    return Der::wrap(0x30, parts).flatten();
}

Bytes serial_der(const Certificate& certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate.raw()), &der);
    CHECK(size > 0);
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

}  // namespace

Result<SecretBytes> agreement_wrapping_key(const SecretBytes& shared, const AgreementRecipient& recipient) {
    clear_openssl_errors();
    const KdfHandle kdf(EVP_KDF_fetch(nullptr, "X963KDF", nullptr));
    const KdfContextHandle context(kdf == nullptr ? nullptr : EVP_KDF_CTX_new(kdf.get()));
    Bytes info = shared_info(recipient);
    SecretBytes secret = shared.clone();  // the parameter wants it writable
    std::string hash = kdf_hash_name(recipient.hash);
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, hash.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.reveal_to_fill().data(), secret.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()), OSSL_PARAM_construct_end()};
    SecretBytes key(recipient.wrap_key_size);
    if (context == nullptr || EVP_KDF_derive(context.get(), key.reveal_to_fill().data(), key.size(), params) != 1) {
        return openssl_failure(Fault::crypto_failed, "X9.63 KDF");
    }
    return key;
}

Bytes aes256_wrap_identifier() { return der_algorithm(aes256_wrap_oid, DerParameters::absent).flatten(); }

Bytes write_agreement_recipient(const AgreementRecipient& recipient, const Certificate& certificate) {
    Bytes point{0};  // a BIT STRING without unused bits
    base::append(point, ByteView(recipient.ephemeral_point));
    // originatorKey [1] inside originator [0]; the curve is the recipient's (RFC 5753, 3.1.1).
    const Der originator_key = Der::wrap(0xa1, {der_algorithm(ec_public_key_oid, DerParameters::absent),
                                                Der::wrap(0x03, {Der(std::move(point))})});
    const Der scheme = der_sequence({der_oid(agreement_oid(recipient.hash)), Der(recipient.wrap_identifier)});
    const Der who = der_sequence({Der(certificate.issuer()), Der(serial_der(certificate))});
    const Der encrypted_key = der_sequence({der_sequence({who, der_octets(recipient.encrypted_key)})});
    return Der::wrap(0xa1, {der_integer(3), Der::wrap(0xa0, {originator_key}), scheme, encrypted_key}).flatten();
}

Bytes write_auth_enveloped(std::vector<Bytes> recipients, ByteView nonce, ByteView cipher, ByteView tag) {
    const Der gcm = der_sequence({der_oid(aes256_gcm_oid), der_sequence({der_octets(nonce), der_integer(tag.size())})});
    const Der encrypted = der_sequence({der_oid(data_oid), gcm, Der::wrap(0x80, {Der::borrowed(cipher)})});
    const Der enveloped = der_sequence({der_integer(0), der_set_of(std::move(recipients)), encrypted, der_octets(tag)});
    return der_sequence({der_oid(auth_enveloped_oid), Der::wrap(0xa0, {enveloped})}).flatten();
}

}  // namespace crypto
