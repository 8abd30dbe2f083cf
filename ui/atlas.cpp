// SPDX-License-Identifier: Apache-2.0
#include "ui/atlas.h"

#include "appliance/base/secret.h"

#include <cstring>

namespace ui {

Atlas::Atlas(int width, int height) {
    m_texture.format = Texture::Format::coverage;
    m_texture.width = width;
    m_texture.height = height;
    m_texture.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    place_white();
}

void Atlas::place_white() {
    for (int y = 0; y < 4; ++y) std::memset(m_texture.row(y), 255, 4);
    m_shelves = {{0, 5, 5}};
    m_bottom = 5;
}

Point Atlas::white() const {
    return {2.0F / static_cast<float>(m_texture.width), 2.0F / static_cast<float>(m_texture.height)};
}

std::optional<PixelRect> Atlas::allocate(int width, int height) {
    if (width <= 0 || height <= 0 || width >= m_texture.width) return std::nullopt;
    Shelf* best = nullptr;
    for (Shelf& shelf : m_shelves) {
        const bool fits = shelf.height > height && shelf.used + width < m_texture.width;
        // A shelf twice as high as needed wastes more than a new one.
        if (fits && shelf.height <= height * 3 / 2 + 8 && (best == nullptr || shelf.height < best->height)) best = &shelf;
    }
    if (best == nullptr) {
        const int rounded = (height + 1 + 3) / 4 * 4;
        if (m_bottom + rounded > m_texture.height) return std::nullopt;
        m_shelves.push_back({m_bottom, rounded, 0});
        m_bottom += rounded;
        best = &m_shelves.back();
    }
    const PixelRect place{best->used, best->top, best->used + width, best->top + height};
    best->used += width + 1;
    return place;
}

void Atlas::wipe() {
    base::wipe(m_texture.pixels.data(), m_texture.pixels.size());
    ++m_texture.version;
    place_white();
}

}  // namespace ui
