// SPDX-License-Identifier: Apache-2.0
// The device's public log as the courier reads it from "log/": the tip, the body of an
// add-checkpoint request, and entries.
#pragma once

#include "appliance/audit/merkle.h"
#include "appliance/base/disk.h"
#include "sync/courier.h"

namespace exchange {

// nullopt when no checkpoint was made yet. Faults: checkpoint_invalid, disk_*.
base::Result<std::optional<LogTip>> read_log_tip(const base::Disk& disk);

// "old N", the consistency proof, a blank line, the note (C2SP tlog-witness).
// Faults: audit_broken, disk_*.
base::Result<base::Bytes> checkpoint_request(base::Disk& disk, const LogTip& tip, std::uint64_t old_size);

struct CheckpointRequest {
    std::uint64_t old_size = 0;
    audit::MerkleProof proof;
    std::string note;
};
// Reads such a body. Fault message_invalid.
base::Result<CheckpointRequest> read_checkpoint_request(base::ByteView body);

inline constexpr std::size_t entries_body_max = 512U << 10U;  // aimed at; one entry more may follow

// Entries from `start` on, as tlog-tiles spells a bundle: as many as fit one request,
// at least one, none from `end` on. Faults: audit_broken, disk_*.
base::Result<base::Bytes> entries_body(const base::Disk& disk, std::uint64_t start, std::uint64_t end,
                                       std::uint64_t log_size);
// Fault message_invalid; at most `count_max` entries.
base::Result<std::vector<base::Bytes>> read_entries_body(base::ByteView body, std::size_t count_max);

}  // namespace exchange
