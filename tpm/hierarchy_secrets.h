// SPDX-License-Identifier: Apache-2.0
// The secrets of the owner and endorsement hierarchies: random, sealed under the
// platform policy, lent to ESYS for one operation and wiped.
#pragma once

#include "tpm/platform_policy.h"
#include "tpm/tpm_folder.h"

namespace tpm {

class HierarchySecrets {
public:
    HierarchySecrets(PlatformPolicy& platform, TpmFolder& folder) : m_platform(platform), m_folder(folder) {}

    // While the result lives, ESYS_TR_RH_OWNER (or _ENDORSEMENT) is authorized by
    // Sessions::hmac. Faults: platform_changed, tpm_*, disk_*.
    base::Result<LentAuth> lend_owner() { return lend("owner", ESYS_TR_RH_OWNER); }
    base::Result<LentAuth> lend_endorsement() { return lend("endorsement", ESYS_TR_RH_ENDORSEMENT); }

private:
    base::Result<LentAuth> lend(std::string_view name, ESYS_TR hierarchy);
    PlatformPolicy& m_platform;
    TpmFolder& m_folder;
};

}  // namespace tpm
