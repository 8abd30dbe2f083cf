// SPDX-License-Identifier: Apache-2.0
// What a device's keys must answer to, computed from the platform's own public key as a
// TPM computes it (TPM 2.0 part 3, 23). The device's side of the same is tpm/policy.h.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

namespace receiver {

// authPolicy of a key that only a system which the holder of this key approved may use.
// `approval_key`: DER SubjectPublicKeyInfo, P-256. Fault key_algorithm_unsupported.
base::Result<base::Digest> platform_policy(base::ByteView approval_key);

// "Whatever the holder of this key approved under this reference" (PolicyAuthorize).
base::Result<base::Digest> authorized_policy(base::ByteView approval_key, const base::Digest& reference);

}  // namespace receiver
