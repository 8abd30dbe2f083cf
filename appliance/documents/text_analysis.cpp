// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/text_analysis.h"

#include "appliance/documents/text_encoding.h"

#include <fribidi.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

std::string named(char32_t point) {
    std::array<char, 16> code{};
    std::snprintf(code.data(), code.size(), "U+%04X ", static_cast<unsigned>(point));
    std::string out = code.data();
    append_utf8(out, point);
    return out;
}

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

}  // namespace

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

}  // namespace documents
