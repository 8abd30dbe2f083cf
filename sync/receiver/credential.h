// SPDX-License-Identifier: Apache-2.0
// TPM2_MakeCredential in software (TPM 2.0 part 1, 24): a secret that only the TPM with
// this endorsement key can open, and only if it holds the key with this name. Whoever
// gives the secret back has shown that the attestation key lives in that TPM.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

namespace receiver {

struct Credential {
    base::Bytes blob;    // TPM2B_ID_OBJECT, with its size
    base::Bytes secret;  // TPM2B_ENCRYPTED_SECRET, with its size
};

// `endorsement_key`: DER SubjectPublicKeyInfo of an EK with nameAlg SHA-256 and AES-128
// CFB (TCG EK profile L-1, L-2): RSA 2048 or P-256. `content` has at most 32 bytes.
// Faults: key_algorithm_unsupported, crypto_failed.
base::Result<Credential> make_credential(base::ByteView endorsement_key, base::ByteView object_name,
                                         base::ByteView content);

}  // namespace receiver
