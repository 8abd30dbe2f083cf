// SPDX-License-Identifier: Apache-2.0
// The device's chip as a witness for its serial numbers, from the public records in its
// state folder: no chip is needed, and no secret.
#pragma once

#include "appliance/audit/serial_evidence.h"

namespace device {

struct ChipWitness {
    audit::CounterCheck check;
    base::Digest attestation_key{};  // SHA-256 of its TPMT_PUBLIC: what the log's first entry may name
};
// Faults: tpm_not_provisioned, key_missing, disk_*.
base::Result<ChipWitness> chip_witness(base::Disk& state);

}  // namespace device
