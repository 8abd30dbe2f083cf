// SPDX-License-Identifier: Apache-2.0
// What the courier remembers over restarts: so that a restart is no reason to try at
// once, and a parcel that was refused is not offered every minute.
#pragma once

#include "appliance/base/json.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace exchange {

inline constexpr std::string_view courier_memory_path = "courier/memory.json";  // in the state folder

struct ParkedParcel {
    std::string fault;               // name of the fault
    std::string detail;
    std::string manifest_sha256;     // posted anew with other content, it counts as new
    std::int64_t again_after_ms = 0;  // wall clock; 0: not before a person acts
    bool operator==(const ParkedParcel&) const = default;
};

struct CourierMemory {
    std::uint32_t failures = 0;         // visits in a row that failed
    std::int64_t trouble_since_ms = 0;  // wall clock; 0: none
    std::int64_t next_visit_ms = 0;     // wall clock; not before
    std::int64_t time_floor_ms = 0;     // the latest time the platform has signed
    std::string fault;                  // of the last visit; empty: it went well
    std::string detail;
    std::uint32_t fleet_window_s = 30;  // until the first hello says better
    std::uint32_t poll_s = 60;
    std::uint64_t chunk_size = 256U << 10U;
    std::uint64_t cosigned_size = 0;    // of the log, as the platform last said
    std::map<std::uint64_t, std::uint32_t> troubles;  // by sequence: visits it spoiled
    std::map<std::uint64_t, ParkedParcel> parked;     // by sequence
    std::map<std::string, std::string> papers;        // by name: SHA-256 of what was delivered last

    bool operator==(const CourierMemory&) const = default;
};

std::string write_memory(const CourierMemory& memory);
// A memory that cannot be read is forgotten: it holds conveniences, no duties.
CourierMemory read_memory(base::ByteView text);

}  // namespace exchange
