// SPDX-License-Identifier: Apache-2.0
// Which parts of the screen differ from the last frame, found without looking at
// pixels: every primitive's content is hashed into the 64-pixel tiles it touches,
// and a tile whose hash changed is drawn again.
#pragma once

#include "ui/geometry.h"
#include "ui/primitive.h"

#include <cstdint>
#include <vector>

namespace ui {

class DamageTracker {
public:
    static constexpr int tile_size = 64;

    DamageTracker(int width, int height);

    // Rectangles to redraw, whole tiles cut to the screen, not overlapping.
    std::vector<PixelRect> compare(const std::vector<Primitive>& primitives);
    // The next comparison reports everything.
    void forget();

private:
    std::vector<PixelRect> merge(const std::vector<bool>& is_dirty) const;

    int m_width, m_height, m_columns, m_rows;
    bool m_knows_last = false;
    std::vector<std::uint64_t> m_last, m_current;
};

}  // namespace ui
