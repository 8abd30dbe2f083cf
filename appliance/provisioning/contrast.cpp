// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/contrast.h"

#include <charconv>
#include <cmath>

namespace provisioning {
namespace {

// WCAG 2.2, relative luminance: of a part of 0 to 255, linear.
double linear(std::uint32_t part) {
    const double value = static_cast<double>(part) / 255;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

}  // namespace

std::optional<std::uint32_t> color_from(std::string_view text) {
    if (text.size() != 7 || text.front() != '#' || text.find_first_not_of("0123456789abcdef", 1) != std::string_view::npos) return std::nullopt;
    std::uint32_t rgb = 0;
    std::from_chars(text.data() + 1, text.data() + text.size(), rgb, 16);
    return rgb;
}

double contrast_with_white(std::uint32_t rgb) {
    const double luminance = 0.2126 * linear(rgb >> 16U & 0xffU) + 0.7152 * linear(rgb >> 8U & 0xffU) + 0.0722 * linear(rgb & 0xffU);
    return 1.05 / (luminance + 0.05);
}

std::string ratio_text(double ratio) {
    const auto tenths = static_cast<int>(ratio * 10);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

}  // namespace provisioning
