// SPDX-License-Identifier: Apache-2.0
// The end of a device's life, while it still can speak: what must hold before, the
// certificate of destruction, and what the log says of it. Destruction itself is
// destruction.h.
//
//   certify_end(device, order, papers)   while the device is open and people are signed in
//   record_end(device, papers)           the log says so; may be repeated
//
// Until certify_end has returned success nothing is lost and the device goes on living.
#pragma once

#include "appliance/device/ending.h"
#include "appliance/device/escrow.h"
#include "appliance/device/open_device.h"
#include "appliance/staff/session.h"
#include "sync/destruction.h"

namespace device {

struct EndOrder {
    const staff::Actor& officer;   // given out for staff::Duty::decommission
    exchange::DestructionParty performed_by, witnessed_by;
    std::string name_again;        // the device's, typed by whoever means it
    const Escrowed& escrow;
    exchange::Sanitization sanitization = exchange::Sanitization::purge;
    bool abandons_undelivered = false;
    std::string reason;            // required with it; stands in the certificate
    bool begins_again = false;
    std::string tool_version;
};

// Signed documents of which the platform has given no receipt yet.
base::Result<std::uint64_t> undelivered_documents(const app::Device& device);

// Faults, each with nothing lost: role_refused (the witness is the same person, or proved
// nothing), usage_invalid (the name, the reason), undelivered_waiting,
// tpm_storage_key_changed and tpm_auth_refused (the escrow), output_exists (a paper of
// something else lies there), disk_*, tpm_*.
base::Status certify_end(OpenDevice& device, const EndOrder& order, EndPapers& papers);

// Writes that the certificate was signed into the log, unless that is there.
// Faults: event_refused (no end has begun), record_missing (the certificate), vault_*.
base::Status record_end(OpenDevice& device, const EndPapers& papers);

}  // namespace device
