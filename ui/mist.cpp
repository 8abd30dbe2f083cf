// SPDX-License-Identifier: Apache-2.0
#include "ui/mist.h"

#include <cstring>

namespace ui {
namespace {

// Corners, edges and middle of a smooth patch, left to right and top to bottom.
using Patch = std::uint32_t[3][3];
constexpr Patch paper = {{0xF7F3EA, 0xE4F0ED, 0xD3E9E9}, {0xF0ECE2, 0xE9EFEC, 0xDEEBEA}, {0xF4E8D4, 0xEFEAE0, 0xECECE8}};
constexpr Patch slate = {{0x10181E, 0x111B21, 0x132027}, {0x0F161C, 0x10191F, 0x111D23}, {0x0E151A, 0x0F171C, 0x101A20}};

void weights(float t, float (&out)[3]) {
    out[0] = (1 - t) * (1 - t);
    out[1] = 2 * t * (1 - t);
    out[2] = t * t;
}

// Triangular noise of one step either way, the same for the same pixel for ever.
float noise(std::uint32_t x, std::uint32_t y, std::uint32_t channel) {
    std::uint32_t hash = x * 0x9E3779B1U ^ (y + 0x7F4A7C15U) * 0x85EBCA77U ^ (channel + 1) * 0xC2B2AE3DU;
    hash = (hash ^ hash >> 15U) * 0x2C1B3C6DU;
    hash = (hash ^ hash >> 12U) * 0x297A2D39U;
    hash ^= hash >> 15U;
    return (static_cast<float>(hash & 0xffffU) + static_cast<float>(hash >> 16U)) / 65536.0F - 1.0F;
}

}  // namespace

Texture make_background(int width, int height, Contrast contrast) {
    const Patch& patch = contrast == Contrast::dark ? slate : paper;
    Texture texture;
    texture.format = Texture::Format::image;
    texture.width = width;
    texture.height = height;
    texture.pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4, 255);
    for (int y = 0; y < height; ++y) {
        float down[3], across[3];
        weights((static_cast<float>(y) + 0.5F) / static_cast<float>(height), down);
        float blended[3][3] = {};  // this row's start, middle and end, by channel
        for (std::size_t j = 0; j < 3; ++j) {
            for (std::uint32_t channel = 0; channel < 3; ++channel) {
                for (std::size_t i = 0; i < 3; ++i) blended[j][channel] += down[i] * static_cast<float>(patch[i][j] >> (16 - 8 * channel) & 0xffU);
            }
        }
        for (int x = 0; x < width; ++x) {
            std::uint8_t* pixel = texture.row(y) + static_cast<std::ptrdiff_t>(x) * 4;
            if (contrast == Contrast::high) {
                std::memset(pixel, 0, 3);
                continue;
            }
            weights((static_cast<float>(x) + 0.5F) / static_cast<float>(width), across);
            for (std::uint32_t channel = 0; channel < 3; ++channel) {
                float value = across[0] * blended[0][channel] + across[1] * blended[1][channel] + across[2] * blended[2][channel];
                value += noise(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), channel);
                pixel[channel] = static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
            }
        }
    }
    return texture;
}

}  // namespace ui
