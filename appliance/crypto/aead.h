// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM (SP 800-38D) for what the vault keeps.
//
//   sealed = nonce (12, random) || ciphertext || tag (16)
//
// Random nonces are safe because a key seals one record, or a few blobs of it, and
// never comes near the 2^32 messages of SP 800-38D, 8.3.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace crypto {

inline constexpr std::size_t aead_key_size = 32;
inline constexpr std::size_t aead_overhead = 12 + 16;

// `aad` is authenticated and not stored: whoever opens must know it again.
// Faults: crypto_failed (the key is not 32 bytes).
base::Result<base::Bytes> seal(const base::SecretBytes& key, base::ByteView aad, base::ByteView plain);

// Nothing is returned before the tag was found right.
// Faults: cipher_tampered (also: other key, other aad, too short), crypto_failed.
base::Result<base::Bytes> open(const base::SecretBytes& key, base::ByteView aad, base::ByteView sealed);
base::Result<base::SecretBytes> open_secret(const base::SecretBytes& key, base::ByteView aad, base::ByteView sealed);

}  // namespace crypto
