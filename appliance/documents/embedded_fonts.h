// SPDX-License-Identifier: Apache-2.0
// The fonts of one update: each face that was used is embedded once, cut down to the
// glyphs that were shown, as a composite font with Identity-H codes (ISO 32000-1,
// 9.7), widths, and a ToUnicode map so that the text can be searched and copied.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/font_book.h"
#include "appliance/documents/text_shaping.h"
#include "appliance/documents/update.h"

#include <map>
#include <set>
#include <string>

namespace documents {

class EmbeddedFonts {
public:
    // Both must outlive this.
    EmbeddedFonts(const FontBook& book, IncrementalUpdate& update) : m_book(book), m_update(update) {}

    const FontBook& book() const { return m_book; }

    // Operators that show `line` with its base line's left end at (x, y); the colour is
    // the caller's. Adds the faces to `faces`, for resources().
    std::string show(const Line& line, double size, double x, double y, std::set<std::uint32_t>& faces);

    // The value of a resource dictionary's /Font entry.
    std::string resources(const std::set<std::uint32_t>& faces) const;

    // Writes the font objects; call once, after everything was shown.
    // Faults: font_missing (a font that cannot be cut), those of IncrementalUpdate::put.
    base::Status embed();

private:
    struct Use {
        Ref font;
        std::map<std::uint32_t, std::u32string> text;  // glyph -> characters, possibly none
    };
    bool learn(Use& use, const Glyph& glyph, std::u32string_view text);
    bool is_plain_cluster(const Line& line, std::size_t begin, std::size_t end);
    base::Status embed_face(const FontFace& face, const Use& use);

    const FontBook& m_book;
    IncrementalUpdate& m_update;
    std::map<std::uint32_t, Use> m_uses;
};

}  // namespace documents
