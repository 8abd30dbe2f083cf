// SPDX-License-Identifier: Apache-2.0
// Lines of canonical JSON (RFC 8785), each of which names the SHA-256 of the line
// before it ("prev"; zeros in the first), so that no line can be changed, taken out or
// moved without all later ones. Who rewrites everything up to the end is found out by
// the last line's digest, wherever that was written down: a sealed report holds it.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/disk.h"
#include "appliance/base/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace runbook {

inline constexpr std::size_t chain_size_max = 4U << 20U;  // bytes
inline constexpr std::size_t chain_lines_max = 10'000;

struct Chain {
    std::string text;          // as it lies on the disk
    base::Digest head{};       // of the last line; zeros when there is none
    std::size_t lines = 0;

    // `entry` has no member "prev". Fault disk_full beyond the limits.
    base::Status append(base::Json entry);
};

struct ReadChain {
    Chain chain;
    std::vector<base::Json> entries;
};

// Accepts exactly what append() writes. Fault message_invalid, with the line's number.
base::Result<ReadChain> read_chain(std::string_view text);

// Exactly these members, "prev" aside; fault message_invalid.
base::Status has_exactly(const base::Json& entry, std::initializer_list<std::string_view> names);
// 32 bytes in lower-case hexadecimal.
base::Result<base::Digest> read_digest(const base::Json& entry, std::string_view name);

}  // namespace runbook
