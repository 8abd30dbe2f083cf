// SPDX-License-Identifier: Apache-2.0
// How a pen stroke is shown: raw samples in, a smooth line of varying width out. The
// samples themselves are evidence and are never changed here.
//
// One-Euro filter (Casiez, Roussel, Vogel 2012) -> centripetal Catmull-Rom -> width
// from pressure, or from speed where the device has none -> tapered ends.
#pragma once

#include "ui/geometry.h"

#include <cstdint>
#include <span>
#include <vector>

namespace ui {

struct PenPoint {
    std::int64_t t_us = 0;
    Point at;             // pixels
    float pressure = -1;  // 0..1, or -1
};

struct InkPoint {
    Point at;
    float width = 0;  // pixels
};

struct NibStyle {
    float width_min = 2.2F;  // pixels
    float width_max = 5.4F;
    float spacing = 2.2F;    // between resampled points
};

std::vector<InkPoint> ink_path(std::span<const PenPoint> stroke, const NibStyle& nib);

}  // namespace ui
