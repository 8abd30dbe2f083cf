// SPDX-License-Identifier: Apache-2.0
// Making a device, at the bench, once in its life:
//
//   1. begin    keys are born in the TPM; the enrolment letter lies in the outbox
//   2. the courier carries it, and brings the platform's challenge
//   3. answer   only this TPM can; the courier carries the answer and brings certificates
//   4. finish   the certificates are checked against the keys and installed
//
// Every step can be repeated after an interruption; `begin` goes on where a power cut
// stopped it, with the same values. The authority's signed approvals
// come from the bench, which knows which software it has just installed.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "appliance/base/ids.h"
#include "tpm/device_tpm.h"
#include "tpm/provision.h"

#include <functional>
#include <string>

namespace device {

struct ProvisioningOrder {
    base::DeviceId device;
    std::string place;
    std::string log_origin;          // "<tenant-domain>/inkseal/<device>/1"
    std::string enrolment_code;      // one-time, from the platform
    base::Bytes platform_root;       // PEM, pinned from here on
    base::Bytes notary;              // PEM, P-384; raw ink is encrypted to it
    tpm::ProvisionOrder tpm;         // `escrow` is required, see escrow.h; `resumes` is ours
    // Signs an approval that was proposed for this device.
    std::function<base::Status(tpm::Approval&)> approve;
    tpm::ApprovalReach reach;
};

// The origin that the log of this folder's next device gets: `first`, or, after a factory
// reset, the one before with its number raised. Faults: checkpoint_invalid, disk_failed.
base::Result<std::string> next_log_origin(const base::Disk& disk, const std::string& first);

// Faults: output_exists (an earlier device's store lies in the folder), usage_invalid (the
// log's origin is that of the log before), tpm_already_provisioned (also: begun, with another name, place, log or code),
// those of the escrow, tpm_*, disk_*.
base::Status begin_provisioning(const std::string& tcti, base::Disk& disk, const base::Clock& clock, const ProvisioningOrder& order,
                                tpm::BusOptions bus = {});

// After the courier's first visit. Faults: disk_not_found (no challenge yet),
// server_refused (the platform said why), tpm_*.
base::Status answer_challenge(const std::string& tcti, base::Disk& disk, const base::Clock& clock);

// After the second. Faults: disk_not_found, server_refused, certificate_* (they are not
// for these keys, or not by the pinned root).
base::Status finish_provisioning(const std::string& tcti, base::Disk& disk, const base::Clock& clock);

}  // namespace device
