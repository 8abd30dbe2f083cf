// SPDX-License-Identifier: Apache-2.0
// Turns an empty TPM into a device's TPM, once in its life, at the bench. Until the
// last step (setting the hierarchies' secrets) an interrupted run leaves nothing
// that the next run does not clear away and make again.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/base/secret.h"
#include "tpm/approval.h"
#include "tpm/bus.h"
#include "tpm/enrolment.h"

#include <string>
#include <vector>

namespace tpm {

struct ProvisionOrder {
    base::Bytes authority;                     // DER SubjectPublicKeyInfo, P-256
    std::vector<PlatformApproval> platforms;   // signed; one must fit the TPM's present PCRs
    base::Bytes enrolment_binding;             // at most 32 bytes; the certified statements' qualifying data
};

struct Birth {
    Enrolment enrolment;
    // Random, 32 bytes, kept nowhere else: to the platform's escrow and then gone.
    // Needed to clear the TPM or to reset a dictionary-attack lockout.
    base::SecretBytes lockout_auth;
};

// Writes `tpm/` and `device/objects.json` on the disk.
// Faults: tpm_already_provisioned, platform_changed (no approval fits the PCRs),
// tpm_policy_refused (not signed by the authority), message_invalid, disk_*, tpm_*.
base::Result<Birth> provision(const std::string& tcti, base::Disk& disk, const ProvisionOrder& order,
                              BusOptions bus = {});

// The present platform state over these registers, for an approval that is to be signed.
base::Result<PlatformState> measure_platform(const std::string& tcti, std::vector<std::uint8_t> pcrs,
                                             BusOptions bus = {});

}  // namespace tpm
