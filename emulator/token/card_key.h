// SPDX-License-Identifier: Apache-2.0
// A private key in the card, and what it does. Computed with mbedTLS, so that what the
// device computes with OpenSSL is checked by other code.
//
// A virtual card's keys are worth nothing: they stand in a plain file.
#pragma once

#include "emulator/token/randomness.h"

#include "appliance/base/bytes.h"

#include <optional>

namespace token {

// SP 800-78-4 table 6-2.
enum class Algorithm : std::uint8_t { rsa_2048 = 0x07, p256 = 0x11, p384 = 0x14 };

std::optional<Algorithm> algorithm_of(std::uint8_t identifier);
// Of the modulus, or of a coordinate. Bytes.
std::size_t field_size(Algorithm algorithm);

struct CardKey {
    Algorithm algorithm = Algorithm::p256;
    base::Bytes secret;       // the scalar; of RSA the two primes, one after the other
    base::Bytes public_part;  // the point, uncompressed; of RSA the modulus (the exponent is 65537)
};

CardKey generate_key(Algorithm algorithm, Randomness& random);
// Nothing when these are no such key.
std::optional<CardKey> elliptic_key(Algorithm algorithm, base::ByteView scalar, Randomness& random);
std::optional<CardKey> rsa_key(base::ByteView prime1, base::ByteView prime2, Randomness& random);

// What GENERAL AUTHENTICATE gives: ECDSA over a digest, of which at most the field's size
// counts, as DER; or RSA over a block of the modulus' size. Nothing for a block that is
// of another size or larger than the modulus.
std::optional<base::Bytes> sign(const CardKey& key, base::ByteView input, Randomness& random);
// ECDH: the other's point in, the shared x out. Nothing when that is no point of the curve.
std::optional<base::Bytes> agree(const CardKey& key, base::ByteView point, Randomness& random);

// The content of SP 800-73-4's 7F49: 86, or 81 and 82.
base::Bytes public_template(const CardKey& key);

}  // namespace token
