// SPDX-License-Identifier: Apache-2.0
// How well white text is read on a colour, and the colour on white (WCAG 2.2, 1.4.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace provisioning {

// What text needs at least.
inline constexpr double contrast_min = 4.5;

// "#1f4e79", six small hexadecimal digits, as 0xRRGGBB.
std::optional<std::uint32_t> color_from(std::string_view text);

// 1 (white itself) to 21 (black).
double contrast_with_white(std::uint32_t rgb);

// "4.4", rounded down: what is too little is never called enough.
std::string ratio_text(double ratio);

}  // namespace provisioning
