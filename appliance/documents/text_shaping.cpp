// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/text_shaping.h"

#include "appliance/documents/pdf_syntax.h"

#include <fribidi.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

// One text with everything decided but the glyphs.
struct Analysis {
    std::u32string text;
    std::vector<std::size_t> clusters;      // where each begins; the last element is the end
    std::vector<hb_script_t> scripts;       // per character, inherited ones resolved
    std::vector<std::uint32_t> faces;       // per character
    std::vector<FriBidiLevel> levels;       // per character
    bool is_right_to_left = false;
};

std::string named(char32_t point) {
    std::array<char, 16> code{};
    std::snprintf(code.data(), code.size(), "U+%04X ", static_cast<unsigned>(point));
    std::string out = code.data();
    append_utf8(out, point);
    return out;
}

bool is_line_end(char32_t point) { return point == U'\n' || point == U'\r' || point == 0x2028 || point == 0x2029; }

bool is_mark(char32_t point) {
    const hb_unicode_general_category_t category = hb_unicode_general_category(hb_unicode_funcs_get_default(), point);
    return category == HB_UNICODE_GENERAL_CATEGORY_NON_SPACING_MARK || category == HB_UNICODE_GENERAL_CATEGORY_SPACING_MARK ||
           category == HB_UNICODE_GENERAL_CATEGORY_ENCLOSING_MARK;
}

// Shown as nothing, whatever the font says: joiners, direction marks and isolates, selectors.
bool is_invisible(char32_t point) {
    return point == 0xad || point == 0x34f || point == 0x61c || (point >= 0x200b && point <= 0x200f) || point == 0x2060 ||
           (point >= 0x2066 && point <= 0x2069) || (point >= 0xfe00 && point <= 0xfe0f) || point == 0xfeff;
}

bool is_refused(char32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x202a && point <= 0x202e);
}

std::vector<std::size_t> clusters_of(const std::u32string& text) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool continues = i > 0 && (is_mark(text[i]) || is_invisible(text[i]) || text[i - 1] == 0x200d);
        if (!continues) starts.push_back(i);
    }
    starts.push_back(text.size());
    return starts;
}

std::vector<hb_script_t> scripts_of(const std::u32string& text) {
    std::vector<hb_script_t> scripts(text.size());
    hb_script_t last = HB_SCRIPT_COMMON;
    const auto is_open = [](hb_script_t script) { return script == HB_SCRIPT_COMMON || script == HB_SCRIPT_INHERITED; };
    for (std::size_t i = 0; i < text.size(); ++i) {
        scripts[i] = hb_unicode_script(hb_unicode_funcs_get_default(), text[i]);
        if (is_open(scripts[i])) scripts[i] = last;
        last = scripts[i];
    }
    for (std::size_t i = text.size(); i-- > 0;) {  // what stands before the first letter follows it
        if (is_open(scripts[i]) && i + 1 < text.size()) scripts[i] = scripts[i + 1];
    }
    return scripts;
}

// The font may compose or decompose, so asking its character map alone is not enough.
bool can_draw(const FontFace& face, std::u32string_view cluster, hb_script_t script) {
    bool has_all = true;
    for (const char32_t point : cluster) {
        hb_codepoint_t glyph = 0;
        has_all = has_all && (is_invisible(point) || hb_font_get_nominal_glyph(face.font.get(), point, &glyph) != 0);
    }
    if (has_all) return true;
    if (cluster.size() == 1 && !is_invisible(cluster[0])) {
        hb_codepoint_t unused = 0;
        if (hb_unicode_decompose(hb_unicode_funcs_get_default(), cluster[0], &unused, &unused) == 0) return false;
    }
    const std::unique_ptr<hb_buffer_t, decltype(&hb_buffer_destroy)> buffer(hb_buffer_create(), &hb_buffer_destroy);
    for (std::size_t i = 0; i < cluster.size(); ++i) hb_buffer_add(buffer.get(), cluster[i], static_cast<unsigned>(i));
    hb_buffer_set_content_type(buffer.get(), HB_BUFFER_CONTENT_TYPE_UNICODE);
    hb_buffer_set_script(buffer.get(), script);
    hb_buffer_guess_segment_properties(buffer.get());
    hb_shape(face.font.get(), buffer.get(), nullptr, 0);
    unsigned count = 0;
    const hb_glyph_info_t* glyphs = hb_buffer_get_glyph_infos(buffer.get(), &count);
    return std::all_of(glyphs, glyphs + count, [](const hb_glyph_info_t& glyph) { return glyph.codepoint != 0; });
}

// A space or a comma stays in the font of the word before it.
Status choose_faces(const FontBook& book, Analysis& analysis) {
    analysis.faces.resize(analysis.text.size());
    std::optional<std::uint32_t> previous;
    for (std::size_t c = 0; c + 1 < analysis.clusters.size(); ++c) {
        const std::size_t begin = analysis.clusters[c];
        const std::u32string_view cluster = std::u32string_view(analysis.text).substr(begin, analysis.clusters[c + 1] - begin);
        const hb_script_t own = hb_unicode_script(hb_unicode_funcs_get_default(), cluster[0]);
        std::optional<std::uint32_t> chosen;
        if (previous && own == HB_SCRIPT_COMMON && can_draw(book[*previous], cluster, own)) chosen = previous;
        for (std::uint32_t i = 0; !chosen && i < book.size(); ++i) {
            if (book[i].is_for(analysis.scripts[begin]) && can_draw(book[i], cluster, analysis.scripts[begin])) chosen = i;
        }
        for (std::uint32_t i = 0; !chosen && i < book.size(); ++i) {
            if (can_draw(book[i], cluster, analysis.scripts[begin])) chosen = i;
        }
        if (!chosen) return Failure{Fault::glyph_missing, named(cluster[0])};
        std::fill_n(analysis.faces.begin() + static_cast<std::ptrdiff_t>(begin), cluster.size(), *chosen);
        previous = chosen;
    }
    return {};
}

Status find_levels(Analysis& analysis, std::optional<bool> direction) {
    const auto length = static_cast<FriBidiStrIndex>(analysis.text.size());
    std::vector<FriBidiCharType> types(analysis.text.size());
    std::vector<FriBidiBracketType> brackets(analysis.text.size());
    analysis.levels.assign(analysis.text.size(), 0);
    const std::vector<FriBidiChar> text(analysis.text.begin(), analysis.text.end());
    fribidi_get_bidi_types(text.data(), length, types.data());
    fribidi_get_bracket_types(text.data(), length, types.data(), brackets.data());
    FriBidiParType paragraph = FRIBIDI_PAR_ON;
    if (direction) paragraph = *direction ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
    if (length > 0 && fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), length, &paragraph,
                                                          analysis.levels.data()) == 0) {
        return Failure{Fault::field_value_invalid, "bidirectional analysis"};
    }
    analysis.is_right_to_left = FRIBIDI_IS_RTL(paragraph);
    return {};
}

Result<Analysis> analyse(const FontBook& book, std::u32string text, std::optional<bool> direction) {
    Analysis analysis;
    for (char32_t& point : text) {
        if (point == U'\t' || is_line_end(point)) point = U' ';
        if (is_refused(point)) return Failure{Fault::glyph_missing, named(point)};
    }
    analysis.text = std::move(text);
    analysis.clusters = clusters_of(analysis.text);
    analysis.scripts = scripts_of(analysis.text);
    TRY(choose_faces(book, analysis));
    TRY(find_levels(analysis, direction));
    return analysis;
}

struct Run {
    std::size_t begin;
    std::size_t end;
};

// Runs of one level, script and face, in the order in which they are seen (UAX 9, L2).
std::vector<Run> visual_runs(const Analysis& analysis) {
    std::vector<Run> runs;
    for (std::size_t i = 0; i < analysis.text.size(); ++i) {
        const bool continues = i > 0 && analysis.levels[i] == analysis.levels[i - 1] &&
                               analysis.scripts[i] == analysis.scripts[i - 1] && analysis.faces[i] == analysis.faces[i - 1];
        if (continues) {
            runs.back().end = i + 1;
        } else {
            runs.push_back({i, i + 1});
        }
    }
    const auto level = [&](const Run& run) { return static_cast<int>(analysis.levels[run.begin]); };
    int highest = 0;
    for (const Run& run : runs) highest = std::max(highest, level(run));
    for (int at_least = highest; at_least >= 1; --at_least) {
        for (std::size_t i = 0; i < runs.size();) {
            std::size_t end = i;
            while (end < runs.size() && level(runs[end]) >= at_least) ++end;
            std::reverse(runs.begin() + static_cast<std::ptrdiff_t>(i), runs.begin() + static_cast<std::ptrdiff_t>(end));
            i = end + 1;
        }
    }
    return runs;
}

void append_run(const FontBook& book, const Analysis& analysis, const Run& run, Line& line) {
    const std::uint32_t index = analysis.faces[run.begin];
    const FontFace& face = book[index];
    const bool is_rtl = FRIBIDI_LEVEL_IS_RTL(analysis.levels[run.begin]) != 0;
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
