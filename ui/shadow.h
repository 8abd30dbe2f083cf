// SPDX-License-Identifier: Apache-2.0
// Soft shadows of rounded boxes: a Gaussian blur of the real shape, made once for each
// radius and softness and cut into nine slices.
#pragma once

#include "ui/atlas.h"

#include <map>
#include <optional>
#include <tuple>

namespace ui {

struct ShadowSlice {
    PixelRect place;   // in the atlas
    int outer = 0;     // how far the shadow reaches outside the box, pixels
    int inner = 0;     // how far inside its edge the shadow still changes
    bool is_whole_x = false;  // the box was too narrow to stretch: use it as it is
    bool is_whole_y = false;
};

class Shadows {
public:
    explicit Shadows(Atlas& atlas) : m_atlas(atlas) {}

    // `softness` is the blur's standard deviation. Nothing when the atlas is full.
    std::optional<ShadowSlice> slice(int width, int height, float radius, float softness);
    void forget() { m_slices.clear(); }

private:
    Atlas& m_atlas;
    std::map<std::tuple<int, int, int, int>, ShadowSlice> m_slices;
};

}  // namespace ui
