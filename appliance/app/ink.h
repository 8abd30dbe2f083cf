// SPDX-License-Identifier: Apache-2.0
// A drawn signature as it came from the pen: never resampled, never smoothed. What
// is shown and printed is derived from it.
#pragma once

#include <cstdint>
#include <vector>

namespace app {

struct InkSample {
    std::int64_t t_us = 0;    // since the first sample of the ceremony
    float x = 0, y = 0;       // millimetres from the pad's top left
    float pressure = -1;      // 0..1; -1 when the digitiser has none
    float tilt_x = 0, tilt_y = 0;  // degrees
    bool is_contact = true;   // false: the pen hovers between strokes

    bool operator==(const InkSample&) const = default;
};

struct Ink {
    float pad_width_mm = 0;
    float pad_height_mm = 0;
    std::vector<std::vector<InkSample>> strokes;

    bool is_empty() const { return strokes.empty(); }
    bool operator==(const Ink&) const = default;
};

}  // namespace app
