// SPDX-License-Identifier: Apache-2.0
// What the TPM's word about a document key is worth (TPM2_Certify by the attestation key
// that the device enrolled with).
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "sync/certificate_letter.h"
#include "sync/receiver/tpm_public.h"

namespace receiver {

// Where a key comes from, as its certificate's row and the answer spell it.
enum class KeyOrigin {
    tpm,         // born in this TPM, and can be nowhere else
    exportable,  // born there; its policy may let it go
    imported,    // some program had it
};
std::string_view name_of(KeyOrigin origin);

// The statement is about `public_key`, by the attestation key, for this letter, and the key
// has exactly the attributes of a document key: it signs anything a program gives it, no
// password opens it, and nothing counts towards a lockout. Its policy is the one that
// document_policy.h computes: no use without the platform's approval and a person's code.
// Faults: signature_invalid, certificate_invalid, key_algorithm_unsupported.
base::Result<KeyOrigin> judge_document_key(const exchange::KeyStatement& statement, base::ByteView attestation_public,
                                           base::ByteView public_key, const base::Digest& binding, base::ByteView approval_key);

}  // namespace receiver
