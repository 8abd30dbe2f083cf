// SPDX-License-Identifier: Apache-2.0
// AES-128-CFB with a zero IV: how a TPM encrypts keys that travel between TPMs (TPM 2.0
// part 1, 23.3). Safe only because each key serves once; it protects no integrity.
#pragma once

#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace crypto {

// `key` has 16 bytes. Faults: usage_invalid (a key of another size), crypto_failed.
base::Result<base::Bytes> encrypt_cfb(const base::SecretBytes& key, const base::SecretBytes& plain);
base::Result<base::SecretBytes> decrypt_cfb(const base::SecretBytes& key, base::ByteView cipher);

}  // namespace crypto
