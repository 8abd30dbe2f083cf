// SPDX-License-Identifier: Apache-2.0
// RSA-2048 by mbedTLS; the exponent is always 65537.
#pragma once

#include "emulator/token/randomness.h"

#include "appliance/base/bytes.h"

#include <array>
#include <optional>

namespace token {

inline constexpr std::array<std::uint8_t, 3> rsa_exponent{1, 0, 1};

struct RsaNumbers {
    base::Bytes primes;   // 128 bytes each
    base::Bytes modulus;  // 256 bytes
};

// Takes about a second.
RsaNumbers generate_rsa(Randomness& random);
// Nothing when these are no primes of such a key.
std::optional<RsaNumbers> rsa_of(base::ByteView prime1, base::ByteView prime2, Randomness& random);
// The private operation on a block of the modulus' size.
std::optional<base::Bytes> rsa_private(base::ByteView primes, base::ByteView block, Randomness& random);

}  // namespace token
