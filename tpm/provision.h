// SPDX-License-Identifier: Apache-2.0
// Turns an empty TPM into a device's TPM, once in its life, at the bench. Until the
// last step (setting the hierarchies' secrets) an interrupted run leaves nothing
// that the next run does not clear away and make again; within that step, the next run
// goes on (ownership.h).
#pragma once

#include "appliance/base/disk.h"
#include "appliance/base/secret.h"
#include "tpm/approval.h"
#include "tpm/bus.h"
#include "tpm/enrolment.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tpm {

inline constexpr std::size_t hierarchy_secret_size = 32;

// Takes the chip's lockout authorisation out of the device: needed to clear the chip or to
// reset a dictionary-attack lockout, and kept nowhere else. Durable when it returns success.
// `chip` is the storage key's Name in hexadecimal: the same at every run on one chip, until
// that is cleared. Asked again with another secret, the earlier one is void.
using Escrow = std::function<base::Status(std::string_view chip, const base::SecretBytes& lockout_auth)>;

struct ProvisionOrder {
    base::Bytes authority;                     // DER SubjectPublicKeyInfo, P-256
    std::vector<PlatformApproval> platforms;   // signed; one must fit the TPM's present PCRs
    base::Bytes enrolment_binding;             // at most 32 bytes; the certified statements' qualifying data
    Escrow escrow;                             // required
    // This disk holds an interrupted run on this very chip, with the same binding: go on
    // where its secrets were being set. The caller knows (device/provisioning.h).
    bool resumes = false;
};

struct Birth {
    Enrolment enrolment;
};

// Writes `tpm/` and `device/objects.json` on the disk.
// Faults: tpm_already_provisioned, those of the escrow, tpm_storage_key_changed (resumed on
// another chip), platform_changed (no approval fits the PCRs),
// tpm_policy_refused (not signed by the authority), message_invalid, disk_*, tpm_*.
base::Result<Birth> provision(const std::string& tcti, base::Disk& disk, const ProvisionOrder& order,
                              BusOptions bus = {});

// Fault: tpm_already_provisioned when any hierarchy has a secret.
base::Status require_new(const std::string& tcti, BusOptions bus = {});

// The present platform state over these registers, for an approval that is to be signed.
base::Result<PlatformState> measure_platform(const std::string& tcti, std::vector<std::uint8_t> pcrs,
                                             BusOptions bus = {});

}  // namespace tpm
