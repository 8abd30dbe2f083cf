// SPDX-License-Identifier: Apache-2.0
// Where the audit log's entries are kept. The vault is such a place: an entry written
// through a transaction becomes durable with whatever else the transaction wrote, or
// not at all. The log on top knows nothing of databases.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <vector>

namespace ports {

struct LeafStore {
    virtual ~LeafStore() = default;
    // Entries that are durable, numbered from 0 without a gap.
    virtual base::Result<std::uint64_t> leaf_count() = 0;
    // From `first` on, at most `count_max`; fewer at the end of the log.
    // Faults: vault_corrupt, vault_unavailable.
    virtual base::Result<std::vector<base::Bytes>> leaves(std::uint64_t first, std::uint64_t count_max) = 0;
};

// One unit of work that may add entries.
struct LeafWriter {
    virtual ~LeafWriter() = default;
    // The number the next entry will get.
    virtual std::uint64_t next_leaf() const = 0;
    // At most 65,535 bytes. Returns the entry's number. Not durable before the unit
    // of work is. Faults: disk_full, vault_unavailable.
    virtual base::Result<std::uint64_t> append_leaf(base::ByteView entry) = 0;
};

}  // namespace ports
