// SPDX-License-Identifier: Apache-2.0
// The seam to a stick that people carry files on. It may be pulled at any moment, and
// whatever lies on it may be hostile.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <string>
#include <utility>
#include <vector>

namespace ports {

struct ExchangeFolder {
    virtual ~ExchangeFolder() = default;

    struct File {
        std::string name;
        std::uint64_t size = 0;
    };
    static constexpr std::size_t files_max = 200;

    // Plain files directly on it, by name; hidden ones and those with names that no screen
    // could show are left out. Faults: disk_not_found (no stick is in), disk_failed.
    virtual base::Result<std::vector<File>> files() = 0;
    // Faults: disk_not_found, disk_failed, key_file_unreadable (more than `limit` bytes).
    virtual base::Result<base::Bytes> read(const std::string& name, std::size_t limit) = 0;
    // As ports::Delivery::put: whole or not at all, never in the place of other content.
    virtual base::Status write(const std::string& name, base::ByteView content) = 0;
    // A new folder with these files in it; their names may have '/' in them. What was written
    // stays when the rest does not fit. Faults: output_exists (there is something of that name),
    // and those of write().
    using Named = std::pair<std::string, base::Bytes>;
    virtual base::Status write_folder(const std::string& name, const std::vector<Named>& files) = 0;
};

}  // namespace ports
