// SPDX-License-Identifier: Apache-2.0
#include "ui/icons.h"

#include <cairo.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <numbers>

namespace ui {
namespace {

class DrawingReader {
public:
    explicit DrawingReader(std::string_view text) : m_rest(text) {}

    // The next command letter, or 0 at the end.
    char command() {
        skip();
        if (m_rest.empty()) return 0;
        const char letter = m_rest.front();
        m_rest.remove_prefix(1);
        return letter;
    }
    double number() {
        skip();
        double value = 0;
        const auto result = std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), value);
        m_rest.remove_prefix(static_cast<std::size_t>(result.ptr - m_rest.data()));
        return value;
    }

private:
    void skip() {
        while (!m_rest.empty() && m_rest.front() == ' ') m_rest.remove_prefix(1);
    }
    std::string_view m_rest;
};

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

void add_rounded_box(cairo_t* cairo, double x, double y, double w, double h, double r) {
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, x + w - r, y + r, r, radians(-90), 0);
    cairo_arc(cairo, x + w - r, y + h - r, r, 0, radians(90));
    cairo_arc(cairo, x + r, y + h - r, r, radians(90), radians(180));
    cairo_arc(cairo, x + r, y + r, r, radians(180), radians(270));
    cairo_close_path(cairo);
}

void draw(cairo_t* cairo, std::string_view drawing) {
    DrawingReader reader(drawing);
    for (char command = reader.command(); command != 0; command = reader.command()) {
        double n[6] = {};
        const auto read = [&](int count) {
            for (int i = 0; i < count; ++i) n[i] = reader.number();
        };
        switch (command) {
            case 'M': read(2); cairo_move_to(cairo, n[0], n[1]); break;
            case 'L': read(2); cairo_line_to(cairo, n[0], n[1]); break;
            case 'C': read(6); cairo_curve_to(cairo, n[0], n[1], n[2], n[3], n[4], n[5]); break;
            case 'A': read(5); cairo_arc(cairo, n[0], n[1], n[2], radians(n[3]), radians(n[4])); break;
            case 'Z': cairo_close_path(cairo); break;
            case 'R': read(5); add_rounded_box(cairo, n[0], n[1], n[2], n[3], n[4]); break;
            case 'O':
                read(3);
                cairo_new_sub_path(cairo);
                cairo_arc(cairo, n[0], n[1], n[2], 0, 2 * std::numbers::pi);
                break;
            case 'D':
                read(3);
                cairo_stroke(cairo);
                cairo_arc(cairo, n[0], n[1], n[2], 0, 2 * std::numbers::pi);
                cairo_fill(cairo);
                break;
            default: return;
        }
    }
    cairo_stroke(cairo);
}

}  // namespace

std::optional<PixelRect> Icons::place(Icon icon, int size, float stroke) {
    const std::pair key{static_cast<int>(icon), size * 64 + static_cast<int>(std::lround(stroke * 10))};
    if (const auto known = m_places.find(key); known != m_places.end()) return known->second;
    const auto place = m_atlas.allocate(size, size);
    if (!place) return std::nullopt;
    cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, size, size);
    cairo_t* cairo = cairo_create(surface);
    const double scale = size / 24.0;
    cairo_scale(cairo, scale, scale);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_BEST);
    cairo_set_line_width(cairo, static_cast<double>(stroke) / scale);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    draw(cairo, drawing_of(icon));
    cairo_surface_flush(surface);
    const unsigned char* pixels = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < size; ++y) {
        std::memcpy(m_atlas.texture().row(place->top + y) + place->left, pixels + y * stride, static_cast<std::size_t>(size));
    }
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return m_places.emplace(key, *place).first->second;
}

}  // namespace ui
