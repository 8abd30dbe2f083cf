// SPDX-License-Identifier: Apache-2.0
// The inner loops of the rasteriser: runs of pixels in one row. Two sets exist and
// agree to the bit (spans_test): plain C++, and SSE2. CMake picks the file that
// says which is best for the machine it builds for.
//
// Blending is exact: round((source * a + target * (255 - a)) / 255) per channel.
#pragma once

#include "ui/color.h"

#include <cstdint>

namespace ui {

struct Spans {
    // One colour, its alpha applied.
    void (*fill)(std::uint32_t* target, int count, Color color);
    // One colour through a row of coverage.
    void (*mask)(std::uint32_t* target, const std::uint8_t* coverage, int count, Color color);
    // R G B A pixels, their alpha scaled by `alpha`.
    void (*image)(std::uint32_t* target, const std::uint8_t* source, int count, std::uint32_t alpha);
};

const Spans& plain_spans();
const Spans& best_spans();

inline std::uint32_t scale_255(std::uint32_t value, std::uint32_t by) {
    const std::uint32_t product = value * by + 128;
    return (product + (product >> 8U)) >> 8U;
}

// The source is opaque here; `alpha` is its weight.
inline std::uint32_t blend(std::uint32_t target, std::uint32_t source, std::uint32_t alpha) {
    const std::uint32_t rest = 255 - alpha;
    std::uint32_t out = 0xff000000U;
    for (std::uint32_t shift = 0; shift < 24; shift += 8) {
        const std::uint32_t sum = (source >> shift & 0xffU) * alpha + (target >> shift & 0xffU) * rest + 128;
        out |= ((sum + (sum >> 8U)) >> 8U) << shift;
    }
    return out;
}

}  // namespace ui
