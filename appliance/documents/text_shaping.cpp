// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/text_shaping.h"

#include "appliance/documents/text_analysis.h"
#include "appliance/documents/text_encoding.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

void append_run(const FontBook& book, const Analysis& analysis, const Run& run, Line& line) {
    const std::uint32_t index = analysis.faces[run.begin];
    const FontFace& face = book[index];
    const bool is_rtl = analysis.levels[run.begin] % 2 != 0;
    const std::unique_ptr<hb_buffer_t, decltype(&hb_buffer_destroy)> buffer(hb_buffer_create(), &hb_buffer_destroy);
    hb_buffer_add_utf32(buffer.get(), reinterpret_cast<const std::uint32_t*>(analysis.text.data()),
                        static_cast<int>(analysis.text.size()), static_cast<unsigned>(run.begin),
                        static_cast<int>(run.end - run.begin));
    hb_buffer_set_direction(buffer.get(), is_rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer.get(), analysis.scripts[run.begin]);
    hb_buffer_set_language(buffer.get(), HB_LANGUAGE_INVALID);
    hb_shape(face.font.get(), buffer.get(), nullptr, 0);
    unsigned count = 0;
    const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer.get(), &count);
    const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer.get(), &count);
    const double em = face.units_per_em;
    for (unsigned i = 0; i < count; ++i) {
        Glyph glyph;
        glyph.face = index;
        glyph.id = infos[i].codepoint;
        glyph.advance = positions[i].x_advance / em;
        glyph.dx = positions[i].x_offset / em;
        glyph.dy = positions[i].y_offset / em;
        glyph.is_continued = i + 1 < count && infos[i + 1].cluster == infos[i].cluster;
        if (i == 0 || infos[i - 1].cluster != infos[i].cluster) {
            std::size_t end = run.end;  // the cluster's text ends where the next cluster's begins
            for (unsigned k = 0; k < count; ++k) {
                if (infos[k].cluster > infos[i].cluster) end = std::min<std::size_t>(end, infos[k].cluster);
            }
            glyph.text = analysis.text.substr(infos[i].cluster, end - infos[i].cluster);
        }
        line.width += glyph.advance;
        line.glyphs.push_back(std::move(glyph));
    }
    line.ascent = std::max(line.ascent, face.ascent);
    line.descent = std::max(line.descent, face.descent);
}

Line placed(const FontBook& book, const Analysis& analysis) {
    Line line;
    line.is_right_to_left = analysis.is_right_to_left;
    for (const Run& run : visual_runs(analysis)) append_run(book, analysis, run, line);
    if (line.glyphs.empty()) {
        line.ascent = book[0].ascent;
        line.descent = book[0].descent;
    }
    return line;
}

Result<std::u32string> decoded(std::string_view utf8) {
    auto text = code_points(utf8);
    if (!text) return Failure{Fault::field_value_invalid, "not UTF-8"};
    return *std::move(text);
}

std::vector<std::u32string> paragraphs_of(const std::u32string& text) {
    std::vector<std::u32string> paragraphs(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == U'\r' && i + 1 < text.size() && text[i + 1] == U'\n') continue;
        if (is_line_end(text[i])) {
            paragraphs.emplace_back();
        } else {
            paragraphs.back() += text[i];
        }
    }
    return paragraphs;
}

bool is_ideograph(char32_t point) {
    const hb_script_t script = hb_unicode_script(hb_unicode_funcs_get_default(), point);
    return script == HB_SCRIPT_HAN || script == HB_SCRIPT_HIRAGANA || script == HB_SCRIPT_KATAKANA;
}

// Cluster starts after which a line may end, with the text's end.
std::vector<std::size_t> break_points(const Analysis& analysis) {
    std::vector<std::size_t> points;
    for (std::size_t c = 1; c + 1 < analysis.clusters.size(); ++c) {
        const char32_t before = analysis.text[analysis.clusters[c] - 1];
        const char32_t after = analysis.text[analysis.clusters[c]];
        if ((before == U' ' && after != U' ') || before == U'-' || (is_ideograph(before) && is_ideograph(after))) {
            points.push_back(analysis.clusters[c]);
        }
    }
    points.push_back(analysis.text.size());
    return points;
}

std::u32string without_end_spaces(std::u32string text) {
    while (!text.empty() && text.back() == U' ') text.pop_back();
    return text;
}

Status append_paragraph(const FontBook& book, const std::u32string& paragraph, double width, std::vector<Line>& lines) {
    const Analysis whole = TRY(analyse(book, paragraph, std::nullopt));
    const auto shaped = [&](std::size_t begin, std::size_t end) -> Result<Line> {
        Analysis part = TRY(analyse(book, without_end_spaces(whole.text.substr(begin, end - begin)), whole.is_right_to_left));
        return placed(book, part);
    };
    const std::vector<std::size_t> points = break_points(whole);
    std::size_t begin = 0;
    while (begin < whole.text.size()) {
        std::optional<Line> fitting;
        std::size_t end = begin;
        // A greedy line, tried at rising break points; then, failing even the first, at clusters.
        for (const bool inside_words : {false, true}) {
            for (const std::size_t point : inside_words ? whole.clusters : points) {
                if (point <= begin) continue;
                Line line = TRY(shaped(begin, point));
                const bool is_first_cluster = inside_words && !fitting;  // always progresses
                if (line.width > width && !is_first_cluster) break;
                fitting = std::move(line);
                end = point;
            }
            if (fitting) break;
        }
        lines.push_back(*std::move(fitting));
        begin = end;
    }
    if (whole.text.empty()) lines.push_back(placed(book, whole));
    return {};
}

}  // namespace

Status covers(const FontBook& book, std::string_view utf8) {
    std::u32string text = TRY(decoded(utf8));
    TRY(analyse(book, std::move(text), std::nullopt));
    return {};
}

Result<Line> shape_line(const FontBook& book, std::string_view utf8) {
    std::u32string text = TRY(decoded(utf8));
    const Analysis analysis = TRY(analyse(book, std::move(text), std::nullopt));
    return placed(book, analysis);
}

Result<std::vector<Line>> shape_paragraphs(const FontBook& book, std::string_view utf8, double width) {
    const std::u32string text = TRY(decoded(utf8));
    std::vector<Line> lines;
    for (const std::u32string& paragraph : paragraphs_of(text)) {
        TRY(append_paragraph(book, paragraph, width, lines));
    }
    return lines;
}

}  // namespace documents
