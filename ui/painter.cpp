// SPDX-License-Identifier: Apache-2.0
#include "ui/painter.h"

#include <numbers>

namespace ui {
namespace {

ImVec2 vec(Point p) { return {p.x, p.y}; }
ImVec2 top_left(const Rect& rect) { return {rect.x, rect.y}; }
ImVec2 bottom_right(const Rect& rect) { return {rect.right(), rect.bottom()}; }

}  // namespace

Painter::Painter(ImDrawList& list, Atlas& atlas, TextEngine& text, Icons& icons, Shadows& shadows,
                 const Palette& palette, Contrast contrast, float scale)
    : m_list(list), m_atlas(atlas), m_text(text), m_icons(icons), m_shadows(shadows), m_palette(palette),
      m_contrast(contrast), m_scale(scale) {}

void Painter::fill(const Rect& rect, Color color, float radius) {
    if (rect.is_empty()) return;
    m_list.AddRectFilled(top_left(rect), bottom_right(rect), color, std::min({radius, rect.width / 2, rect.height / 2}));
}

void Painter::outline(const Rect& rect, Color color, float width, float radius) {
    const Rect middle = rect.inset(width / 2);
    if (middle.is_empty()) return;
    m_list.AddRect(top_left(middle), bottom_right(middle), color, std::min({radius, middle.width / 2, middle.height / 2}), 0, width);
}

void Painter::gradient(const Rect& rect, Color top, Color bottom) {
    m_list.AddRectFilledMultiColor(top_left(rect), bottom_right(rect), top, top, bottom, bottom);
}

void Painter::line(Point from, Point to, Color color, float width) { m_list.AddLine(vec(from), vec(to), color, width); }

void Painter::dashes(Point from, Point to, Color color, float width, float dash) {
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    if (length <= 0) return;
    const Point step{(to.x - from.x) / length, (to.y - from.y) / length};
    for (float at = 0; at < length; at += dash * 1.9F) {
        const float end = std::min(at + dash, length);
        line({from.x + step.x * at, from.y + step.y * at}, {from.x + step.x * end, from.y + step.y * end}, color, width);
    }
}

void Painter::disc(Point center, float radius, Color color) { m_list.AddCircleFilled(vec(center), radius, color, 0); }

void Painter::ring(Point center, float radius, Color color, float width, float from, float to) {
    if (to - from >= 1) {
        m_list.AddCircle(vec(center), radius, color, 0, width);
        return;
    }
    constexpr float turn = 2 * std::numbers::pi_v<float>;
    const int segments = std::max(6, static_cast<int>(96 * (to - from)));
    m_list.PathArcTo(vec(center), radius, from * turn - turn / 4, to * turn - turn / 4, segments);
    m_list.PathStroke(color, 0, width);
}

void Painter::texels(const PixelRect& place, const Rect& rect, Color color) {
    const float width = static_cast<float>(m_atlas.texture().width), height = static_cast<float>(m_atlas.texture().height);
    m_list.AddImage(&m_atlas.texture(), top_left(rect), bottom_right(rect),
                    {static_cast<float>(place.left) / width, static_cast<float>(place.top) / height},
                    {static_cast<float>(place.right) / width, static_cast<float>(place.bottom) / height}, color);
}

void Painter::text(const TextRequest& request, const Rect& rect, Color color) {
    const TextBlock* block = m_text.block(request);
    if (block == nullptr) {
        m_is_atlas_full = true;
        return;
    }
    if (!block->place) return;
    const PixelRect& place = *block->place;
    // Whole pixels, so that coverage is copied and not sampled.
    const Rect at{std::round(rect.x + block->ink.x), std::round(rect.y + block->ink.y), static_cast<float>(place.width()),
                  static_cast<float>(place.height())};
    texels(place, at, color);
}

void Painter::icon(Icon icon, Point center, float size, Color color, float stroke) {
    if (icon == Icon::none) return;
    const int side = static_cast<int>(std::lround(size));
    const auto place = m_icons.place(icon, side, stroke);
    if (!place) {
        m_is_atlas_full = true;
        return;
    }
    const float half = static_cast<float>(side) / 2;
    texels(*place, {std::round(center.x - half), std::round(center.y - half), static_cast<float>(side), static_cast<float>(side)}, color);
}

void Painter::image(const Texture& texture, const Rect& rect, float alpha) {
    m_list.AddImage(const_cast<Texture*>(&texture), top_left(rect), bottom_right(rect), {0, 0}, {1, 1}, with_alpha(rgb(0xFFFFFF), alpha));
}

void Painter::shadow(const Rect& rect, float radius, Depth depth) {
    if (is_high_contrast() || depth == Depth::none) return;
    soft_shadow(rect, radius, px(1.6F), px(1), 0.10F);
    if (depth == Depth::low) soft_shadow(rect, radius, px(5), px(4), 0.05F);
    if (depth == Depth::card || depth == Depth::high) soft_shadow(rect, radius, px(9), px(7), 0.065F);
    if (depth == Depth::card) soft_shadow(rect, radius, px(24), px(20), 0.075F);
    if (depth == Depth::high) soft_shadow(rect, radius, px(30), px(26), 0.15F);
}

bool Painter::is_clipped(const Rect& rect) const {
    const ImVec2 from = m_list.GetClipRectMin(), to = m_list.GetClipRectMax();
    return rect.x >= to.x || rect.right() <= from.x || rect.y >= to.y || rect.bottom() <= from.y;
}

void Painter::soft_shadow(const Rect& rect, float radius, float softness, float drop, float alpha) {
    const Rect box{std::round(rect.x), std::round(rect.y + drop), std::round(rect.width), std::round(rect.height)};
    const auto slice = m_shadows.slice(static_cast<int>(box.width), static_cast<int>(box.height), std::round(radius), softness);
    if (!slice) {
        m_is_atlas_full = true;
        return;
    }
    const Color color = with_alpha(m_palette.shade, alpha);
    const PixelRect& place = slice->place;
    const float outer = static_cast<float>(slice->outer);
    const int corner_x = slice->outer + slice->inner, corner_y = corner_x;
    // Columns and rows of the nine slices: on the screen, and in the atlas.
    float screen_x[4] = {box.x - outer, box.x - outer + static_cast<float>(corner_x), box.right() + outer - static_cast<float>(corner_x), box.right() + outer};
    float screen_y[4] = {box.y - outer, box.y - outer + static_cast<float>(corner_y), box.bottom() + outer - static_cast<float>(corner_y), box.bottom() + outer};
    int atlas_x[4] = {place.left, place.left + corner_x, place.right - corner_x, place.right};
    int atlas_y[4] = {place.top, place.top + corner_y, place.bottom - corner_y, place.bottom};
    const auto make_whole = [](float (&screen)[4], int (&atlas)[4]) {
        screen[1] = screen[2] = screen[3];
        atlas[1] = atlas[2] = atlas[3];
    };
    if (slice->is_whole_x) make_whole(screen_x, atlas_x);
    if (slice->is_whole_y) make_whole(screen_y, atlas_y);
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            const Rect part{screen_x[column], screen_y[row], screen_x[column + 1] - screen_x[column], screen_y[row + 1] - screen_y[row]};
            const bool is_hollow = row == 1 && column == 1;  // the box covers it
            if (part.is_empty() || is_hollow || is_clipped(part)) continue;
            texels({atlas_x[column], atlas_y[row], atlas_x[column + 1], atlas_y[row + 1]}, part, color);
        }
    }
}

// A shadow's blur reaches far under what casts it, where nobody sees it.
void Painter::shadow_around(const Rect& rect, float radius, Depth depth) {
    const float inset = std::ceil(radius * 0.3F) + 2;  // a square stands in a round corner from 0.293 of its radius on
    const Rect hidden{std::ceil(rect.x + inset), std::ceil(rect.y + inset), std::floor(rect.width - 2 * inset) - 1, std::floor(rect.height - 2 * inset) - 1};
    if (hidden.is_empty()) return shadow(rect, radius, depth);
    const float far = 16'384;
    for (const Rect& part : {Rect{-far, -far, 2 * far, hidden.y + far}, Rect{-far, hidden.bottom(), 2 * far, far},
                             Rect{-far, hidden.y, hidden.x + far, hidden.height}, Rect{hidden.right(), hidden.y, far, hidden.height}}) {
        m_list.PushClipRect(top_left(part), bottom_right(part), true);
        shadow(rect, radius, depth);
        m_list.PopClipRect();
    }
}

void Painter::surface(const Rect& rect, Color color, float radius, Depth depth) {
    const bool is_opaque = color >> 24U == 255;
    if (is_opaque) shadow_around(rect, radius, depth);
    else shadow(rect, radius, depth);
    fill(rect, color, radius);
    if (is_high_contrast()) {
        outline(rect, m_palette.card_edge, std::max(2.0F, px(3)), radius);
    } else if (depth != Depth::none) {
        outline(rect, m_contrast == Contrast::dark ? m_palette.card_edge : with_alpha(m_palette.shade, 0.09F), std::max(1.0F, std::round(px(1.2F))), radius);
    }
}

// A strip with soft edges: four vertices across at every point.
void Painter::ink(std::span<const InkPoint> stroke, Color color) {
    if (stroke.empty()) return;
    for (const InkPoint* end : {&stroke.front(), &stroke.back()}) disc(end->at, std::max(end->width / 2, 0.8F), color);
    if (stroke.size() < 2) return;
    for (std::size_t i = 1; i + 1 < stroke.size(); ++i) {  // where the pen turned back, the strip has no width
        const Point a = stroke[i - 1].at, b = stroke[i].at, c = stroke[i + 1].at;
        const float along = (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y);
        const float lengths = std::hypot(b.x - a.x, b.y - a.y) * std::hypot(c.x - b.x, c.y - b.y);
        if (along < 0.5F * lengths) disc(b, stroke[i].width / 2, color);
    }
    constexpr std::size_t most = 8000;  // 16-bit indices: one PrimReserve must stay under 65,536 vertices
    if (stroke.size() > most) {
        ink(stroke.first(most), color);
        ink(stroke.subspan(most - 1), color);
        return;
    }
    const int count = static_cast<int>(stroke.size());
    m_list.PrimReserve((count - 1) * 18, count * 4);
    const unsigned base_index = m_list._VtxCurrentIdx;
    const Color clear = color & 0xffffffU;
    const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
    Point normal{0, -1};
    for (std::size_t i = 0; i < stroke.size(); ++i) {
        const Point before = stroke[i > 0 ? i - 1 : 0].at, after = stroke[std::min(i + 1, stroke.size() - 1)].at;
        const float length = std::hypot(after.x - before.x, after.y - before.y);
        if (length > 1e-4F) normal = {(before.y - after.y) / length, (after.x - before.x) / length};
        const float half = std::max(stroke[i].width / 2 - 0.5F, 0.25F);
        const float offsets[4] = {-half - 1, -half, half, half + 1};
        const Color colors[4] = {clear, color, color, clear};
        for (int k = 0; k < 4; ++k) {
            m_list.PrimWriteVtx({stroke[i].at.x + normal.x * offsets[k], stroke[i].at.y + normal.y * offsets[k]}, white, colors[k]);
        }
    }
    for (int i = 0; i + 1 < count; ++i) {
        for (int k = 0; k < 3; ++k) {
            const auto a = static_cast<ImDrawIdx>(base_index + static_cast<unsigned>(i * 4 + k));
            const auto b = static_cast<ImDrawIdx>(a + 1), c = static_cast<ImDrawIdx>(a + 5), d = static_cast<ImDrawIdx>(a + 4);
            for (const ImDrawIdx index : {a, b, c, a, c, d}) m_list.PrimWriteIdx(index);
        }
    }
}

}  // namespace ui
