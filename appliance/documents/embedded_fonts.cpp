// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/embedded_fonts.h"

#include "appliance/base/reader.h"
#include "appliance/documents/font_subset.h"

#include <algorithm>
#include <cmath>

namespace documents {
namespace {

std::string resource_name(std::uint32_t face) { return "/Ink" + std::to_string(face); }

std::string spell_code(std::uint32_t glyph) {
    base::Bytes code;
    base::append_number(code, glyph, 2);
    return spell_bytes(code);
}

// Operators for glyphs of one face, which moves the pen as the font's widths say.
class Shower {
public:
    Shower(const FontFace& face, double size) : m_face(face), m_size(size) {}

    void add(const Glyph& glyph) {
        if (std::abs(glyph.dy - m_rise) > 1e-6) {
            flush();
            m_rise = glyph.dy;
            m_out += spell_number(m_rise * m_size) + " Ts ";
        }
        const double natural = hb_font_get_glyph_h_advance(m_face.font.get(), glyph.id) / static_cast<double>(m_face.units_per_em);
        skip(glyph.dx);
        m_items += spell_code(glyph.id);
        skip(glyph.advance - natural - glyph.dx);
    }

    std::string finish() {
        flush();
        if (std::abs(m_rise) > 1e-6) m_out += "0 Ts ";
        return std::move(m_out);
    }

private:
    void skip(double ems) {
        if (std::abs(ems) > 1e-5) m_items += spell_number(-1000 * ems);
    }
    void flush() {
        if (!m_items.empty()) m_out += "[" + m_items + "]TJ ";
        m_items.clear();
    }

    const FontFace& m_face;
    double m_size;
    double m_rise = 0;
    std::string m_items;
    std::string m_out;
};

std::string spell_actual_text(std::u32string_view text) {
    base::Bytes units{0xfe, 0xff};
    for (const char32_t point : text) append_utf16be(units, point);
    return "/Span<</ActualText" + spell_bytes(units) + ">>BDC ";
}

}  // namespace

// False when the glyph already stands for something else.
bool EmbeddedFonts::learn(Use& use, const Glyph& glyph, std::u32string_view text) {
    std::u32string& known = use.text[glyph.id];
    if (known.empty()) known = text;
    return known == text;
}

// Every glyph stands for exactly one character of its own: base letters with marks.
bool EmbeddedFonts::is_plain_cluster(const Line& line, std::size_t begin, std::size_t end) {
    const std::u32string& text = line.glyphs[begin].text;
    if (text.size() != end - begin) return false;
    const FontFace& face = m_book[line.glyphs[begin].face];
    for (const bool is_reversed : {false, true}) {
        bool matches = true;
        for (std::size_t i = 0; i < text.size(); ++i) {
            hb_codepoint_t nominal = 0;
            const char32_t point = text[is_reversed ? text.size() - 1 - i : i];
            matches = matches && hb_font_get_nominal_glyph(face.font.get(), point, &nominal) != 0 &&
                      nominal == line.glyphs[begin + i].id;
        }
        if (!matches) continue;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const std::u32string one(1, text[is_reversed ? text.size() - 1 - i : i]);
            if (!learn(m_uses[line.glyphs[begin + i].face], line.glyphs[begin + i], one)) return false;
        }
        return true;
    }
    return false;
}

std::string EmbeddedFonts::show(const Line& line, double size, double x, double y, std::set<std::uint32_t>& faces) {
    std::string out = "BT ";
    double pen = x;
    for (std::size_t begin = 0; begin < line.glyphs.size();) {
        const std::uint32_t index = line.glyphs[begin].face;
        Use& use = m_uses[index];
        if (use.font.is_null()) use.font = m_update.allocate();
        faces.insert(index);
        out += resource_name(index) + " " + spell_number(size) + " Tf 1 0 0 1 " + spell_number(pen) + " " + spell_number(y) + " Tm ";
        Shower plain(m_book[index], size);
        std::size_t at = begin;
        bool is_first = true;
        while (at < line.glyphs.size() && line.glyphs[at].face == index) {
            std::size_t end = at + 1;
            while (end < line.glyphs.size() && line.glyphs[end - 1].is_continued) ++end;
            const bool is_plain = end - at == 1 ? learn(use, line.glyphs[at], line.glyphs[at].text) : is_plain_cluster(line, at, end);
            if (!is_plain && !is_first) break;  // begins a span of its own
            if (!is_plain) out += spell_actual_text(line.glyphs[at].text);
            for (; at < end; ++at) {
                use.text.try_emplace(line.glyphs[at].id);
                plain.add(line.glyphs[at]);
                pen += line.glyphs[at].advance * size;
            }
            is_first = false;
            if (!is_plain) {
                out += plain.finish() + "EMC ";
                break;
            }
        }
        out += plain.finish();
        begin = at;
    }
    return out + "ET\n";
}

std::string EmbeddedFonts::resources(const std::set<std::uint32_t>& faces) const {
    Dictionary fonts;
    for (const std::uint32_t face : faces) fonts[resource_name(face)] = spell_reference(m_uses.at(face).font);
    return spell_dictionary(fonts);
}

base::Status EmbeddedFonts::embed() {
    for (const auto& [index, use] : m_uses) {
        TRY(embed_face(m_book[index], use));
    }
    return {};
}

base::Status EmbeddedFonts::embed_face(const FontFace& face, const Use& use) {
    const base::Bytes program = TRY(cut_font(face, use.text));
    const bool is_truetype = face.outlines == Outlines::truetype;
    const Ref file = m_update.allocate();
    const Ref descriptor = m_update.allocate();
    const Ref descendant = m_update.allocate();
    const Ref map = m_update.allocate();
    const std::string name = spell_name(subset_name(face, use.text));
    const auto thousandths = [](double ems) { return spell_number(std::round(1000 * ems)); };

    Dictionary file_entries;
    if (is_truetype) file_entries["/Length1"] = std::to_string(program.size());
    else file_entries["/Subtype"] = "/CIDFontType0C";
    TRY(m_update.put_stream(file, file_entries, program));
    TRY(m_update.put(descriptor, Dictionary{
        {"/Type", "/FontDescriptor"}, {"/FontName", name}, {"/Flags", "4"}, {"/ItalicAngle", "0"}, {"/StemV", "80"},
        {"/FontBBox", spell_bounding_box(face)}, {"/Ascent", thousandths(face.ascent)},
        {"/Descent", thousandths(-face.descent)}, {"/CapHeight", thousandths(face.cap_height)},
        {is_truetype ? "/FontFile2" : "/FontFile3", spell_reference(file)}}));
    Dictionary cid_font{
        {"/Type", "/Font"}, {"/Subtype", is_truetype ? "/CIDFontType2" : "/CIDFontType0"}, {"/BaseFont", name},
        {"/CIDSystemInfo", "<</Registry" + spell_text("Adobe") + "/Ordering" + spell_text("Identity") + "/Supplement 0>>"},
        {"/FontDescriptor", spell_reference(descriptor)}, {"/W", spell_widths(face, use.text)}};
    if (is_truetype) cid_font["/CIDToGIDMap"] = "/Identity";
    TRY(m_update.put(descendant, cid_font));
    TRY(m_update.put_stream(map, {}, base::as_bytes(to_unicode_map(use.text))));
    return m_update.put(use.font, Dictionary{
        {"/Type", "/Font"}, {"/Subtype", "/Type0"}, {"/Encoding", "/Identity-H"}, {"/BaseFont", name},
        {"/DescendantFonts", "[" + spell_reference(descendant) + "]"}, {"/ToUnicode", spell_reference(map)}});
}

}  // namespace documents
