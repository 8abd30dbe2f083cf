// SPDX-License-Identifier: Apache-2.0
// Just enough PDF syntax (ISO 32000-1, 7.3) to read one dictionary where it stands in
// the file, without following anything. Strict: what a viewer would forgive is refused.
#pragma once

#include "appliance/base/bytes.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace verify {

struct Extent {
    std::size_t begin = 0;  // offsets into the file
    std::size_t end = 0;    // one past
};

struct DictionaryEntry {
    std::string_view key;   // without the slash
    Extent key_at;          // with the slash
    Extent value_at;
};

// The indirect object around `inside`, which must be "N G obj << ... >> endobj".
// Nothing when that is not so, a key occurs twice or is spelt with #.
std::optional<std::vector<DictionaryEntry>> read_dictionary_around(base::ByteView file, std::size_t inside);

// The four numbers of "[a b c d]" at `begin`; nothing when it is anything else.
struct ByteRange {
    std::size_t first_begin = 0;
    std::size_t first_size = 0;
    std::size_t second_begin = 0;
    std::size_t second_size = 0;
    Extent at;
};
std::optional<ByteRange> read_byte_range(base::ByteView file, std::size_t begin);

bool is_white(std::uint8_t byte);

}  // namespace verify
