// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/field_appearance.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

constexpr double k_size_min = 4;
constexpr double k_size_max = 12;        // of a multi-line text without a size, as Acrobat
constexpr double k_size_max_single = 24;

struct Frame {
    std::vector<double> background;
    std::vector<double> border;
    double border_width = 0;
    double inset = 2;                   // from the widget's edge to its text
};

std::vector<double> colour_of(const Dictionary& entries, const std::string& key) {
    std::vector<double> colour;
    const auto found = entries.find(key);
    const auto items = found == entries.end() ? std::nullopt : read_array(found->second);
    if (!items) return colour;
    for (const std::string& item : *items) colour.push_back(std::clamp(read_number(item).value_or(0), 0.0, 1.0));
    return colour;
}

Dictionary sub_dictionary(const ObjectText& object, const std::string& key) {
    const auto found = object.entries.find(key);
    return found == object.entries.end() ? Dictionary{} : read_dictionary(found->second).value_or(Dictionary{});
}

Frame frame_of(const Widget& widget) {
    Frame frame;
    const Dictionary look = sub_dictionary(widget.object, "/MK");
    const Dictionary style = sub_dictionary(widget.object, "/BS");
    frame.background = colour_of(look, "/BG");
    frame.border = colour_of(look, "/BC");
    double width = 1;
    bool is_raised = false;
    if (const auto found = style.find("/W"); found != style.end()) width = read_number(found->second).value_or(1);
    if (const auto found = style.find("/S"); found != style.end()) is_raised = found->second == "/B" || found->second == "/I";
    width = std::clamp(width, 0.0, 12.0);
    if (!frame.border.empty()) frame.border_width = width;
    frame.inset = std::max(1.0, width * (is_raised ? 2 : 1)) + 1;
    return frame;
}

std::string spell_frame(const Frame& frame, const Appearance& box) {
    std::string out;
    if (!frame.background.empty()) out += spell_fill(frame.background) + spell_box(0, 0, box.width, box.height) + "f\n";
    if (frame.border_width > 0) {
        const double w = frame.border_width;
        out += spell_stroke(frame.border) + spell_number(w) + " w " + spell_box(w / 2, w / 2, box.width - w, box.height - w) + "S\n";
    }
    return out;
}

std::string spell_text_colour(const Field& field) {
    const std::string colour = spell_fill(field.appearance.colour);
    return colour.empty() ? "0 g " : colour;
}

double aligned(int quadding, double left, double room, double used) {
    if (quadding == 1) return left + (room - used) / 2;
    if (quadding == 2) return left + room - used;
    return left;
}

std::string open_text(const Frame& frame, const Appearance& box) {
    const double clip = frame.border_width;
    return "/Tx BMC q " + spell_box(clip, clip, std::max(0.0, box.width - 2 * clip), std::max(0.0, box.height - 2 * clip)) + "W n\n";
}

// Each cluster in the middle of its cell.
std::string spell_comb(EmbeddedFonts& fonts, const Field& field, Appearance& box, const Frame& frame, const Line& line, double size) {
    std::vector<Line> cells;
    for (std::size_t i = 0; i < line.glyphs.size(); ++i) {
        if (i == 0 || !line.glyphs[i - 1].is_continued) cells.emplace_back();
        cells.back().glyphs.push_back(line.glyphs[i]);
        cells.back().width += line.glyphs[i].advance;
    }
    const double cell = box.width / field.length_max;
    const auto spare = static_cast<double>(std::max<std::ptrdiff_t>(0, field.length_max - std::ssize(cells)));
    const double first = field.quadding == 1 ? std::floor(spare / 2) : field.quadding == 2 ? spare : 0;
    const double base_line = (box.height - (line.ascent + line.descent) * size) / 2 + line.descent * size;
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const double x = (first + static_cast<double>(i)) * cell + (cell - cells[i].width * size) / 2;
        out += fonts.show(cells[i], size, x, base_line, box.faces);
    }
    if (frame.border_width > 0) {
        out += spell_stroke(frame.border) + spell_number(frame.border_width) + " w ";
        for (int i = 1; i < field.length_max; ++i) {
            const std::string x = spell_number(i * cell);
            out += x + " 0 m " + x + " " + spell_number(box.height) + " l S\n";
        }
    }
    return out;
}

Result<std::string> spell_single_line(EmbeddedFonts& fonts, const Field& field, Appearance& box, const Frame& frame,
                                      std::string_view text, Overflow overflow) {
    const Line line = TRY(shape_line(fonts.book(), text));
    const bool is_comb = field.flags.is_comb && field.length_max > 0;
    const double room = std::max(1.0, box.width - 2 * frame.inset);
    const double tallest = (box.height - 2 * frame.border_width) / (line.ascent + line.descent);
    double size = field.appearance.size > 0 ? field.appearance.size : std::clamp(tallest * 0.92, k_size_min, k_size_max_single);
    if (is_comb) return spell_comb(fonts, field, box, frame, line, std::min(size, std::max(k_size_min, tallest)));
    if (line.width * size > room) size = room / line.width;
    if (size < k_size_min) {
        if (overflow == Overflow::refuse) return Failure{Fault::field_value_invalid, "too long for its field"};
        size = k_size_min;
    }
    const double base_line = (box.height - (line.ascent + line.descent) * size) / 2 + line.descent * size;
    return fonts.show(line, size, aligned(field.quadding, frame.inset, room, line.width * size), base_line, box.faces);
}

Result<std::string> spell_multi_line(EmbeddedFonts& fonts, const Field& field, Appearance& box, const Frame& frame,
                                     std::string_view text, Overflow overflow) {
    const double room = std::max(1.0, box.width - 2 * frame.inset);
    const double depth = std::max(1.0, box.height - 2 * frame.inset);
    std::vector<Line> lines;
    double pitch = 1.2;
    double size = field.appearance.size > 0 ? field.appearance.size : k_size_max;
    for (;; size = std::max(k_size_min, size - 0.5)) {
        lines = TRY(shape_paragraphs(fonts.book(), text, room / size));
        double widest = 0;
        for (const Line& line : lines) {
            widest = std::max(widest, line.width);
            pitch = std::max(pitch, line.ascent + line.descent);
        }
        const bool fits = static_cast<double>(lines.size()) * pitch * size <= depth + 0.25 * size && widest * size <= room + 0.01;
        if (fits || size <= k_size_min) {
            if (!fits && overflow == Overflow::refuse) return Failure{Fault::field_value_invalid, "too long for its field"};
            break;
        }
    }
    std::string out;
    double top = box.height - frame.inset;
    for (const Line& line : lines) {
        out += fonts.show(line, size, aligned(field.quadding, frame.inset, room, line.width * size),
                          top - line.ascent * size, box.faces);
        top -= pitch * size;
    }
    return out;
}

}  // namespace

Result<Appearance> text_appearance(EmbeddedFonts& fonts, const Field& field, const Widget& widget, std::string_view text,
                                   Overflow overflow) {
    Appearance box = upright_appearance(widget.rect, widget.rotate);
    const Frame frame = frame_of(widget);
    std::string shown;
    if (!text.empty()) {
        shown = field.flags.is_multiline ? TRY(spell_multi_line(fonts, field, box, frame, text, overflow))
                                         : TRY(spell_single_line(fonts, field, box, frame, text, overflow));
    }
    box.content = spell_frame(frame, box) + open_text(frame, box) + spell_text_colour(field) + shown + "Q EMC\n";
    return box;
}

Result<Appearance> list_appearance(EmbeddedFonts& fonts, const Field& field, const Widget& widget,
                                   const std::vector<std::string>& labels, const std::vector<std::size_t>& selected) {
    Appearance box = upright_appearance(widget.rect, widget.rotate);
    const Frame frame = frame_of(widget);
    const double size = field.appearance.size > 0 ? field.appearance.size : k_size_max;
    const double pitch = size * 1.25;
    std::string rows;
    double top = box.height - frame.inset;
    const auto shown = static_cast<std::size_t>(std::max(1.0, (box.height - 2 * frame.inset) / pitch));
    std::size_t first = selected.empty() ? 0 : *std::min_element(selected.begin(), selected.end());
    if (first < shown || labels.size() <= shown) first = 0;
    for (std::size_t i = first; i < labels.size() && top > frame.inset; ++i) {
        if (std::find(selected.begin(), selected.end(), i) != selected.end()) {
            rows += "0.6 0.76 0.85 rg " + spell_box(frame.inset, top - pitch, box.width - 2 * frame.inset, pitch) + "f ";
        }
        const Line line = TRY(shape_line(fonts.book(), labels[i]));
        rows += spell_text_colour(field) + fonts.show(line, size, frame.inset + 1, top - pitch + 0.3 * size, box.faces);
        top -= pitch;
    }
    box.content = spell_frame(frame, box) + open_text(frame, box) + rows + "Q EMC\n";
    return box;
}

Appearance button_appearance(const Field& field, const Widget& widget, bool is_on) {
    Appearance box = upright_appearance(widget.rect, widget.rotate);
    Frame frame = frame_of(widget);
    const double side = std::min(box.width, box.height);
    const double x = (box.width - side) / 2;
    const double y = (box.height - side) / 2;
    if (frame.border.empty() && frame.background.empty()) {
        frame.border = {0};
        frame.border_width = 1;
    }
    box.content = "q " + spell_frame(frame, box);
    const auto at = [&](double along, double up) { return spell_number(x + along * side) + " " + spell_number(y + up * side) + " "; };
    if (is_on && field.type == FieldType::radio) {  // a disc: a dot with a round cap
        box.content += spell_text_colour(field) + "1 J " + spell_number(side * 0.5) + " w " + at(0.5, 0.5) + "m " + at(0.5, 0.5) + "l S ";
    } else if (is_on) {
        box.content += "1 J 1 j " + spell_number(side * 0.11) + " w " + at(0.22, 0.52) + "m " + at(0.42, 0.28) + "l " +
                       at(0.79, 0.75) + "l S ";
    }
    box.content += "Q\n";
    return box;
}

}  // namespace documents
