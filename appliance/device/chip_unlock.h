// SPDX-License-Identifier: Apache-2.0
// The way out of a chip's lockout: somebody guessed until the chip took no more
// authorisations. Nothing of the device stands behind that lock, so it works on meanwhile;
// but nobody can end its life by the chip, or use the chip for anything else.
#pragma once

#include "appliance/device/escrow.h"
#include "appliance/device/open_device.h"
#include "appliance/staff/session.h"

namespace device {

// `officer` was given out for staff::Duty::unlock_chip. The log says who did it, and who was
// refused. Faults: role_refused, tpm_storage_key_changed (the escrow of another chip),
// tpm_auth_refused (a wrong one: the chip takes none for a day), tpm_locked_out (that day), vault_*.
base::Status unlock_chip(OpenDevice& device, const staff::Actor& officer, const Escrowed& escrow);

}  // namespace device
