// SPDX-License-Identifier: Apache-2.0
// ustar in memory, by libarchive: plain files, no owner, no time.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <string>
#include <vector>

namespace exchange {

struct TarEntry {
    std::string name;
    base::ByteView content;
};

struct TarFile {
    std::string name;
    base::Bytes content;
};

struct TarLimits {
    std::size_t files_max = 64;
    std::size_t size_max = 64U << 20U;  // all contents together
};

// Faults of both: parcel_invalid.
base::Result<base::Bytes> write_tar(const std::vector<TarEntry>& entries);
// Only regular files; whether the bytes are exactly what write_tar makes is for the
// caller to compare.
base::Result<std::vector<TarFile>> read_tar(base::ByteView tar, TarLimits limits = {});

}  // namespace exchange
