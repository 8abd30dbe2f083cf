// SPDX-License-Identifier: Apache-2.0
// From characters to placed glyphs, in any script and direction: the Unicode
// bidirectional algorithm (FriBidi), a font for every cluster, HarfBuzz for the rest.
//
// Lengths are in ems: multiply by the font size.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/font_book.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace documents {

struct Glyph {
    std::uint32_t face = 0;         // in the book
    std::uint32_t id = 0;
    double advance = 0;
    double dx = 0;                  // from the pen, without moving it
    double dy = 0;
    std::u32string text;            // what the cluster stands for; empty on all but its first glyph
    bool is_continued = false;      // the next glyph belongs to the same cluster
};

struct Line {
    std::vector<Glyph> glyphs;      // left to right
    double width = 0;
    double ascent = 0;              // of the faces used, or of the first one
    double descent = 0;
    bool is_right_to_left = false;  // its paragraph's direction
};

// Whether every character can be drawn; ask before anything is signed.
// Faults: glyph_missing with the character in the detail, also for control characters
// other than line ends and for characters that override the direction of others,
// which would show another text than is stored; field_value_invalid: not UTF-8.
base::Status covers(const FontBook& book, std::string_view utf8);

// One line, whatever its width. Line ends count as spaces. Faults as covers().
base::Result<Line> shape_line(const FontBook& book, std::string_view utf8);

// Lines no wider than `width`, broken at spaces, between ideographs, and inside a
// word only when it alone is too wide. An empty paragraph is an empty line.
base::Result<std::vector<Line>> shape_paragraphs(const FontBook& book, std::string_view utf8, double width);

}  // namespace documents
