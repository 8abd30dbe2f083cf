// SPDX-License-Identifier: Apache-2.0
// Everything a process and its children can write to, read from outside as a forensic
// examiner would: /proc/PID/mem over the writable mappings.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace stories {

struct MemoryRegion {
    std::string mapping;   // its line in /proc/PID/maps
    std::string content;
};
using MemoryImage = std::vector<MemoryRegion>;

// The process stands still while it is read.
MemoryImage read_memory(pid_t process);
// Of one that stands still already, and of it alone.
MemoryImage read_stopped(pid_t process);

// Where a word stands: in UTF-8, UTF-16 and UTF-32, as lines to be shown. Empty: nowhere.
std::vector<std::string> find_word(const MemoryImage& image, std::string_view ascii);

struct PenPosition {
    float x_mm = 0, y_mm = 0;
};
// How many of these positions stand in memory as two neighbouring floats.
std::size_t count_positions(const MemoryImage& image, const std::vector<PenPosition>& positions);

}  // namespace stories
