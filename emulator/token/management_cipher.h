// SPDX-License-Identifier: Apache-2.0
// The block ciphers of the card's management key (SP 800-78-4 table 6-2).
#pragma once

#include "appliance/base/bytes.h"

#include <optional>

namespace token {

enum class Cipher : std::uint8_t { tdes = 0x03, aes_128 = 0x08, aes_192 = 0x0A, aes_256 = 0x0C };

std::optional<Cipher> cipher_of(std::uint8_t identifier);
std::size_t key_size(Cipher cipher);
std::size_t block_size(Cipher cipher);

// One block; `key` and `block` have the sizes above.
base::Bytes encrypt_block(Cipher cipher, base::ByteView key, base::ByteView block);
base::Bytes decrypt_block(Cipher cipher, base::ByteView key, base::ByteView block);

}  // namespace token
