// SPDX-License-Identifier: Apache-2.0
// A bench's disk that can be full. Linked into the emulated kiosk, it stands between the
// whole process, SQLite included, and the system's calls that need room in a file: they
// answer ENOSPC, and nothing is free, until there is room again. Pipes and sockets go on.
#pragma once

namespace emulator {

// Affects every thread of this process at once.
void set_disk_full(bool is_full);

}  // namespace emulator
