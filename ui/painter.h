// SPDX-License-Identifier: Apache-2.0
// What a widget may draw. Shapes become triangles in Dear ImGui's draw list; text,
// icons and shadows come from the atlas. Coordinates are display pixels.
#pragma once

#include "ui/atlas.h"
#include "ui/icons.h"
#include "ui/ink_path.h"
#include "ui/shadow.h"
#include "ui/text.h"
#include "ui/theme.h"

#include <imgui.h>

#include <span>

namespace ui {

class Painter {
public:
    Painter(ImDrawList& list, Atlas& atlas, TextEngine& text, Icons& icons, Shadows& shadows, const Palette& palette,
            Contrast contrast, float scale);

    const Palette& palette() const { return m_palette; }
    bool is_high_contrast() const { return m_contrast == Contrast::high; }
    float scale() const { return m_scale; }               // pixels a unit
    float px(float units) const { return units * m_scale; }
    // Something did not fit into the atlas: this frame is not to be shown.
    bool is_atlas_full() const { return m_is_atlas_full; }
    ImDrawList& list() { return m_list; }

    void fill(const Rect& rect, Color color, float radius = 0);
    void outline(const Rect& rect, Color color, float width, float radius = 0);
    void gradient(const Rect& rect, Color top, Color bottom);
    void line(Point from, Point to, Color color, float width);
    void dashes(Point from, Point to, Color color, float width, float dash);
    void disc(Point center, float radius, Color color);
    // From twelve o'clock, clockwise; 0..1 is once round.
    void ring(Point center, float radius, Color color, float width, float from = 0, float to = 1);
    void text(const TextRequest& request, const Rect& rect, Color color);
    void icon(Icon icon, Point center, float size, Color color, float stroke);
    void image(const Texture& texture, const Rect& rect, float alpha = 1);
    void shadow(const Rect& rect, float radius, Depth depth);
    void ink(std::span<const InkPoint> stroke, Color color);

    // A surface with its edge and shadow, as the contrast wants it: in high contrast
    // no shadow, black inside and a white edge.
    void surface(const Rect& rect, Color color, float radius, Depth depth);

private:
    void shadow_around(const Rect& rect, float radius, Depth depth);
    bool is_clipped(const Rect& rect) const;
    void soft_shadow(const Rect& rect, float radius, float softness, float drop, float alpha);
    void texels(const PixelRect& place, const Rect& rect, Color color);

    ImDrawList& m_list;
    Atlas& m_atlas;
    TextEngine& m_text;
    Icons& m_icons;
    Shadows& m_shadows;
    const Palette& m_palette;
    Contrast m_contrast;
    float m_scale;
    bool m_is_atlas_full = false;
};

}  // namespace ui
