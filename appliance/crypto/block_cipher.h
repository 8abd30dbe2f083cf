// SPDX-License-Identifier: Apache-2.0
// One block under a block cipher, without a mode: how a PIV token and its administrator
// prove to each other that they have the same key (SP 800-73-4, part 2, 3.2.4). Blocks are
// random numbers used once; nothing else is encrypted this way.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace crypto {

enum class BlockCipher { triple_des, aes_128, aes_192, aes_256 };

std::size_t block_size(BlockCipher cipher);      // 8 or 16 bytes
std::size_t block_key_size(BlockCipher cipher);  // 24, 16, 24, 32 bytes

// Faults: usage_invalid (a key or block of another size), crypto_failed.
base::Result<base::Bytes> encrypt_block(BlockCipher cipher, const base::SecretBytes& key, base::ByteView block);
base::Result<base::Bytes> decrypt_block(BlockCipher cipher, const base::SecretBytes& key, base::ByteView block);

}  // namespace crypto
