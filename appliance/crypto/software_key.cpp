// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/software_key.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace crypto {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

namespace {

Result<EvpKey> read_pem(const SecretBytes& pem) {
    const ByteView text = pem.reveal();
    const BioHandle source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    // Without a callback OpenSSL would ask for a passphrase on the terminal.
    const auto no_passphrase = [](char*, int, int, void*) { return -1; };
    KeyHandle key(PEM_read_bio_PrivateKey(source.get(), nullptr, no_passphrase, nullptr));
    if (key == nullptr) return openssl_failure(Fault::key_missing, "read private key");
    return EvpKey(std::shared_ptr<evp_pkey_st>(std::move(key)));
}

Result<SecretBytes> write_pem(const EvpKey& key) {
    const BioHandle target(BIO_new(BIO_s_mem()));  // its memory is cleared when freed
    if (PEM_write_bio_PKCS8PrivateKey(target.get(), key.raw(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
        return openssl_failure(Fault::crypto_failed, "write private key");
    }
    char* data = nullptr;
    const long size = BIO_get_mem_data(target.get(), &data);
    return SecretBytes(ByteView(reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)));
}

EVP_PKEY* generate_key(KeyAlgorithm algorithm) {
    switch (algorithm) {
    case KeyAlgorithm::ecdsa_p256: return EVP_EC_gen("P-256");
    case KeyAlgorithm::ecdsa_p384: return EVP_EC_gen("P-384");
    case KeyAlgorithm::rsa_2048: return EVP_RSA_gen(2048);
    case KeyAlgorithm::rsa_3072: return EVP_RSA_gen(3072);
    }
    CHECK(false);
}

Result<EvpKey> generate(KeyAlgorithm algorithm) {
    KeyHandle key(generate_key(algorithm));
    if (key == nullptr) return openssl_failure(Fault::crypto_failed, "generate a key");
    return EvpKey(std::shared_ptr<evp_pkey_st>(std::move(key)));
}

Result<std::shared_ptr<SoftwareKey>> adopt(const EvpKey& key) {
    const KeyAlgorithm algorithm = TRY(algorithm_of(key.raw()));
    return std::make_shared<SoftwareKey>(key, algorithm, TRY(public_key_of(key.raw())));
}

Result<std::shared_ptr<SoftwareAgreementKey>> adopt_for_agreement(const EvpKey& key) {
    if (is_rsa(TRY(algorithm_of(key.raw())))) return Failure{Fault::key_algorithm_unsupported, "RSA cannot agree"};
    return std::make_shared<SoftwareAgreementKey>(key, TRY(public_key_of(key.raw())));
}

}  // namespace

Result<std::shared_ptr<SoftwareKey>> SoftwareKey::generate(KeyAlgorithm algorithm) {
    return adopt(TRY(crypto::generate(algorithm)));
}

Result<std::shared_ptr<SoftwareKey>> SoftwareKey::from_pem(const SecretBytes& pem) { return adopt(TRY(read_pem(pem))); }

Result<SecretBytes> SoftwareKey::to_pem() const { return write_pem(m_key); }

Result<Bytes> SoftwareKey::sign(SignatureScheme scheme, ports::HashAlgorithm hash, ByteView digest) {
    if (is_rsa(m_algorithm) == (scheme == SignatureScheme::ecdsa)) {
        return Failure{Fault::key_algorithm_unsupported, "scheme does not fit the key"};
    }
    clear_openssl_errors();
    const KeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, m_key.raw(), nullptr));
    bool is_ready = context != nullptr && EVP_PKEY_sign_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_signature_md(context.get(), evp_md(hash)) == 1;
    if (is_ready && scheme == SignatureScheme::rsa_pss) {
        is_ready = EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
                   EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(m_key.raw())));
    std::size_t size = out.size();
    if (!is_ready || EVP_PKEY_sign(context.get(), out.data(), &size, digest.data(), digest.size()) != 1) {
        return openssl_failure(Fault::crypto_failed, "sign");
    }
    out.resize(size);
    return out;
}

Result<std::shared_ptr<SoftwareAgreementKey>> SoftwareAgreementKey::generate(AgreementCurve curve) {
    return adopt_for_agreement(
        TRY(crypto::generate(curve == AgreementCurve::p256 ? KeyAlgorithm::ecdsa_p256 : KeyAlgorithm::ecdsa_p384)));
}

Result<std::shared_ptr<SoftwareAgreementKey>> SoftwareAgreementKey::from_pem(const SecretBytes& pem) {
    return adopt_for_agreement(TRY(read_pem(pem)));
}

Result<SecretBytes> SoftwareAgreementKey::to_pem() const { return write_pem(m_key); }

Result<SecretBytes> SoftwareAgreementKey::agree(ByteView peer) {
    clear_openssl_errors();
    const KeyHandle other(EVP_PKEY_new());
    constexpr std::uint8_t uncompressed = 0x04;  // also leaves out the point at infinity
    // Setting the point checks that it lies on the curve.
    if (peer.empty() || peer[0] != uncompressed || other == nullptr || EVP_PKEY_copy_parameters(other.get(), m_key.raw()) != 1 ||
        EVP_PKEY_set1_encoded_public_key(other.get(), peer.data(), peer.size()) != 1) {
        return openssl_failure(Fault::cms_invalid, "the other side's point");
    }
    const KeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, m_key.raw(), nullptr));
    std::size_t size = 0;
    if (context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
        EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 || EVP_PKEY_derive(context.get(), nullptr, &size) != 1) {
        return openssl_failure(Fault::crypto_failed, "prepare ECDH");
    }
    SecretBytes shared(size);
    if (EVP_PKEY_derive(context.get(), shared.reveal_to_fill().data(), &size) != 1 || size != shared.size()) {
        return openssl_failure(Fault::crypto_failed, "ECDH");
    }
    return shared;
}

}  // namespace crypto
