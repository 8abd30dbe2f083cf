// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/block_cipher.h"

#include "appliance/crypto/handles.h"
#include "appliance/crypto/openssl_error.h"

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;

const EVP_CIPHER* evp_cipher(BlockCipher cipher) {
    switch (cipher) {
    case BlockCipher::triple_des: return EVP_des_ede3_ecb();
    case BlockCipher::aes_128: return EVP_aes_128_ecb();
    case BlockCipher::aes_192: return EVP_aes_192_ecb();
    case BlockCipher::aes_256: return EVP_aes_256_ecb();
    }
    CHECK(false);
}

Result<Bytes> turn_block(BlockCipher cipher, const base::SecretBytes& key, ByteView block, int is_encrypting) {
    if (key.size() != block_key_size(cipher) || block.size() != block_size(cipher))
        return Failure{Fault::usage_invalid, "a key or block of another size"};
    clear_openssl_errors();
    const CipherHandle context(EVP_CIPHER_CTX_new());
    Bytes out(block.size() * 2);
    int size = 0;
    if (context == nullptr ||
        EVP_CipherInit_ex2(context.get(), evp_cipher(cipher), key.reveal().data(), nullptr, is_encrypting, nullptr) != 1 ||
        EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
        EVP_CipherUpdate(context.get(), out.data(), &size, block.data(), static_cast<int>(block.size())) != 1 ||
        static_cast<std::size_t>(size) != block.size()) {
        return openssl_failure(Fault::crypto_failed, "one block");
    }
    out.resize(block.size());
    return out;
}

}  // namespace

std::size_t block_size(BlockCipher cipher) { return cipher == BlockCipher::triple_des ? 8 : 16; }

std::size_t block_key_size(BlockCipher cipher) {
    switch (cipher) {
    case BlockCipher::aes_128: return 16;
    case BlockCipher::triple_des:
    case BlockCipher::aes_192: return 24;
    case BlockCipher::aes_256: return 32;
    }
    CHECK(false);
}

Result<Bytes> encrypt_block(BlockCipher cipher, const base::SecretBytes& key, ByteView block) {
    return turn_block(cipher, key, block, 1);
}

Result<Bytes> decrypt_block(BlockCipher cipher, const base::SecretBytes& key, ByteView block) {
    return turn_block(cipher, key, block, 0);
}

}  // namespace crypto
