// SPDX-License-Identifier: Apache-2.0
#include "ui/primitive.h"

namespace ui {
namespace {

int floor_pixel(float value) { return static_cast<int>(std::floor(std::clamp(value, -32000.0F, 32000.0F))); }
int ceil_pixel(float value) { return static_cast<int>(std::ceil(std::clamp(value, -32000.0F, 32000.0F))); }

bool is_same_texel(const ImDrawVert& a, const ImDrawVert& b) { return a.uv.x == b.uv.x && a.uv.y == b.uv.y; }

// Corners a b c d clockwise from the top left, as PrimRect and PrimRectUV write them.
bool is_quad(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c, const ImDrawVert& d) {
    const bool is_upright = a.pos.y == b.pos.y && b.pos.x == c.pos.x && c.pos.y == d.pos.y && d.pos.x == a.pos.x;
    const bool is_even = a.uv.y == b.uv.y && b.uv.x == c.uv.x && c.uv.y == d.uv.y && d.uv.x == a.uv.x;
    return is_upright && is_even && a.pos.x <= c.pos.x && a.pos.y <= c.pos.y && a.col == b.col && a.col == c.col &&
           a.col == d.col;
}

PixelRect bounds_of(const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c) {
    const auto [left, right] = std::minmax({a.pos.x, b.pos.x, c.pos.x});
    const auto [top, bottom] = std::minmax({a.pos.y, b.pos.y, c.pos.y});
    return {floor_pixel(left), floor_pixel(top), ceil_pixel(right), ceil_pixel(bottom)};
}

}  // namespace

void collect_primitives(const ImDrawData& data, const PixelRect& area, std::vector<Primitive>& out) {
    out.clear();
    for (int n = 0; n < data.CmdListsCount; ++n) {
        const ImDrawList& list = *data.CmdLists[n];
        for (const ImDrawCmd& command : list.CmdBuffer) {
            if (command.UserCallback != nullptr || command.ElemCount == 0 || command.TextureId == nullptr) continue;
            const PixelRect clip =
                PixelRect{floor_pixel(command.ClipRect.x), floor_pixel(command.ClipRect.y),
                          ceil_pixel(command.ClipRect.z), ceil_pixel(command.ClipRect.w)}
                    .overlap(area);
            if (clip.is_empty()) continue;
            const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
            const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
            for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
                const ImDrawIdx* at = indices + i;
                Primitive primitive;
                primitive.texture = static_cast<const Texture*>(command.TextureId);
                primitive.clip = clip;
                primitive.corners[0] = vertices + at[0];
                primitive.corners[1] = vertices + at[1];
                primitive.corners[2] = vertices + at[2];
                primitive.bounds = bounds_of(vertices[at[0]], vertices[at[1]], vertices[at[2]]).overlap(clip);
                if (i + 5 < command.ElemCount && at[3] == at[0] && at[4] == at[2] &&
                    is_quad(vertices[at[0]], vertices[at[1]], vertices[at[2]], vertices[at[5]])) {
                    primitive.kind = is_same_texel(vertices[at[0]], vertices[at[2]]) ? Primitive::Kind::solid_quad
                                                                                     : Primitive::Kind::textured_quad;
                    i += 3;
                }
                const bool is_invisible =
                    ((vertices[at[0]].col | vertices[at[1]].col | vertices[at[2]].col) >> 24U) == 0;
                if (!primitive.bounds.is_empty() && !is_invisible) out.push_back(primitive);
            }
        }
    }
}

}  // namespace ui
