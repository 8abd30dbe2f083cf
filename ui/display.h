// SPDX-License-Identifier: Apache-2.0
// The seam to the panel: something that shows whole frames. On a device it is a KMS
// dumb buffer, on a desk a window, in tests memory.
#pragma once

#include "appliance/base/result.h"
#include "ui/geometry.h"

#include <cstdint>
#include <span>

namespace ui {

// Borrowed from the rasteriser for the length of one call: R G B A, rows top to bottom.
struct FrameView {
    std::span<const std::uint32_t> pixels;
    int width = 0;
    int height = 0;
};

struct Display {
    virtual ~Display() = default;

    virtual int width() const = 0;   // pixels; constant for the display's life
    virtual int height() const = 0;
    // Physical width, for ink in millimetres and targets a finger can hit.
    virtual float width_mm() const = 0;

    // Pixels a unit (see theme.h). A 1280 x 800 tablet is not a small kiosk: it gets fewer
    // units, not smaller fingers.
    virtual float scale() const { return std::min(static_cast<float>(height()) / 1080.0F, static_cast<float>(width()) / 1600.0F); }

    // Shows `frame`, of which only `dirty` differs from the frame before. The pixels
    // are copied before this returns.
    virtual void present(const FrameView& frame, std::span<const PixelRect> dirty) = 0;
};

}  // namespace ui
