// SPDX-License-Identifier: Apache-2.0
// How much a program that reads hostile bytes may use up. Set by the launcher before
// the program starts, so that even its loader is bound by it.
#pragma once

#include <cstddef>

namespace host {

struct SandboxProfile {
    std::size_t memory_max_bytes = 0;  // address space (RLIMIT_AS); 0: no limit
    unsigned cpu_seconds_max = 0;      // RLIMIT_CPU, for the program's whole life; 0: no limit
    int time_limit_ms = 10'000;        // wall time, for one answer
};

// What a device uses: 1 GiB, 60 s, 10 s. A build with sanitizers, which reserve
// terabytes of address space, links another version without the first limit.
SandboxProfile default_profile();

}  // namespace host
