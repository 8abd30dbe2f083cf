// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/gcm.h"

#include "appliance/crypto/aead.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

namespace crypto {
namespace {

using base::ByteView;
using base::Fault;
using base::SecretBytes;
using base::Status;

// EVP_CipherUpdate counts in int; larger inputs go in slices.
constexpr std::size_t slice_size = std::size_t{1} << 30U;

bool run(EVP_CIPHER_CTX* context, ByteView in, std::uint8_t* out) {
    while (!in.empty()) {
        const ByteView slice = in.first(std::min(in.size(), slice_size));
        int written = 0;
        if (EVP_CipherUpdate(context, out, &written, slice.data(), static_cast<int>(slice.size())) != 1) return false;
        if (out != nullptr) out += written;
        in = in.subspan(slice.size());
    }
    return true;
}

bool begin(EVP_CIPHER_CTX* context, const SecretBytes& key, ByteView nonce, ByteView aad, int direction) {
    return context != nullptr && key.size() == aead_key_size && !nonce.empty() &&
           EVP_CipherInit_ex2(context, EVP_aes_256_gcm(), nullptr, nullptr, direction, nullptr) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(nonce.size()), nullptr) == 1 &&
           EVP_CipherInit_ex2(context, nullptr, key.reveal().data(), nonce.data(), direction, nullptr) == 1 &&
           run(context, aad, nullptr);
}

}  // namespace

Status gcm_encrypt(const SecretBytes& key, ByteView nonce, ByteView aad, ByteView plain,
                   std::span<std::uint8_t> cipher, std::span<std::uint8_t> tag) {
    CHECK(cipher.size() == plain.size() && tag.size() == gcm_tag_size);
    const CipherHandle context(EVP_CIPHER_CTX_new());
    std::uint8_t none[16];
    int written = 0;
    if (!begin(context.get(), key, nonce, aad, 1) || !run(context.get(), plain, cipher.data()) ||
        EVP_CipherFinal_ex(context.get(), none, &written) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, gcm_tag_size, tag.data()) != 1) {
        return openssl_failure(Fault::crypto_failed, "AES-256-GCM encrypt");
    }
    return {};
}

Status gcm_decrypt(const SecretBytes& key, ByteView nonce, ByteView aad, ByteView cipher, ByteView tag,
                   std::span<std::uint8_t> plain) {
    CHECK(cipher.size() == plain.size() && tag.size() == gcm_tag_size);
    const CipherHandle context(EVP_CIPHER_CTX_new());
    if (!begin(context.get(), key, nonce, aad, 0)) return openssl_failure(Fault::crypto_failed, "AES-256-GCM decrypt");
    std::uint8_t none[16];
    int written = 0;
    base::Bytes expected(tag.begin(), tag.end());  // the control call wants it writable
    if (!run(context.get(), cipher, plain.data()) ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, gcm_tag_size, expected.data()) != 1 ||
        EVP_CipherFinal_ex(context.get(), none, &written) != 1) {
        base::wipe(plain.data(), plain.size());
        return openssl_failure(Fault::cipher_tampered, "AES-256-GCM tag");
    }
    return {};
}

}  // namespace crypto
