// SPDX-License-Identifier: Apache-2.0
// An appearance stream under construction (ISO 32000-1, 12.5.5): drawn upright in its
// own box from (0, 0) to (width, height), and turned when it is written.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/embedded_fonts.h"
#include "appliance/documents/update.h"

#include <set>
#include <string>
#include <vector>

namespace documents {

struct Appearance {
    double width = 0;               // upright
    double height = 0;
    int rotate = 0;                 // counter-clockwise: 0, 90, 180, 270
    std::string content;
    std::set<std::uint32_t> faces;
};

// An empty appearance for a widget's rectangle that is to be read after turning
// `rotate` degrees counter-clockwise (/MK /R).
Appearance upright_appearance(const Rectangle& rect, int rotate);

base::Status put_appearance(IncrementalUpdate& update, const EmbeddedFonts& fonts, Ref id, const Appearance& appearance);

// "0.1 0.2 0.3 rg": grey, RGB or CMYK by the number of components; nothing for none.
std::string spell_fill(const std::vector<double>& colour);
std::string spell_stroke(const std::vector<double>& colour);
// "x y w h re"
std::string spell_box(double x, double y, double width, double height);

}  // namespace documents
