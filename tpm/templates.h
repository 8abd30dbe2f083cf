// SPDX-License-Identifier: Apache-2.0
// The shapes of keys, and their making.
#pragma once

#include "tpm/objects.h"
#include "tpm/session.h"

namespace tpm {

// TCG's: "TPM v2.0 Provisioning Guidance", 7.5.1 (SRK) and EK Credential Profile B.3.3 (L-1).
TPM2B_PUBLIC storage_template();
TPM2B_PUBLIC endorsement_template();
// Ours: P-256, usable by `policy` only.
TPM2B_PUBLIC key_template(KeyId id, const base::Digest& policy);

struct PrimaryKey {
    Slot slot;
    base::Bytes public_area;  // TPMT_PUBLIC
};
base::Result<PrimaryKey> create_primary(Context& context, ESYS_TR hierarchy, ESYS_TR session,
                                        const TPM2B_PUBLIC& area);
// A child of the storage root key.
base::Result<PrimaryKey> create_child(Sessions& sessions, const TPM2B_PUBLIC& area);

}  // namespace tpm
