// SPDX-License-Identifier: Apache-2.0
// AES key wrap (RFC 3394): a key under a key, eight bytes longer, no nonce.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace crypto {

// `wrapping_key` has 32 bytes when it is ours (messages from others may use 16 or 24),
// `key` a multiple of 8 from 16 to 64.
// Faults: crypto_failed (a size that is not allowed).
base::Result<base::Bytes> wrap_key(const base::SecretBytes& wrapping_key, const base::SecretBytes& key);

// Faults: cipher_tampered (also: another wrapping key, a size that cannot be), crypto_failed.
base::Result<base::SecretBytes> unwrap_key(const base::SecretBytes& wrapping_key, base::ByteView wrapped);

}  // namespace crypto
