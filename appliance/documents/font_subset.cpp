// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/font_subset.h"

#include "appliance/base/reader.h"
#include "appliance/crypto/digest.h"
#include "appliance/documents/pdf_syntax.h"

#include <hb-subset.h>

#include <array>
#include <memory>

namespace documents {
namespace {

using base::Bytes;
using Blob = std::unique_ptr<hb_blob_t, decltype(&hb_blob_destroy)>;

Bytes table_of(hb_face_t* face, hb_tag_t tag) {
    const Blob blob(hb_face_reference_table(face, tag), &hb_blob_destroy);
    unsigned length = 0;
    const auto* data = reinterpret_cast<const std::uint8_t*>(hb_blob_get_data(blob.get(), &length));
    return {data, data + length};
}

// What only a layout engine needs; the text is laid out already.
constexpr std::array<hb_tag_t, 16> k_dropped{
    HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'), HB_TAG('B', 'A', 'S', 'E'),
    HB_TAG('k', 'e', 'r', 'n'), HB_TAG('n', 'a', 'm', 'e'), HB_TAG('p', 'o', 's', 't'), HB_TAG('O', 'S', '/', '2'),
    HB_TAG('c', 'm', 'a', 'p'), HB_TAG('D', 'S', 'I', 'G'), HB_TAG('m', 'e', 't', 'a'), HB_TAG('V', 'O', 'R', 'G'),
    HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x'), HB_TAG('S', 'T', 'A', 'T'), HB_TAG('M', 'A', 'T', 'H')};

}  // namespace

base::Result<Bytes> cut_font(const FontFace& face, const GlyphTexts& glyphs) {
    const std::unique_ptr<hb_subset_input_t, decltype(&hb_subset_input_destroy)> input(hb_subset_input_create_or_fail(),
                                                                                        &hb_subset_input_destroy);
    CHECK(input != nullptr);
    hb_set_t* const kept = hb_subset_input_glyph_set(input.get());
    for (const auto& [glyph, text] : glyphs) hb_set_add(kept, glyph);
    hb_set_t* const dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (const hb_tag_t tag : k_dropped) hb_set_add(dropped, tag);
    unsigned flags = HB_SUBSET_FLAGS_NO_HINTING;
    // A CID-keyed font goes on naming its glyphs by CID when they are renumbered; keeping
    // the numbers would keep an index of 65535 entries.
    if (face.outlines != Outlines::cff_cid) flags |= HB_SUBSET_FLAGS_RETAIN_GIDS;
    hb_subset_input_set_flags(input.get(), flags);
    const std::unique_ptr<hb_face_t, decltype(&hb_face_destroy)> cut(hb_subset_or_fail(face.face.get(), input.get()),
                                                                     &hb_face_destroy);
    if (cut == nullptr) return base::Failure{base::Fault::font_missing, face.name + " cannot be cut"};
    if (face.outlines != Outlines::truetype) return table_of(cut.get(), HB_TAG('C', 'F', 'F', ' '));
    const Blob file(hb_face_reference_blob(cut.get()), &hb_blob_destroy);
    unsigned length = 0;
    const auto* data = reinterpret_cast<const std::uint8_t*>(hb_blob_get_data(file.get(), &length));
    return Bytes(data, data + length);
}

std::string subset_name(const FontFace& face, const GlyphTexts& glyphs) {
    Bytes list;
    for (const auto& [glyph, text] : glyphs) base::append_number(list, glyph, 4);
    const base::Digest digest = crypto::sha256(list);
    std::string tag;
    for (std::size_t i = 0; i < 6; ++i) tag += static_cast<char>('A' + digest[i] % 26);
    return tag + "+" + face.name;
}

std::string spell_widths(const FontFace& face, const GlyphTexts& glyphs) {
    std::string out = "[";
    std::uint32_t expected = 0;
    bool is_open = false;
    for (const auto& [glyph, text] : glyphs) {
        if (!is_open || glyph != expected) {
            if (is_open) out += "]";
            out += (is_open ? " " : "") + std::to_string(glyph) + "[";
            is_open = true;
        } else {
            out += ' ';
        }
        out += spell_number(hb_font_get_glyph_h_advance(face.font.get(), glyph) * 1000.0 / face.units_per_em);
        expected = glyph + 1;
    }
    return out + (is_open ? "]]" : "]");
}

std::string to_unicode_map(const GlyphTexts& glyphs) {
    std::vector<std::string> rows;
    for (const auto& [glyph, text] : glyphs) {
        if (text.empty()) continue;
        Bytes code;
        base::append_number(code, glyph, 2);
        Bytes units;
        for (const char32_t point : text) append_utf16be(units, point);
        rows.push_back(spell_bytes(code) + " " + spell_bytes(units) + "\n");
    }
    std::string out =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n";
    for (std::size_t at = 0; at < rows.size(); at += 100) {  // at most 100 rows a block (9.10.3)
        const std::size_t count = std::min<std::size_t>(100, rows.size() - at);
        out += std::to_string(count) + " beginbfchar\n";
        for (std::size_t i = at; i < at + count; ++i) out += rows[i];
        out += "endbfchar\n";
    }
    return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

std::string spell_bounding_box(const FontFace& face) {
    const Bytes head = table_of(face.face.get(), HB_TAG('h', 'e', 'a', 'd'));
    base::Reader reader(head);
    reader.take(36);
    std::vector<std::string> box;
    for (int i = 0; i < 4; ++i) {
        const auto units = static_cast<std::int16_t>(reader.take_u16());
        box.push_back(spell_number(units * 1000.0 / face.units_per_em));
    }
    return reader.is_failed() ? "[0 -200 1000 900]" : spell_array(box);
}

}  // namespace documents
