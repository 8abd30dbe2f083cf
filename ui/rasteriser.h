// SPDX-License-Identifier: Apache-2.0
// Turns Dear ImGui's draw lists into pixels on the processor. The same libraries give
// the same pixels on every machine: pixel centres decide (top-left rule), colours are
// interpolated linearly, textures are copied where they lie on whole pixels and
// sampled bilinearly elsewhere.
//
// The first thing drawn must cover the screen: nothing is cleared.
#pragma once

#include "ui/damage.h"
#include "ui/geometry.h"
#include "ui/primitive.h"
#include "ui/spans.h"

#include <imgui.h>

#include <cstdint>
#include <span>
#include <vector>

namespace ui {

class Rasteriser {
public:
    Rasteriser(int width, int height, const Spans& spans = best_spans());

    // Draws what differs from the last call; returns where. Every ImTextureID in
    // `data` is a const Texture*.
    std::vector<PixelRect> draw(const ImDrawData& data);

    // The next draw() redraws everything.
    void forget();
    // Blackens the pixels, then forgets.
    void wipe();

    int width() const { return m_width; }
    int height() const { return m_height; }
    // R G B A, rows top to bottom, opaque.
    std::span<const std::uint32_t> pixels() const { return m_pixels; }

private:
    void draw_primitive(const Primitive& primitive, const PixelRect& window);

    int m_width, m_height;
    const Spans& m_spans;
    DamageTracker m_damage;
    std::vector<Primitive> m_primitives;
    std::vector<std::uint32_t> m_pixels;
};

// The rasteriser's two halves, each drawing into rows of `stride` pixels inside `window`.
struct Target {
    std::uint32_t* pixels;
    int stride;
    const Spans& spans;
};
void draw_quad(const Target& target, const Primitive& primitive, const PixelRect& window);
void draw_triangle(const Target& target, const Primitive& primitive, const PixelRect& window);

}  // namespace ui
