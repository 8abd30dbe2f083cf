// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/aead.h"
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/enveloped.h"
#include "appliance/crypto/gcm.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/key_wrap.h"
#include "appliance/crypto/message.h"
#include "appliance/crypto/openssl_error.h"
#include "appliance/crypto/random.h"
#include "appliance/crypto/software_key.h"

#include <climits>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;

namespace {

// The uncompressed point inside a SubjectPublicKeyInfo.
Result<Bytes> point_of(ByteView spki) {
    const EvpKey key = TRY(evp_public_key(spki));
    unsigned char* point = nullptr;
    const std::size_t size = EVP_PKEY_get1_encoded_public_key(key.raw(), &point);
    if (size == 0) return openssl_failure(Fault::key_algorithm_unsupported, "not an EC key");
    Bytes out(point, point + size);
    OPENSSL_free(point);
    return out;
}

Result<Bytes> wrap_for(const Certificate& certificate, const SecretBytes& content_key) {
    const auto algorithm = TRY(certificate.key_algorithm());
    if (is_rsa(algorithm)) return Failure{Fault::key_algorithm_unsupported, "recipient's key is not EC"};
    const bool is_p384 = algorithm == ports::KeyAlgorithm::ecdsa_p384;
    // A fresh key for each recipient: they may be on different curves.
    const auto ephemeral = TRY(SoftwareAgreementKey::generate(is_p384 ? AgreementCurve::p384 : AgreementCurve::p256));
    AgreementRecipient recipient;
    recipient.hash = is_p384 ? AgreementHash::sha384 : AgreementHash::sha256;
    recipient.wrap_identifier = aes256_wrap_identifier();
    recipient.ephemeral_point = TRY(point_of(ephemeral->public_key()));
    const Bytes theirs = TRY(point_of(certificate.public_key()));
    const SecretBytes shared = TRY(ephemeral->agree(theirs));
    const SecretBytes wrapping_key = TRY(agreement_wrapping_key(shared, recipient));
    recipient.encrypted_key = TRY(wrap_key(wrapping_key, content_key));
    return write_agreement_recipient(recipient, certificate);
}

// Others write BER with indefinite lengths; OpenSSL reads that and writes DER.
Result<Bytes> to_der(ByteView ber) {
    if (ber.size() > INT_MAX) return Failure{Fault::cms_invalid, "longer than 2 GiB"};
    const unsigned char* cursor = ber.data();
    const CmsHandle parsed(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(ber.size())));
    if (parsed == nullptr) return openssl_failure(Fault::cms_invalid, "read CMS");
    if (cursor != ber.data() + ber.size()) return Failure{Fault::cms_invalid, "bytes after the structure"};
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(parsed.get(), &der);
    if (size <= 0) return openssl_failure(Fault::cms_invalid, "write CMS");
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

Result<Bytes> decrypt(const AuthEnveloped& message, ports::AgreementKey& key) {
    const SecretBytes shared = TRY(key.agree(message.recipient.ephemeral_point));
    const SecretBytes wrapping_key = TRY(agreement_wrapping_key(shared, message.recipient));
    const SecretBytes content_key = TRY(unwrap_key(wrapping_key, message.recipient.encrypted_key));
    if (content_key.size() != aead_key_size) return Failure{Fault::cms_invalid, "size of the content key"};
    Bytes plain(message.cipher.size());
    TRY(gcm_decrypt(content_key, message.nonce, {}, message.cipher, message.tag, plain));
    return plain;
}

}  // namespace

Result<Bytes> encrypt_message(ByteView content, const std::vector<Certificate>& recipients) {
    if (recipients.empty()) return Failure{Fault::crypto_failed, "no recipient"};
    const SecretBytes content_key = random_secret(aead_key_size);
    std::vector<Bytes> infos;
    for (const Certificate& certificate : recipients) infos.push_back(TRY(wrap_for(certificate, content_key)));
    const Bytes nonce = random_bytes(gcm_nonce_size);
    Bytes cipher(content.size());
    Bytes tag(gcm_tag_size);
    TRY(gcm_encrypt(content_key, nonce, {}, content, cipher, tag));
    return write_auth_enveloped(std::move(infos), nonce, cipher, tag);
}

Result<Bytes> decrypt_message(ByteView der, const Certificate& me, ports::AgreementKey& key) {
    clear_openssl_errors();
    const auto read = read_auth_enveloped(der, me);
    if (read) return decrypt(*read, key);
    if (read.fault() != Fault::cms_invalid) return read.failure();
    const Bytes normal = TRY(to_der(der));
    const AuthEnveloped again = TRY(read_auth_enveloped(normal, me));
    return decrypt(again, key);
}

}  // namespace crypto
