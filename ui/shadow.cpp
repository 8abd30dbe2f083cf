// SPDX-License-Identifier: Apache-2.0
#include "ui/shadow.h"

#include <cmath>
#include <vector>

namespace ui {
namespace {

// How much of pixel (x, y) a rounded box covers; its corner is at (0, 0).
float box_coverage(float x, float y, float width, float height, float radius) {
    const float dx = std::max({radius - x, x - (width - radius), 0.0F});
    const float dy = std::max({radius - y, y - (height - radius), 0.0F});
    return std::clamp(radius + 0.5F - std::sqrt(dx * dx + dy * dy), 0.0F, 1.0F);
}

std::vector<float> kernel_of(float softness, int reach) {
    std::vector<float> kernel(static_cast<std::size_t>(2 * reach + 1));
    float sum = 0;
    for (int i = -reach; i <= reach; ++i) {
        const float t = static_cast<float>(i) / softness;
        sum += kernel[static_cast<std::size_t>(i + reach)] = std::exp(-t * t / 2);
    }
    for (float& weight : kernel) weight /= sum;
    return kernel;
}

}  // namespace

std::optional<ShadowSlice> Shadows::slice(int width, int height, float radius, float softness) {
    const int outer = static_cast<int>(std::ceil(softness * 2.7F));
    const int inner = static_cast<int>(std::ceil(radius)) + outer;
    const int w = std::min(width, 2 * inner + 1), h = std::min(height, 2 * inner + 1);
    const std::tuple key{w, h, static_cast<int>(radius * 4), static_cast<int>(softness * 4)};
    if (const auto known = m_slices.find(key); known != m_slices.end()) return known->second;
    const int full_w = w + 2 * outer, full_h = h + 2 * outer;
    const auto place = m_atlas.allocate(full_w, full_h);
    if (!place) return std::nullopt;

    const std::vector<float> kernel = kernel_of(softness, outer);
    const std::size_t taps = kernel.size();
    const auto index = [&](int x, int y) { return static_cast<std::size_t>(y) * static_cast<std::size_t>(full_w) + static_cast<std::size_t>(x); };
    std::vector<float> shape(index(0, full_h)), rows(shape.size());
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) {
            shape[index(x + outer, y + outer)] =
                box_coverage(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F, static_cast<float>(w), static_cast<float>(h), radius);
        }
    }
    for (int y = outer; y < full_h - outer; ++y) {
        for (int x = 0; x < full_w; ++x) {
            float sum = 0;
            const int from = std::max(0, outer - x), to = std::min(static_cast<int>(taps), full_w + outer - x);
            for (int t = from; t < to; ++t) sum += shape[index(x + t - outer, y)] * kernel[static_cast<std::size_t>(t)];
            rows[index(x, y)] = sum;
        }
    }
    std::vector<float> line(static_cast<std::size_t>(full_w));
    for (int y = 0; y < full_h; ++y) {
        std::fill(line.begin(), line.end(), 0.0F);
        const int from = std::max(0, outer - y), to = std::min(static_cast<int>(taps), full_h + outer - y);
        for (int t = from; t < to; ++t) {
            const float* source = rows.data() + index(0, y + t - outer);
            const float weight = kernel[static_cast<std::size_t>(t)];
            for (std::size_t x = 0; x < line.size(); ++x) line[x] += source[x] * weight;
        }
        std::uint8_t* target = m_atlas.texture().row(place->top + y) + place->left;
        for (std::size_t x = 0; x < line.size(); ++x) target[x] = static_cast<std::uint8_t>(std::clamp(line[x] * 255.0F + 0.5F, 0.0F, 255.0F));
    }
    return m_slices.emplace(key, ShadowSlice{*place, outer, inner, w < 2 * inner + 1, h < 2 * inner + 1}).first->second;
}

}  // namespace ui
