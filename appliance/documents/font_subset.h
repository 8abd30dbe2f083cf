// SPDX-License-Identifier: Apache-2.0
// The parts of an embedded font that follow from the font file and the glyphs used.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/font_book.h"

#include <map>
#include <string>

namespace documents {

using GlyphTexts = std::map<std::uint32_t, std::u32string>;  // glyph -> characters, possibly none

// A font program with only these glyphs under their old numbers: a TrueType file, or
// the bare CFF table of an OpenType file. Fault: font_missing.
base::Result<base::Bytes> cut_font(const FontFace& face, const GlyphTexts& glyphs);

// "ABCDEF+Inter-Regular": the tag follows from the glyphs (ISO 32000-1, 9.6.4).
std::string subset_name(const FontFace& face, const GlyphTexts& glyphs);
// The value of /W: widths in thousandths of an em.
std::string spell_widths(const FontFace& face, const GlyphTexts& glyphs);
// A ToUnicode CMap (9.10.3).
std::string to_unicode_map(const GlyphTexts& glyphs);
// The font's bounding box, in thousandths.
std::string spell_bounding_box(const FontFace& face);

}  // namespace documents
