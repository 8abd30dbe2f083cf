// SPDX-License-Identifier: Apache-2.0
// Random bytes from OpenSSL's CTR-DRBG, which the kernel seeds. A generator that
// fails ends the process: going on without randomness would be worse.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/secret.h"

namespace crypto {

void fill_random(std::span<std::uint8_t> out);
base::Bytes random_bytes(std::size_t size);
base::SecretBytes random_secret(std::size_t size);

}  // namespace crypto
