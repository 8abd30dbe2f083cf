// SPDX-License-Identifier: Apache-2.0
// Work for a device: an envelope and its documents, sealed so that only that device can
// read them and every device can tell who sent them.
#pragma once

#include "sync/parcel.h"
#include "sync/receiver/desk.h"

namespace receiver {

struct WorkOrderDraft {
    base::DeviceId device;
    std::string envelope;                    // envelope.json, checked against its rules
    std::vector<exchange::ParcelFile> files;  // NAME.pdf, and SIGNER.code with the signer's digits
};

// Checks that the envelope names exactly these files, documents by digest; seals, stores.
// Faults: envelope_invalid, document_changed, parcel_invalid, record_missing (no such
// device), server_refused (revoked), disk_*.
base::Result<WorkOrderRow> issue_work_order(const Desk& desk, const WorkOrderDraft& draft);

}  // namespace receiver
