// SPDX-License-Identifier: Apache-2.0
// Internal: AES-256-GCM over spans, shared by sealed records and encrypted messages.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace crypto {

inline constexpr std::size_t gcm_nonce_size = 12;
inline constexpr std::size_t gcm_tag_size = 16;

// `cipher` is as long as `plain`, `tag` 16 bytes. Fault: crypto_failed.
base::Status gcm_encrypt(const base::SecretBytes& key, base::ByteView nonce, base::ByteView aad,
                         base::ByteView plain, std::span<std::uint8_t> cipher, std::span<std::uint8_t> tag);

// On failure `plain` is wiped. Faults: cipher_tampered, crypto_failed.
base::Status gcm_decrypt(const base::SecretBytes& key, base::ByteView nonce, base::ByteView aad,
                         base::ByteView cipher, base::ByteView tag, std::span<std::uint8_t> plain);

}  // namespace crypto
