// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/signature_appearance.h"

#include "appliance/base/calendar.h"

#include <algorithm>

namespace documents {
namespace {

using base::Result;

constexpr std::string_view k_ink_colour = "0.05 0.11 0.32 ";    // blue-black
constexpr std::string_view k_text_colour = "0.07 0.16 0.2 ";
constexpr std::string_view k_rule_colour = "0.45 0.55 0.58 ";
constexpr std::string_view k_test_colour = "0.78 0.07 0.07 ";
constexpr double k_line_height = 1.22;

// "2026-11-22 10:40:05 UTC"
std::string printed_time(std::int64_t wall_ms) {
    std::string text = base::to_rfc3339(wall_ms);
    text[10] = ' ';
    text.back() = ' ';
    return text + "UTC";
}

struct Caption {
    std::vector<Line> lines;
    double size = 0;
    double height() const { return static_cast<double>(lines.size()) * size * k_line_height; }
};

// The largest size, from 8 down to 3 points, at which the lines take at most `height`.
Result<Caption> caption_for(const FontBook& book, const std::vector<std::string>& texts, double width, double height) {
    Caption caption;
    for (caption.size = 8; ; caption.size -= 0.5) {
        caption.lines.clear();
        bool is_wide = false;
        for (const std::string& text : texts) {
            std::vector<Line> lines = TRY(shape_paragraphs(book, text, width / caption.size));
            for (Line& line : lines) {
                is_wide = is_wide || line.width * caption.size > width;
                caption.lines.push_back(std::move(line));
            }
        }
        if ((caption.height() <= height && !is_wide) || caption.size <= 3) return caption;
    }
}

}  // namespace

Result<Appearance> signature_appearance(EmbeddedFonts& fonts, const Rectangle& rect, int rotate, const SignatureFace& face) {
    Appearance appearance = upright_appearance(rect, rotate);
    const double margin = std::min(3.0, appearance.height / 12);
    const double width = std::max(1.0, appearance.width - 2 * margin);
    const double height = std::max(1.0, appearance.height - 2 * margin);

    std::vector<std::string> texts{face.signer_name, printed_time(face.claimed_time_ms)};
    if (!face.meaning.empty()) texts.push_back(face.meaning);
    if (face.is_test) texts.emplace_back("TEST, not evidence");
    const Caption caption = TRY(caption_for(fonts.book(), texts, width, height * 0.55));
    const double caption_height = std::min(caption.height(), height * 0.8);
    const double ink_bottom = margin + caption_height + margin / 2;
    const double ink_height = std::max(0.0, appearance.height - margin - ink_bottom);

    std::string& out = appearance.content;
    out = "q " + spell_box(0, 0, appearance.width, appearance.height) + "W n\n";
    if (!face.ink.is_empty()) {
        out += std::string(k_ink_colour) + "RG " + spell_ink(face.ink, margin, ink_bottom, width, ink_height);
    } else {
        const Line name = TRY(shape_line(fonts.book(), face.signer_name));
        const double size = std::min({ink_height / 1.3, width / std::max(0.1, name.width), 24.0});
        out += std::string(k_ink_colour) + "rg " +
               fonts.show(name, size, margin, ink_bottom + (ink_height - size * 0.75) / 2, appearance.faces);
    }
    out += std::string(k_rule_colour) + "RG 0.5 w " + spell_number(margin) + " " + spell_number(ink_bottom) + " m " +
           spell_number(appearance.width - margin) + " " + spell_number(ink_bottom) + " l S\n";
    double top = ink_bottom - margin / 2;
    for (std::size_t i = 0; i < caption.lines.size(); ++i) {
        const Line& line = caption.lines[i];
        const bool is_warning = face.is_test && i + 1 == caption.lines.size();
        const double x = line.is_right_to_left ? appearance.width - margin - line.width * caption.size : margin;
        out += std::string(is_warning ? k_test_colour : k_text_colour) + "rg " +
               fonts.show(line, caption.size, x, top - caption.size * 0.95, appearance.faces);
        top -= caption.size * k_line_height;
    }
    out += "Q\n";
    return appearance;
}

}  // namespace documents
