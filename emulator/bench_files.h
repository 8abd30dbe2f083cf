// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "appliance/base/result.h"
#include "appliance/base/secret.h"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace emulator {

// Folders are made as needed. Faults: disk_failed, disk_not_found.
base::Status write_text(const std::filesystem::path& path, std::string_view text);
base::Status write_private(const std::filesystem::path& path, const base::SecretBytes& content);  // mode 0600
base::Result<base::Bytes> read_bytes(const std::filesystem::path& path);
base::Result<base::SecretBytes> read_private(const std::filesystem::path& path);
// Below the folder, at any depth; 0 where there is none.
std::uint32_t count_files(const std::filesystem::path& folder, std::string_view ending);
base::Status copy_over(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace emulator
