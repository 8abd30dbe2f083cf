// SPDX-License-Identifier: Apache-2.0
// The block that an RSA key raises to its private power, for keepers that do the power and
// nothing else: a PIV token is given the whole block (SP 800-73-4, part 2, 3.2.4).
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

namespace crypto {

// RFC 8017, 9.2 (EMSA-PKCS1-v1_5) and 9.1.1 (EMSA-PSS; MGF1 with the same hash, a random
// salt as long as the digest), for a modulus of `modulus_size` bytes whose top bit is set.
// Faults: key_algorithm_unsupported (ECDSA, or a digest that does not fit), usage_invalid
// (the digest is not as long as the hash says).
base::Result<base::Bytes> emsa_block(ports::SignatureScheme scheme, ports::HashAlgorithm hash, base::ByteView digest,
                                     std::size_t modulus_size);
// The same with a salt that is given; for known answers.
base::Result<base::Bytes> emsa_pss_block(ports::HashAlgorithm hash, base::ByteView digest, base::ByteView salt, std::size_t modulus_size);

}  // namespace crypto
