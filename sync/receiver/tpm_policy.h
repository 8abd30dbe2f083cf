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

// One policy command more, as TPM2_Policy... does it (part 3, 23): H(policy || command || arguments).
void extend_policy(base::Digest& policy, std::uint32_t command, base::ByteView arguments);

// The Name of a public area with SHA-256 as its name algorithm (part 1, 16).
base::Bytes name_of_area(base::ByteView area);
// That of an 8-byte NV index (TPMS_NV_PUBLIC, part 2, 13.6).
base::Bytes name_of_index(std::uint32_t index, std::uint32_t attributes, const base::Digest& policy);
// Of a counter that anybody may read and the approved platform may move, once written:
// TPM_NT_COUNTER, AUTHREAD, POLICYWRITE, NO_DA, WRITTEN.
inline constexpr std::uint32_t counter_attributes = 1U << 4U | 1U << 18U | 1U << 3U | 1U << 25U | 1U << 29U;

// The Name of a P-256 public key as a device loads it to check signatures: the authority's
// and the custodians'. Fault key_algorithm_unsupported.
base::Result<base::Bytes> name_of_signer(base::ByteView public_key);

}  // namespace receiver
