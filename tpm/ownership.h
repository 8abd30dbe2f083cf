// SPDX-License-Identifier: Apache-2.0
// Taking a chip into possession: the last steps of provisioning, in an order in which a
// power cut anywhere leaves no chip whose lockout authorisation nobody has. It is durable
// in escrow before any hierarchy gets a secret, and it is set last: until then anybody may
// clear the chip, from then on the escrow can.
#pragma once

#include "tpm/platform_policy.h"
#include "tpm/provision.h"
#include "tpm/tpm_folder.h"

namespace tpm {

// Which hierarchies have a secret.
struct Ownership {
    bool owner = false, endorsement = false, lockout = false;
    bool is_any() const { return owner || endorsement || lockout; }
    bool is_whole() const { return owner && endorsement && lockout; }
};

base::Result<Ownership> read_ownership(Context& context);

// Sets what is missing: the sealed secrets of the owner and endorsement hierarchies from
// `folder`, and a fresh lockout authorisation, through `escrow` first. Faults: those of
// `escrow`, tpm_*, disk_*.
base::Status take_ownership(PlatformPolicy& platform, const TpmFolder& folder, const Ownership& owned, const Escrow& escrow);

}  // namespace tpm
