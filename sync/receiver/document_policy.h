// SPDX-License-Identifier: Apache-2.0
// What a key of documents must answer to, computed as a TPM computes it (TPM 2.0 part 3,
// 23) from public values that the device states. The device's side of the same is
// tpm/policy.h and tpm/keeper/key_policies.h.
#pragma once

#include "sync/certificate_letter.h"

namespace receiver {

// authPolicy of the document key that is made so:
//   born with the device   PolicyAuthorize(approval for this storage key), PolicySecret(code)
//   named, stays           the same, PolicyCommandCode(Sign), PolicyNV(its counter == value)
//   named, may leave       PolicyOR(PolicyAuthorize(fleet permit), PolicySecret(code),
//                          PolicyCommandCode(Sign); each k custodians: PolicyCommandCode
//                          (Duplicate), PolicySigned of each)
// In every one of them the person's code stands between a program and a signature.
// Faults: certificate_invalid (values that no key of ours has), key_algorithm_unsupported.
base::Result<base::Digest> document_policy(const exchange::KeyPolicy& policy, base::ByteView approval_key);

}  // namespace receiver
