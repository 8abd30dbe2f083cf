// SPDX-License-Identifier: Apache-2.0
#include "ui/rasteriser.h"

#include <cstring>

namespace ui {
namespace {

struct Corner {
    double x = 0, y = 0;
};

// An edge is always walked from its upper end, so two triangles that share it compute
// the same crossing to the bit, and neither leave a gap nor draw a pixel twice.
struct Edge {
    Corner from;
    double slope = 0;
    Edge(Corner upper, Corner lower) : from(upper), slope(lower.y > upper.y ? (lower.x - upper.x) / (lower.y - upper.y) : 0) {}
    // The first pixel whose centre is not before the edge.
    int crossing(double y) const {
        const double x = from.x + (y - from.y) * slope - 0.5;
        const int whole = static_cast<int>(x);
        return whole + (x > whole ? 1 : 0);
    }
};

// A value that varies linearly over the triangle.
struct Plane {
    float at_origin = 0, per_x = 0, per_y = 0;

    Plane(const ImDrawVert* const (&v)[3], float a, float b, float c) {
        const float x1 = v[1]->pos.x - v[0]->pos.x, y1 = v[1]->pos.y - v[0]->pos.y;
        const float x2 = v[2]->pos.x - v[0]->pos.x, y2 = v[2]->pos.y - v[0]->pos.y;
        const float area = x1 * y2 - x2 * y1;
        if (area == 0) return;
        per_x = ((b - a) * y2 - (c - a) * y1) / area;
        per_y = ((c - a) * x1 - (b - a) * x2) / area;
        at_origin = a - v[0]->pos.x * per_x - v[0]->pos.y * per_y;
    }
    float at(float x, float y) const { return at_origin + x * per_x + y * per_y; }
};

float channel(const ImDrawVert* v, unsigned shift) { return static_cast<float>(v->col >> shift & 0xffU); }

std::uint32_t to_byte(float value) { return static_cast<std::uint32_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

template <typename DrawRow>
void walk_rows(const Primitive& primitive, const PixelRect& window, DrawRow&& draw_row) {
    const ImDrawVert* v[3] = {primitive.corners[0], primitive.corners[1], primitive.corners[2]};
    std::sort(v, v + 3, [](const ImDrawVert* a, const ImDrawVert* b) {
        return a->pos.y < b->pos.y || (a->pos.y == b->pos.y && a->pos.x < b->pos.x);
    });
    const Corner top{v[0]->pos.x, v[0]->pos.y}, middle{v[1]->pos.x, v[1]->pos.y}, bottom{v[2]->pos.x, v[2]->pos.y};
    const int first = std::max(window.top, static_cast<int>(std::ceil(top.y - 0.5)));
    const int last = std::min(window.bottom, static_cast<int>(std::ceil(bottom.y - 0.5)));
    const Edge whole(top, bottom), upper(top, middle), lower(middle, bottom);
    for (int y = first; y < last; ++y) {
        const double center = y + 0.5;
        const int one = whole.crossing(center);
        const int other = center < middle.y ? upper.crossing(center) : lower.crossing(center);
        const int left = std::max(window.left, std::min(one, other));
        const int right = std::min(window.right, std::max(one, other));
        if (left < right) draw_row(y, left, right);
    }
}

void draw_solid(const Target& target, const Primitive& primitive, const PixelRect& window) {
    const Color color = primitive.corners[0]->col;
    walk_rows(primitive, window, [&](int y, int left, int right) {
        target.spans.fill(target.pixels + static_cast<std::ptrdiff_t>(y) * target.stride + left, right - left, color);
    });
}

// One colour whose alpha varies: the soft fringe around every shape.
void draw_fringe(const Target& target, const Primitive& primitive, const PixelRect& window) {
    const ImDrawVert* const(&v)[3] = primitive.corners;
    const Plane alpha(v, channel(v[0], 24), channel(v[1], 24), channel(v[2], 24));
    walk_rows(primitive, window, [&](int y, int left, int right) {
        std::uint32_t* pixels = target.pixels + static_cast<std::ptrdiff_t>(y) * target.stride;
        float value = alpha.at(static_cast<float>(left) + 0.5F, static_cast<float>(y) + 0.5F);
        for (int x = left; x < right; ++x, value += alpha.per_x) pixels[x] = blend(pixels[x], v[0]->col, to_byte(value));
    });
}

void draw_varied(const Target& target, const Primitive& primitive, const PixelRect& window) {
    const ImDrawVert* const(&v)[3] = primitive.corners;
    const Plane channels[4] = {Plane(v, channel(v[0], 0), channel(v[1], 0), channel(v[2], 0)),
                               Plane(v, channel(v[0], 8), channel(v[1], 8), channel(v[2], 8)),
                               Plane(v, channel(v[0], 16), channel(v[1], 16), channel(v[2], 16)),
                               Plane(v, channel(v[0], 24), channel(v[1], 24), channel(v[2], 24))};
    const Plane across(v, v[0]->uv.x, v[1]->uv.x, v[2]->uv.x), down(v, v[0]->uv.y, v[1]->uv.y, v[2]->uv.y);
    const bool is_solid = v[0]->uv.x == v[1]->uv.x && v[0]->uv.x == v[2]->uv.x && v[0]->uv.y == v[1]->uv.y &&
                          v[0]->uv.y == v[2]->uv.y;
    const Texture& texture = *primitive.texture;
    walk_rows(primitive, window, [&](int y, int left, int right) {
        std::uint32_t* pixels = target.pixels + static_cast<std::ptrdiff_t>(y) * target.stride;
        for (int x = left; x < right; ++x) {
            const float px = static_cast<float>(x) + 0.5F, py = static_cast<float>(y) + 0.5F;
            std::uint32_t color = 0, alpha = to_byte(channels[3].at(px, py));
            for (unsigned i = 0; i < 3; ++i) color |= to_byte(channels[i].at(px, py)) << (8 * i);
            if (!is_solid) {
                const int u = std::clamp(static_cast<int>(across.at(px, py) * static_cast<float>(texture.width)), 0, texture.width - 1);
                const int w = std::clamp(static_cast<int>(down.at(px, py) * static_cast<float>(texture.height)), 0, texture.height - 1);
                if (texture.format == Texture::Format::coverage) {
                    alpha = scale_255(alpha, texture.row(w)[u]);
                } else {
                    std::memcpy(&color, texture.row(w) + static_cast<std::ptrdiff_t>(u) * 4, 4);
                    alpha = scale_255(alpha, color >> 24U);
                }
            }
            pixels[x] = blend(pixels[x], color, alpha);
        }
    });
}

}  // namespace

void draw_triangle(const Target& target, const Primitive& primitive, const PixelRect& window) {
    const ImDrawVert* const(&v)[3] = primitive.corners;
    const bool is_solid = v[0]->uv.x == v[1]->uv.x && v[0]->uv.x == v[2]->uv.x && v[0]->uv.y == v[1]->uv.y &&
                          v[0]->uv.y == v[2]->uv.y;
    const bool is_one_hue = ((v[0]->col ^ v[1]->col) | (v[0]->col ^ v[2]->col)) << 8U == 0;
    if (is_solid && v[0]->col == v[1]->col && v[0]->col == v[2]->col) {
        draw_solid(target, primitive, window);
    } else if (is_solid && is_one_hue) {
        draw_fringe(target, primitive, window);
    } else {
        draw_varied(target, primitive, window);
    }
}

}  // namespace ui
