// SPDX-License-Identifier: Apache-2.0
// What a scrub found. A database does not notice a flipped bit in a value; every
// value here carries a tag or a digest, so that the scrub does.
#pragma once

#include "appliance/base/ids.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace vault {

struct ScrubFinding {
    std::string where;       // "record 41ab...", "leaf 17", "outbox 3", "intent 2", "database"
    base::Failure failure;   // record_torn, cipher_tampered, vault_corrupt, epoch_unavailable
};

struct ScrubReport {
    std::uint64_t records_checked = 0;
    std::uint64_t leaves_checked = 0;
    std::uint64_t bytes_checked = 0;
    std::vector<ScrubFinding> findings;
    bool is_clean() const { return findings.empty(); }
};

// How far a scrub has come. Between two steps the vault may be written to.
struct Scrubbing {
    enum class Part { database, records, leaves, outbox, intents, done };
    ScrubReport report;
    Part part = Part::database;
    std::int64_t last = std::numeric_limits<std::int64_t>::min();  // the number of the row that was read last
    bool is_done() const { return part == Part::done; }
};

}  // namespace vault
