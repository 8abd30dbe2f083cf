// SPDX-License-Identifier: Apache-2.0
// What a program that reads hostile bytes does to itself before it reads the first
// one. Afterwards it can compute, read and write the descriptors it was given, and
// end; it cannot start programs or threads, reach the network, send signals, make
// executable memory or open files (but see `readable_folders`). What is tried
// nevertheless ends the process, except for harmless probing such as opening a
// configuration file, which fails with EACCES.
//
// There is no way back. Call it from the only thread, with everything loaded that
// needs loading (fonts, tables, lazily bound libraries).
#pragma once

#include "appliance/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace host {

struct Lockdown {
    // RLIMIT_AS, which counts address space and so also the mapped input. 0: no limit;
    // sanitizer builds need that, and only the launcher knows.
    std::size_t memory_max_bytes = 0;
    // RLIMIT_CPU; the end comes by SIGXCPU. 0: no limit.
    unsigned cpu_seconds_max = 0;
    // RLIMIT_FSIZE: the size of a file, handed over as a descriptor, that may be written.
    std::uint64_t written_file_max_bytes = 512ULL << 20U;
    // Allows recvmsg, so that the launcher can hand over more descriptors later.
    bool may_receive_descriptors = false;
    // Absolute paths of folders, and single files, below which files may be opened for
    // reading (Landlock, then openat with O_RDONLY only). Those that do not exist are
    // left out. Empty: nothing may be opened.
    std::vector<std::string> readable_folders;
};

// Faults: sandbox_unavailable, when the kernel lacks a protection. The program must
// then end without having read anything.
[[nodiscard]] base::Status lock_down(const Lockdown& wanted);

// Ends the process at once, without exit handlers: a sanitizer's leak check would need
// system calls that are now forbidden.
[[noreturn]] void leave(int exit_status);

}  // namespace host
