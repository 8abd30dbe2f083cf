// SPDX-License-Identifier: Apache-2.0
#include "ui/pictures.h"

#include "appliance/base/secret.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ui {
namespace {

// Which source texels make up one target texel along an axis, and how much of each.
struct Span {
    int first = 0;
    std::vector<float> weights;
};

std::vector<Span> spans_of(int from, int to) {
    std::vector<Span> spans(static_cast<std::size_t>(to));
    const double ratio = static_cast<double>(from) / to;
    for (int i = 0; i < to; ++i) {
        Span& span = spans[static_cast<std::size_t>(i)];
        double left = i * ratio, right = (i + 1) * ratio;
        if (ratio < 1) {  // growing: blend the two nearest texels
            const double center = (left + right) / 2;
            left = center - 0.5;
            right = center + 0.5;
        }
        const int first = static_cast<int>(std::floor(left)), last = static_cast<int>(std::ceil(right));
        span.first = std::clamp(first, 0, from - 1);
        float sum = 0;
        for (int texel = span.first; texel < std::min(last, from); ++texel) {
            const auto weight = static_cast<float>(std::max(0.0, std::min(right, texel + 1.0) - std::max(left, static_cast<double>(texel))));
            span.weights.push_back(weight);
            sum += weight;
        }
        if (sum <= 0) span.weights.assign(1, sum = 1);
        for (float& weight : span.weights) weight /= sum;
    }
    return spans;
}

}  // namespace

Texture resample(const std::uint8_t* rgba, int width, int height, int to_width, int to_height) {
    Texture out;
    out.format = Texture::Format::image;
    out.width = to_width;
    out.height = to_height;
    out.pixels.resize(static_cast<std::size_t>(to_width) * static_cast<std::size_t>(to_height) * 4);
    const std::vector<Span> across = spans_of(width, to_width), down = spans_of(height, to_height);
    const std::size_t row_bytes = static_cast<std::size_t>(width) * 4;
    std::vector<float> column(row_bytes);
    for (std::size_t y = 0; y < down.size(); ++y) {
        std::fill(column.begin(), column.end(), 0.0F);
        for (std::size_t k = 0; k < down[y].weights.size(); ++k) {
            const std::uint8_t* source = rgba + (static_cast<std::size_t>(down[y].first) + k) * row_bytes;
            const float weight = down[y].weights[k];
            for (std::size_t i = 0; i < row_bytes; ++i) column[i] += static_cast<float>(source[i]) * weight;
        }
        std::uint8_t* target = out.row(static_cast<int>(y));
        for (std::size_t x = 0; x < across.size(); ++x) {
            float sum[4] = {};
            const float* source = column.data() + static_cast<std::size_t>(across[x].first) * 4;
            for (float weight : across[x].weights) {
                for (std::size_t c = 0; c < 4; ++c) sum[c] += source[c] * weight;
                source += 4;
            }
            for (std::size_t c = 0; c < 4; ++c) target[x * 4 + c] = static_cast<std::uint8_t>(std::clamp(sum[c] + 0.5F, 0.0F, 255.0F));
        }
    }
    return out;
}

const Texture& Pictures::scaled(const std::shared_ptr<const void>& owner, const std::uint8_t* rgba, int width, int height,
                                int shown_width, int shown_height) {
    const auto [at, is_new] = m_pictures.try_emplace({owner.get(), shown_width, shown_height});
    Picture& picture = at->second;
    picture.is_used = true;
    if (is_new) {
        picture.owner = owner;
        picture.texture = resample(rgba, width, height, std::max(1, shown_width), std::max(1, shown_height));
        picture.texture.version = ++m_version;
    }
    return picture.texture;
}

void Pictures::drop_unused() {
    for (auto picture = m_pictures.begin(); picture != m_pictures.end();) {
        picture = std::exchange(picture->second.is_used, false) ? std::next(picture) : m_pictures.erase(picture);
    }
}

void Pictures::wipe() {
    for (auto& [key, picture] : m_pictures) base::wipe(picture.texture.pixels.data(), picture.texture.pixels.size());
    m_pictures.clear();
}

}  // namespace ui
