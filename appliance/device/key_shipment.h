// SPDX-License-Identifier: Apache-2.0
// Key files that go to the platform by the courier, and whatever confirmation came by it.
#pragma once

#include "appliance/device/open_device.h"
#include "appliance/keys/shipment.h"

namespace device {

// Lays the letter into the outbox, once per shipment. Faults: usage_invalid (too large), disk_*.
base::Status send_to_platform(OpenDevice& device, const keys::Shipment& shipment, const std::vector<crypto::NamedFile>& files);

// Nobody waits for its confirmation any longer; a letter that the courier has not taken stays
// here. Faults: those of keys::Shipments::abandon, disk_*.
base::Result<keys::Shipment> give_up(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who, const std::string& shipment, const std::string& reason);

// Takes the platform's confirmations that are in the inbox, each checked and put away after
// it counts. Faults: transfer_unconfirmed (none came yet), server_refused (with the platform's
// words), receipt_*, and those of keys::Shipments::confirm.
base::Result<std::vector<keys::Shipment>> take_confirmations(OpenDevice& device, keys::KeyLife& life, const staff::Actor& who);

}  // namespace device
