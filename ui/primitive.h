// SPDX-License-Identifier: Apache-2.0
// What Dear ImGui tessellated, sorted into the three shapes the rasteriser knows.
// An axis-aligned quad is recognised where two triangles form one.
#pragma once

#include "ui/geometry.h"
#include "ui/texture.h"

#include <imgui.h>

#include <cstdint>
#include <vector>

namespace ui {

struct Primitive {
    enum class Kind : std::uint8_t { solid_quad, textured_quad, triangle };
    Kind kind = Kind::triangle;
    // Triangle: its corners. Quad: [0] top left and [2] bottom right.
    const ImDrawVert* corners[3] = {};
    const Texture* texture = nullptr;
    PixelRect clip;
    PixelRect bounds;  // pixels it may touch, inside clip
};

// Primitives in drawing order, cut to `area`; those that touch nothing are left out.
// They point into `data`, which must outlive them. Fills `out` anew.
void collect_primitives(const ImDrawData& data, const PixelRect& area, std::vector<Primitive>& out);

}  // namespace ui
