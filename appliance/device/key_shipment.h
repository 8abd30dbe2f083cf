// SPDX-License-Identifier: Apache-2.0
// Key files that go to the platform by the courier, and whatever confirmation came by it.
#pragma once

#include "appliance/device/open_device.h"
#include "appliance/keys/shipment.h"

namespace device {

// Lays the letter into the outbox, once per shipment. Faults: usage_invalid (too large), disk_*.
base::Status send_to_platform(OpenDevice& device, const keys::Shipment& shipment, const std::vector<crypto::NamedFile>& files);

// Nobody waits for it any longer: a letter that the courier has not taken stays here.
base::Status forget_sending(OpenDevice& device, const keys::Shipment& shipment);

// The platform's confirmations that are in the inbox, for keys::Shipments::confirm, with what
// they are about. Faults: server_refused (with the platform's words), receipt_*.
struct CameBack {
    std::string shipment;
    base::Bytes confirmation;
};
base::Result<std::vector<CameBack>> confirmations_that_came(OpenDevice& device, keys::Shipments& shipments);
// After it was dealt with.
base::Status put_away(OpenDevice& device, const CameBack& came);

}  // namespace device
