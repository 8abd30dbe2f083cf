// SPDX-License-Identifier: Apache-2.0
// Walks a salted policy session through everything an Approval states, up to and
// including TPM2_PolicyAuthorize.
#pragma once

#include "tpm/platform_policy.h"

namespace tpm {

// Each condition is compared by the TPM as it stands now.
// Faults: platform_changed, lease_expired (clock, resets), budget_spent,
// tpm_policy_refused (revoked, forged, or another device's).
base::Status assert_approval(PlatformPolicy& platform, ESYS_TR session, const Approval& approval,
                             base::ByteView authority);

// After assert_approval: the authority's permit to use keys that other devices may hold
// too. The session then stands where those keys' policies begin.
base::Status assert_permit(PlatformPolicy& platform, ESYS_TR session, const Approval& approval);

// Signed by the authority, for this device. Fault: tpm_policy_refused.
base::Result<TPMT_TK_VERIFIED> verify_approval(PlatformPolicy& platform, const Approval& approval,
                                               base::ByteView authority);

}  // namespace tpm
