// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/card_key.h"

#include "emulator/token/elliptic.h"
#include "emulator/token/rsa.h"
#include "emulator/token/tlv.h"

#include "appliance/base/check.h"

#include <algorithm>

namespace token {
namespace {

mbedtls_ecp_group_id curve_of(Algorithm algorithm) {
    return algorithm == Algorithm::p384 ? MBEDTLS_ECP_DP_SECP384R1 : MBEDTLS_ECP_DP_SECP256R1;
}

}  // namespace

std::optional<Algorithm> algorithm_of(std::uint8_t identifier) {
    switch (identifier) {
        case 0x07: return Algorithm::rsa_2048;
        case 0x11: return Algorithm::p256;
        case 0x14: return Algorithm::p384;
        default: return std::nullopt;
    }
}

std::size_t field_size(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::rsa_2048: return 256;
        case Algorithm::p256: return 32;
        case Algorithm::p384: return 48;
    }
    CHECK(false);
}

CardKey generate_key(Algorithm algorithm, Randomness& random) {
    if (algorithm == Algorithm::rsa_2048) {
        RsaNumbers numbers = generate_rsa(random);
        return {algorithm, std::move(numbers.primes), std::move(numbers.modulus)};
    }
    EllipticNumbers numbers = generate_elliptic(curve_of(algorithm), random);
    return {algorithm, std::move(numbers.scalar), std::move(numbers.point)};
}

std::optional<CardKey> elliptic_key(Algorithm algorithm, base::ByteView scalar, Randomness& random) {
    if (algorithm == Algorithm::rsa_2048 || scalar.size() > field_size(algorithm)) return std::nullopt;
    auto numbers = elliptic_of(curve_of(algorithm), scalar, random);
    if (!numbers) return std::nullopt;
    return CardKey{algorithm, std::move(numbers->scalar), std::move(numbers->point)};
}

std::optional<CardKey> rsa_key(base::ByteView prime1, base::ByteView prime2, Randomness& random) {
    auto numbers = rsa_of(prime1, prime2, random);
    if (!numbers) return std::nullopt;
    return CardKey{Algorithm::rsa_2048, std::move(numbers->primes), std::move(numbers->modulus)};
}

std::optional<base::Bytes> sign(const CardKey& key, base::ByteView input, Randomness& random) {
    if (key.algorithm == Algorithm::rsa_2048) return rsa_private(key.secret, input, random);
    if (input.empty()) return std::nullopt;
    return elliptic_sign(curve_of(key.algorithm), key.secret, input.first(std::min(input.size(), field_size(key.algorithm))), random);
}

std::optional<base::Bytes> agree(const CardKey& key, base::ByteView point, Randomness& random) {
    if (key.algorithm == Algorithm::rsa_2048) return std::nullopt;
    return elliptic_agree(curve_of(key.algorithm), key.secret, point, random);
}

base::Bytes public_template(const CardKey& key) {
    if (key.algorithm != Algorithm::rsa_2048) return tlv(0x86, key.public_part);
    base::Bytes out = tlv(0x81, key.public_part);
    base::append(out, tlv(0x82, rsa_exponent));
    return out;
}

}  // namespace token
