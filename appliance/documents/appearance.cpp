// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/appearance.h"

#include <string_view>

namespace documents {
namespace {

std::string spell_colour(const std::vector<double>& colour, const std::string_view (&names)[3]) {
    std::string_view name;
    if (colour.size() == 1) name = names[0];
    if (colour.size() == 3) name = names[1];
    if (colour.size() == 4) name = names[2];
    if (name.empty()) return {};
    std::string out;
    for (const double part : colour) out += spell_number(part) + " ";
    return out + std::string(name) + " ";
}

// Turns the box and moves it back to the origin's quadrant.
std::string spell_matrix(const Appearance& appearance) {
    const std::string w = spell_number(appearance.width);
    const std::string h = spell_number(appearance.height);
    switch (appearance.rotate) {
        case 90: return "[0 1 -1 0 " + h + " 0]";
        case 180: return "[-1 0 0 -1 " + w + " " + h + "]";
        case 270: return "[0 -1 1 0 0 " + w + "]";
        default: return {};
    }
}

}  // namespace

Appearance upright_appearance(const Rectangle& rect, int rotate) {
    Appearance appearance;
    appearance.rotate = ((rotate % 360) + 360) % 360;
    const bool is_sideways = appearance.rotate == 90 || appearance.rotate == 270;
    appearance.width = is_sideways ? rect.height() : rect.width();
    appearance.height = is_sideways ? rect.width() : rect.height();
    return appearance;
}

base::Status put_appearance(IncrementalUpdate& update, const EmbeddedFonts& fonts, Ref id, const Appearance& appearance) {
    Dictionary entries{{"/Type", "/XObject"}, {"/Subtype", "/Form"}};
    entries["/BBox"] = "[0 0 " + spell_number(appearance.width) + " " + spell_number(appearance.height) + "]";
    const std::string matrix = spell_matrix(appearance);
    if (!matrix.empty()) entries["/Matrix"] = matrix;
    entries["/Resources"] = appearance.faces.empty() ? "<<>>" : "<</Font" + fonts.resources(appearance.faces) + ">>";
    return update.put_stream(id, entries, base::as_bytes(appearance.content));
}

std::string spell_fill(const std::vector<double>& colour) { return spell_colour(colour, {"g", "rg", "k"}); }
std::string spell_stroke(const std::vector<double>& colour) { return spell_colour(colour, {"G", "RG", "K"}); }

std::string spell_box(double x, double y, double width, double height) {
    return spell_number(x) + " " + spell_number(y) + " " + spell_number(width) + " " + spell_number(height) + " re ";
}

}  // namespace documents
