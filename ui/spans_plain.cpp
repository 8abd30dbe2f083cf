// SPDX-License-Identifier: Apache-2.0
#include "ui/spans.h"

#include <algorithm>
#include <cstring>

namespace ui {
namespace {

void fill(std::uint32_t* target, int count, Color color) {
    const std::uint32_t alpha = color >> 24U;
    if (alpha == 255) {
        std::fill_n(target, count, color);
    } else if (alpha != 0) {
        for (int i = 0; i < count; ++i) target[i] = blend(target[i], color, alpha);
    }
}

void mask(std::uint32_t* target, const std::uint8_t* coverage, int count, Color color) {
    const std::uint32_t alpha = color >> 24U;
    for (int i = 0; i < count; ++i) {
        if (coverage[i] != 0) target[i] = blend(target[i], color, scale_255(coverage[i], alpha));
    }
}

void image(std::uint32_t* target, const std::uint8_t* source, int count, std::uint32_t alpha) {
    for (int i = 0; i < count; ++i, source += 4) {
        std::uint32_t pixel = 0;
        std::memcpy(&pixel, source, 4);
        target[i] = blend(target[i], pixel, scale_255(pixel >> 24U, alpha));
    }
}

}  // namespace

const Spans& plain_spans() {
    static constexpr Spans spans{fill, mask, image};
    return spans;
}

}  // namespace ui
