// SPDX-License-Identifier: Apache-2.0
// What evidence.json says of its signature's number, held against the log entry beside it,
// the log, and the chip's own statement.
#pragma once

#include "appliance/audit/serial_account.h"
#include "appliance/base/disk.h"

#include <functional>

namespace audit {

// What the chip certified: the counter's value in `attested`, a TPMS_ATTEST that
// `signature` and `binding` (the seal id: SHA-256 of the signature value) belong to.
using CounterCheck = std::function<base::Result<std::uint64_t>(base::ByteView attested, base::ByteView signature, base::ByteView binding)>;

// One. Never a fault: what is wrong is in `trouble`. `leaves` is the log from its first entry.
SerialEvidence read_serial_evidence(std::string where, base::ByteView evidence, base::ByteView leaf, const std::vector<Leaf>& leaves,
                                    const CounterCheck& check);

// Every folder inside `folder` that holds evidence.json and leaf.json, by name: what the
// archive keeps of a device. Evidence of other logs (an earlier life of the device) is no
// part of it: such a leaf is named in trouble. Faults: disk_*.
base::Result<std::vector<SerialEvidence>> read_serial_folder(const base::Disk& disk, const std::string& folder,
                                                             const std::vector<Leaf>& leaves, const CounterCheck& check);

}  // namespace audit
