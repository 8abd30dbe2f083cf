// SPDX-License-Identifier: Apache-2.0
// A colour is four bytes in memory order R G B A (straight alpha), which is also
// what Dear ImGui puts in a vertex.
#pragma once

#include <cstdint>

namespace ui {

using Color = std::uint32_t;

// rgb(0x0F3D46)
constexpr Color rgb(std::uint32_t hex) {
    return 0xff000000U | (hex & 0xffU) << 16U | (hex & 0xff00U) | (hex >> 16U & 0xffU);
}

constexpr Color with_alpha(Color color, float alpha) {
    const float clamped = alpha < 0 ? 0 : alpha > 1 ? 1 : alpha;
    return (color & 0xffffffU) | static_cast<std::uint32_t>(clamped * 255.0F + 0.5F) << 24U;
}

// Component-wise, alpha too: t = 0 gives `a`.
constexpr Color mix(Color a, Color b, float t) {
    Color out = 0;
    for (std::uint32_t shift = 0; shift < 32; shift += 8) {
        const float from = static_cast<float>(a >> shift & 0xffU);
        const float to = static_cast<float>(b >> shift & 0xffU);
        out |= static_cast<std::uint32_t>(from + (to - from) * t + 0.5F) << shift;
    }
    return out;
}

}  // namespace ui
