// SPDX-License-Identifier: Apache-2.0
// Named keys as public areas: P-256, P-384, RSA-2048, RSA-3072, for signing and nothing
// else, used by policy and never by a password.
#pragma once

#include "appliance/ports/signing_key.h"

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <tss2/tss2_tpm2_types.h>

namespace tpm {

// born: made here, and stays. movable: made here, and a quorum lets it go.
// foreign: made elsewhere; the TPM does not let such a key call itself fixed.
enum class KeyOrigin { born, movable, foreign };

TPM2B_PUBLIC key_shape(ports::KeyAlgorithm algorithm, KeyOrigin origin, const base::Digest& policy);
// The same with the public key filled in. Faults: key_algorithm_unsupported (also an RSA
// exponent other than 65537), crypto_failed.
base::Result<TPM2B_PUBLIC> key_area(base::ByteView subject_public_key_info, KeyOrigin origin, const base::Digest& policy);

struct ReadShape {
    ports::KeyAlgorithm algorithm = ports::KeyAlgorithm::ecdsa_p256;
    base::Bytes public_key;  // DER SubjectPublicKeyInfo
};
// Only areas that key_shape() makes, whatever key and policy. Fault: key_algorithm_unsupported.
base::Result<ReadShape> read_shape(const TPMT_PUBLIC& area);

}  // namespace tpm
