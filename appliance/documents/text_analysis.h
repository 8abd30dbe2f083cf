// SPDX-License-Identifier: Apache-2.0
// What is decided about a text before its glyphs: clusters, scripts, directions, and
// which font draws what.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/font_book.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace documents {

struct Analysis {
    std::u32string text;
    std::vector<std::size_t> clusters;      // where each begins; the last element is the end
    std::vector<hb_script_t> scripts;       // per character, inherited ones resolved
    std::vector<std::uint32_t> faces;       // per character
    std::vector<std::int8_t> levels;        // per character; odd: right to left (UAX 9)
    bool is_right_to_left = false;
};

// Line ends and tabs become spaces. `direction`: right to left; none: the text's own.
// Faults: glyph_missing, field_value_invalid.
base::Result<Analysis> analyse(const FontBook& book, std::u32string text, std::optional<bool> direction);

struct Run {
    std::size_t begin;
    std::size_t end;
};

// Runs of one level, script and face, in the order in which they are seen (UAX 9, L2).
std::vector<Run> visual_runs(const Analysis& analysis);

inline bool is_line_end(char32_t point) { return point == U'\n' || point == U'\r' || point == 0x2028 || point == 0x2029; }

}  // namespace documents
