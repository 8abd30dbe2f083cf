// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/ed25519.h"

#include "appliance/crypto/random.h"

#include <openssl/evp.h>

#include <memory>

namespace audit {
namespace {

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

Key private_key(const base::SecretBytes& seed) {
    return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.reveal().data(), seed.size()));
}

}  // namespace

bool verify_ed25519(base::ByteView public_key, base::ByteView message, base::ByteView signature) {
    if (public_key.size() != ed25519_key_size || signature.size() != ed25519_signature_size) return false;
    const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
    const Context context(EVP_MD_CTX_new());
    return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

Ed25519Key::Ed25519Key(base::SecretBytes seed, base::Bytes public_key)
    : m_seed(std::move(seed)), m_public(std::move(public_key)) {}

base::Result<Ed25519Key> Ed25519Key::from_seed(base::SecretBytes seed) {
    if (seed.size() != ed25519_key_size) return base::Failure{base::Fault::crypto_failed, "Ed25519 seed size"};
    const Key key = private_key(seed);
    base::Bytes public_key(ed25519_key_size);
    std::size_t size = public_key.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &size) != 1)
        return base::Failure{base::Fault::crypto_failed, "Ed25519 key"};
    return Ed25519Key(std::move(seed), std::move(public_key));
}

base::Result<Ed25519Key> Ed25519Key::generate() { return from_seed(crypto::random_secret(ed25519_key_size)); }

base::Result<base::Bytes> Ed25519Key::sign(base::ByteView message) const {
    const Key key = private_key(m_seed);
    const Context context(EVP_MD_CTX_new());
    base::Bytes signature(ed25519_signature_size);
    std::size_t size = signature.size();
    if (!key || !context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) != 1)
        return base::Failure{base::Fault::crypto_failed, "Ed25519 sign"};
    return signature;
}

}  // namespace audit
