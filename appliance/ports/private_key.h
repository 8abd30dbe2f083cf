// SPDX-License-Identifier: Apache-2.0
// A private key in the clear: on its way into hardware, or out of it into a file that a
// password protects, and nowhere else. Wiped when it ends.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/ports/signing_key.h"

namespace ports {

struct PrivateKey {
    KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256;
    // EC: the scalar, big-endian, padded to the field's length. RSA: one prime factor,
    // big-endian, half as long as the modulus. What a TPM keeps (TPMU_SENSITIVE_COMPOSITE,
    // TPM 2.0 part 2, 12.3.2.3); everything else follows from it and the public key.
    base::SecretBytes secret;
    base::Bytes public_key;  // DER SubjectPublicKeyInfo
};

}  // namespace ports
