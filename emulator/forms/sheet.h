// SPDX-License-Identifier: Apache-2.0
// A pen for printed forms: tagged text flowing down A4 pages, in the surgery's look.
// Lengths are points from the upper left corner.
#pragma once

#include "appliance/base/bytes.h"

#include <cairo.h>

#include <memory>
#include <string>

namespace forms {

struct Colour {
    double red;
    double green;
    double blue;
};

inline constexpr Colour ink{0.059, 0.086, 0.161};        // titles and answers
inline constexpr Colour petrol{0.051, 0.235, 0.255};     // headings
inline constexpr Colour slate{0.278, 0.333, 0.412};      // text
inline constexpr Colour mist{0.79, 0.82, 0.85};          // rules
inline constexpr Colour teal{0.043, 0.345, 0.365};       // the bar at the top

struct Style {
    const char* font;               // as Pango names fonts: "Inter Semi-Bold 11"
    Colour colour;
    double leading = 1.45;          // of the font size
    const char* tag = "P";          // structure type (ISO 32000-1, 14.8.4)
};

class Sheet {
public:
    static constexpr double width = 595;
    static constexpr double height = 842;
    static constexpr double margin = 64;
    static constexpr double column = width - 2 * margin;

    explicit Sheet(const std::string& title);

    // Draws text in a column and gives its height.
    double text(const Style& style, const std::string& words, double x, double y, double column_width = column);
    void rule(double x, double y, double length, double thickness = 0.8, Colour colour = mist);
    void box(double x, double y, double box_width, double box_height, Colour colour);
    void next_page();
    base::Bytes finish();

private:
    base::Bytes m_bytes;
    std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> m_surface;
    std::unique_ptr<cairo_t, decltype(&cairo_destroy)> m_cairo;
};

}  // namespace forms
