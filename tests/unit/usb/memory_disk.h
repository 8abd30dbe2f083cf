// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "appliance/base/disk.h"

#include <map>
#include <string>

namespace usb_test {

struct MemoryDisk final : base::Disk {
    base::Result<base::Bytes> read(std::string_view path) const override {
        const auto found = files.find(std::string(path));
        if (found == files.end()) return base::Fault::disk_not_found;
        return found->second;
    }
    bool exists(std::string_view path) const override { return files.contains(std::string(path)); }
    base::Result<std::vector<std::string>> list(std::string_view) const override { return std::vector<std::string>{}; }
    base::Status write_atomically(std::string_view path, base::ByteView content) override {
        files[std::string(path)] = base::to_bytes(content);
        return {};
    }
    base::Status remove(std::string_view path) override {
        files.erase(std::string(path));
        return {};
    }
    base::Result<std::uint64_t> free_bytes() const override { return 1U << 30U; }

    std::map<std::string, base::Bytes> files;
};

}  // namespace usb_test
