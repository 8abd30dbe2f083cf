// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/management_cipher.h"

#include "appliance/base/check.h"

#include <mbedtls/aes.h>
#include <mbedtls/des.h>

namespace token {
namespace {

enum class Direction { encrypt, decrypt };

base::Bytes tdes_block(base::ByteView key, base::ByteView block, Direction direction) {
    mbedtls_des3_context context;
    mbedtls_des3_init(&context);
    const auto set_key = direction == Direction::encrypt ? mbedtls_des3_set3key_enc : mbedtls_des3_set3key_dec;
    base::Bytes out(block.size());
    CHECK(set_key(&context, key.data()) == 0 && mbedtls_des3_crypt_ecb(&context, block.data(), out.data()) == 0);
    mbedtls_des3_free(&context);
    return out;
}

base::Bytes aes_block(base::ByteView key, base::ByteView block, Direction direction) {
    mbedtls_aes_context context;
    mbedtls_aes_init(&context);
    const bool encrypts = direction == Direction::encrypt;
    const auto set_key = encrypts ? mbedtls_aes_setkey_enc : mbedtls_aes_setkey_dec;
    base::Bytes out(block.size());
    CHECK(set_key(&context, key.data(), static_cast<unsigned>(key.size() * 8)) == 0);
    CHECK(mbedtls_aes_crypt_ecb(&context, encrypts ? MBEDTLS_AES_ENCRYPT : MBEDTLS_AES_DECRYPT, block.data(), out.data()) == 0);
    mbedtls_aes_free(&context);
    return out;
}

base::Bytes one_block(Cipher cipher, base::ByteView key, base::ByteView block, Direction direction) {
    CHECK(key.size() == key_size(cipher) && block.size() == block_size(cipher));
    return cipher == Cipher::tdes ? tdes_block(key, block, direction) : aes_block(key, block, direction);
}

}  // namespace

std::optional<Cipher> cipher_of(std::uint8_t identifier) {
    switch (identifier) {
        case 0x00:  // SP 800-78-4: also 3DES
        case 0x03: return Cipher::tdes;
        case 0x08: return Cipher::aes_128;
        case 0x0A: return Cipher::aes_192;
        case 0x0C: return Cipher::aes_256;
        default: return std::nullopt;
    }
}

std::size_t key_size(Cipher cipher) { return cipher == Cipher::aes_128 ? 16 : cipher == Cipher::aes_256 ? 32 : 24; }

std::size_t block_size(Cipher cipher) { return cipher == Cipher::tdes ? 8 : 16; }

base::Bytes encrypt_block(Cipher cipher, base::ByteView key, base::ByteView block) {
    return one_block(cipher, key, block, Direction::encrypt);
}

base::Bytes decrypt_block(Cipher cipher, base::ByteView key, base::ByteView block) {
    return one_block(cipher, key, block, Direction::decrypt);
}

}  // namespace token
