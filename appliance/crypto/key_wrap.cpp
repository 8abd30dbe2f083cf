// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/key_wrap.h"

#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::SecretBytes;

constexpr std::size_t integrity_size = 8;

bool is_allowed(std::size_t key_size) { return key_size >= 16 && key_size <= 64 && key_size % 8 == 0; }

// AES-256 for our own keys; messages from others may use the shorter ones.
const EVP_CIPHER* wrap_cipher(std::size_t wrapping_key_size) {
    switch (wrapping_key_size) {
    case 16: return EVP_aes_128_wrap();
    case 24: return EVP_aes_192_wrap();
    case 32: return EVP_aes_256_wrap();
    default: return nullptr;
    }
}

CipherHandle begin(const SecretBytes& wrapping_key, int direction) {
    CipherHandle context(EVP_CIPHER_CTX_new());
    const EVP_CIPHER* cipher = wrap_cipher(wrapping_key.size());
    if (context == nullptr || cipher == nullptr) return nullptr;
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    // A null IV means RFC 3394's constant, which is what unwrapping compares.
    if (EVP_CipherInit_ex2(context.get(), cipher, wrapping_key.reveal().data(), nullptr, direction, nullptr) != 1) {
        return nullptr;
    }
    return context;
}

}  // namespace

Result<Bytes> wrap_key(const SecretBytes& wrapping_key, const SecretBytes& key) {
    if (!is_allowed(key.size())) return Failure{Fault::crypto_failed, "size of the key to wrap"};
    const CipherHandle context = begin(wrapping_key, 1);
    Bytes out(key.size() + integrity_size);
    int written = 0;
    if (context == nullptr ||
        EVP_CipherUpdate(context.get(), out.data(), &written, key.reveal().data(), static_cast<int>(key.size())) != 1 ||
        static_cast<std::size_t>(written) != out.size()) {
        return openssl_failure(Fault::crypto_failed, "AES key wrap");
    }
    return out;
}

Result<SecretBytes> unwrap_key(const SecretBytes& wrapping_key, ByteView wrapped) {
    if (wrapped.size() < integrity_size || !is_allowed(wrapped.size() - integrity_size)) {
        return Failure{Fault::cipher_tampered, "size of the wrapped key"};
    }
    const CipherHandle context = begin(wrapping_key, 0);
    if (context == nullptr) return openssl_failure(Fault::crypto_failed, "AES key unwrap");
    // OpenSSL moves the whole input through the output buffer.
    SecretBytes whole(wrapped.size());
    int written = 0;
    if (EVP_CipherUpdate(context.get(), whole.reveal_to_fill().data(), &written, wrapped.data(),
                         static_cast<int>(wrapped.size())) != 1 ||
        static_cast<std::size_t>(written) != wrapped.size() - integrity_size) {
        return openssl_failure(Fault::cipher_tampered, "AES key unwrap");
    }
    return SecretBytes(whole.reveal().first(static_cast<std::size_t>(written)));
}

}  // namespace crypto
