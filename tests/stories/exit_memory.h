// SPDX-License-Identifier: Apache-2.0
// What a program leaves in its memory when it ends: it is stopped at its last moment, when
// everything it wanted to forget is forgotten, and read like a core dump.
#pragma once

#include "tests/stories/process_memory.h"

#include <string>
#include <vector>

namespace stories {

struct LeftBehind {
    int status = -1;      // its exit status
    std::string words;    // what it printed, both streams
    MemoryImage memory;
};

// Runs a program (its path first) with these additions to the environment: NAME=VALUE.
LeftBehind run_to_the_end(const std::vector<std::string>& words, const std::vector<std::string>& environment);

// How often these bytes stand in memory, as they are and backwards (as big numbers lie there).
std::size_t count_bytes(const MemoryImage& image, const std::string& bytes);

}  // namespace stories
