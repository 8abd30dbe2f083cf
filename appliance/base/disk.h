// SPDX-License-Identifier: Apache-2.0
// The seam to durable storage, for everything but SQLite (which has its own
// seam, the VFS). Paths are relative to the disk's root, '/'-separated, without
// "..", and name files of the device's own state.
//
// What "durable" means here: after a call that says so has returned success, a
// power cut at any later moment leaves the effect in place.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace base {

struct Disk {
    virtual ~Disk() = default;

    // Faults: disk_not_found, disk_failed.
    virtual Result<Bytes> read(std::string_view path) const = 0;
    virtual bool exists(std::string_view path) const = 0;
    // Names directly inside a folder, sorted; a folder that is not there is empty.
    virtual Result<std::vector<std::string>> list(std::string_view folder) const = 0;

    // Replaces the file as a whole: a reader, and a power cut, sees either the old
    // content or the new. Makes missing folders. Durable on return.
    // Faults: disk_full, disk_failed.
    virtual Status write_atomically(std::string_view path, ByteView content) = 0;
    // Durable on return. Absent is success.
    virtual Status remove(std::string_view path) = 0;

    virtual Result<std::uint64_t> free_bytes() const = 0;
};

}  // namespace base
