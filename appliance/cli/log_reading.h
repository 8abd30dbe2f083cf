// SPDX-License-Identifier: Apache-2.0
// A log's published folder, as the commands of `inkseal audit` read it.
#pragma once

#include "appliance/audit/leaf.h"
#include "appliance/audit/note.h"
#include "appliance/base/disk.h"

#include <vector>

namespace cli {

// A file with one vkey line. Faults: disk_*, those of audit::parse_vkey.
base::Result<audit::NoteKey> read_note_key(const std::string& path);

// The entries from `from` on that the last checkpoint states, from the published bundles.
// Who wants to believe them runs audit::verify_folder first. Faults: disk_*, audit_broken,
// checkpoint_invalid.
base::Result<std::vector<audit::Leaf>> read_published_leaves(const base::Disk& disk, std::uint64_t from);

}  // namespace cli
