// SPDX-License-Identifier: Apache-2.0
#include "ui/rasteriser.h"

#include "appliance/base/secret.h"

namespace ui {

Rasteriser::Rasteriser(int width, int height, const Spans& spans)
    : m_width(width), m_height(height), m_spans(spans), m_damage(width, height),
      m_pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0xff000000U) {}

std::vector<PixelRect> Rasteriser::draw(const ImDrawData& data) {
    collect_primitives(data, {0, 0, m_width, m_height}, m_primitives);
    std::vector<PixelRect> dirty = m_damage.compare(m_primitives);
    for (const PixelRect& area : dirty) {
        for (const Primitive& primitive : m_primitives) {
            const PixelRect window = primitive.bounds.overlap(area);
            if (!window.is_empty()) draw_primitive(primitive, window);
        }
    }
    return dirty;
}

void Rasteriser::forget() { m_damage.forget(); }

void Rasteriser::wipe() {
    base::wipe(m_pixels.data(), m_pixels.size() * sizeof(std::uint32_t));
    m_damage.forget();
}

void Rasteriser::draw_primitive(const Primitive& primitive, const PixelRect& window) {
    const Target target{m_pixels.data(), m_width, m_spans};
    if (primitive.kind == Primitive::Kind::triangle) {
        draw_triangle(target, primitive, window);
    } else {
        draw_quad(target, primitive, window);
    }
}

}  // namespace ui
