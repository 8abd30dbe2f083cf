// SPDX-License-Identifier: Apache-2.0
// Which key documents are signed with, when a device starts: the one it was born with,
// or the one that somebody activated since (keys::KeyBook).
#pragma once

#include "appliance/app/device.h"
#include "appliance/ports/key_keeper.h"

namespace device {

// Puts it behind the guard, and its certificates into `identity`.
// Faults: configuration_invalid (the book is damaged), certificate_invalid (it has none),
// key_missing (it was destroyed), tpm_*.
base::Status take_up_active_key(base::Disk& disk, ports::KeyKeeper& keeper, app::Identity& identity);

// The log, which the chip anchors, says who made which key the active one; a file that says
// otherwise was written by somebody else. An activation that power cut off from its entry is
// none: it gets its entry when the keys are brought in order. Faults: configuration_invalid,
// those of AuditLog::entries.
base::Status compare_active_key(audit::AuditLog& log, base::Disk& disk, const app::Identity& identity);

}  // namespace device
