// SPDX-License-Identifier: Apache-2.0
// One coverage texture that holds everything small: text, icons, shadows, and a white
// texel. One texture means one draw command, whatever is drawn.
#pragma once

#include "ui/geometry.h"
#include "ui/texture.h"

#include <optional>
#include <vector>

namespace ui {

class Atlas {
public:
    Atlas(int width, int height);

    // Room for width x height texels, kept one texel from its neighbours. Nothing when full.
    std::optional<PixelRect> allocate(int width, int height);
    // Zeroes every texel and forgets every allocation. What was drawn from it is stale.
    void wipe();

    Texture& texture() { return m_texture; }
    const Texture& texture() const { return m_texture; }
    // Centre of a texel of full coverage, in texture coordinates 0..1.
    Point white() const;
    // Counts wipes: an allocation of an earlier epoch is not valid any more.
    std::uint64_t epoch() const { return m_texture.version; }

private:
    struct Shelf {
        int top, height, used;
    };
    void place_white();

    Texture m_texture;
    std::vector<Shelf> m_shelves;
    int m_bottom = 0;
};

}  // namespace ui
