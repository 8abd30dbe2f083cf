// SPDX-License-Identifier: Apache-2.0
// Keys in the pieces that smart cards exchange them in, and the other way.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/ports/private_key.h"

namespace crypto {

// DER SubjectPublicKeyInfo of an uncompressed point (SEC 1, 2.3.3) that must lie on the
// algorithm's curve. Faults: key_algorithm_unsupported (RSA), crypto_failed (no point of it).
base::Result<base::Bytes> ec_public_key(ports::KeyAlgorithm algorithm, base::ByteView point);
// The same of an RSA modulus and exponent, big-endian: exactly as many bits as the algorithm
// says, odd, exponent 3..2^32. Faults: key_algorithm_unsupported (EC), crypto_failed.
base::Result<base::Bytes> rsa_public_key(ports::KeyAlgorithm algorithm, base::ByteView modulus, base::ByteView exponent);

// A DER SubjectPublicKeyInfo taken apart: the two functions above, backwards.
struct PublicParts {
    ports::KeyAlgorithm algorithm = ports::KeyAlgorithm::ecdsa_p256;
    base::Bytes point;              // EC: 04 || x || y
    base::Bytes modulus, exponent;  // RSA: big-endian, no leading zeros
};
// Faults: key_algorithm_unsupported, crypto_failed.
base::Result<PublicParts> public_parts(base::ByteView subject_public_key_info);

// What else a card wants of an RSA key (RFC 8017, 3.2): the other prime, the exponents and
// the coefficient, each half as long as the modulus.
struct RsaParts {
    base::SecretBytes p, q, dp, dq, q_inverse;
};
// Faults: key_algorithm_unsupported (EC), key_file_mismatch (the prime does not divide the modulus).
base::Result<RsaParts> rsa_parts(const ports::PrivateKey& key);

}  // namespace crypto
