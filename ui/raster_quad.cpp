// SPDX-License-Identifier: Apache-2.0
#include "ui/rasteriser.h"

#include "appliance/base/check.h"

#include <array>
#include <cstring>

namespace ui {
namespace {

// Along one axis, where a pixel's centre falls in the texture: the texel before it
// and how far towards the next, in 256ths.
struct Tap {
    int texel = 0;
    int next = 0;
    int weight = 0;
};

struct Axis {
    float first = 0;  // texel coordinate at the centre of pixel 0
    float step = 0;   // texels per pixel
    int size = 0;

    static Axis between(float pos0, float pos1, float uv0, float uv1, int size) {
        Axis axis;
        axis.size = size;
        const float texels = static_cast<float>(size);
        axis.step = pos1 > pos0 ? (uv1 - uv0) * texels / (pos1 - pos0) : 0;
        axis.first = uv0 * texels + (0.5F - pos0) * axis.step - 0.5F;
        return axis;
    }
    Tap tap(int pixel) const {
        const float at = std::clamp(first + step * static_cast<float>(pixel), 0.0F, static_cast<float>(size - 1));
        Tap tap;
        tap.texel = static_cast<int>(at);
        tap.next = std::min(tap.texel + 1, size - 1);
        tap.weight = static_cast<int>((at - static_cast<float>(tap.texel)) * 256.0F);
        return tap;
    }
    // Texel of pixel 0 when pixels and texels coincide.
    bool is_aligned(int& offset) const {
        const float rounded = std::round(first);
        offset = static_cast<int>(rounded);
        return std::abs(step - 1) < 1e-3F && std::abs(first - rounded) < 0.02F;
    }
};

int between(int a, int b, int weight) { return a + ((b - a) * weight >> 8); }

std::uint32_t between_pixels(std::uint32_t a, std::uint32_t b, int weight) {
    std::uint32_t out = 0;
    for (std::uint32_t shift = 0; shift < 32; shift += 8) {
        const int value = between(static_cast<int>(a >> shift & 0xffU), static_cast<int>(b >> shift & 0xffU), weight);
        out |= static_cast<std::uint32_t>(value) << shift;
    }
    return out;
}

std::uint32_t pixel_at(const std::uint8_t* row, int texel) {
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, row + static_cast<std::ptrdiff_t>(texel) * 4, 4);
    return pixel;
}

constexpr int chunk = 512;

// The taps of a run of pixels, found once for all rows of a quad. Most quads are as large
// as their texels and only lie between pixels: then each tap is one texel after the last.
class Taps {
public:
    Taps(const Axis& across, int from, int count) : m_count(count) {
        for (int i = 0; i < count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            m_taps[at] = across.tap(from + i);
            m_weights[at] = static_cast<std::int16_t>(m_taps[at].weight);
            m_is_even = m_is_even && m_taps[at].texel == m_taps[0].texel + i && m_taps[at].next == m_taps[at].texel + 1;
        }
    }

    // Coverage between two rows of texels.
    void mix(const std::uint8_t* above, const std::uint8_t* below, int weight, std::uint8_t* out) const {
        if (m_is_even) {
            mix_even(above + m_taps[0].texel, below + m_taps[0].texel, static_cast<std::int16_t>(weight), out);
            return;
        }
        for (int i = 0; i < m_count; ++i) {
            const Tap& tap = m_taps[static_cast<std::size_t>(i)];
            const int top = between(above[tap.texel], above[tap.next], tap.weight);
            const int bottom = between(below[tap.texel], below[tap.next], tap.weight);
            out[i] = static_cast<std::uint8_t>(between(top, bottom, weight));
        }
    }

private:
    // (b - a) * weight >> 8 as the high half of 16 x 16 bits, which compilers do eight at a time.
    static std::int16_t between_16(std::int16_t a, std::int16_t b, std::int16_t weight) {
        const auto difference = static_cast<std::int16_t>((b - a) * 128);
        const auto twice = static_cast<std::int16_t>(weight * 2);
        return static_cast<std::int16_t>(a + (difference * twice >> 16));
    }
    void mix_even(const std::uint8_t* above, const std::uint8_t* below, std::int16_t weight, std::uint8_t* __restrict__ out) const {
        const std::int16_t* across = m_weights.data();
        for (int i = 0; i < m_count; ++i) {
            const std::int16_t top = between_16(above[i], above[i + 1], across[i]);
            const std::int16_t bottom = between_16(below[i], below[i + 1], across[i]);
            out[i] = static_cast<std::uint8_t>(between_16(top, bottom, weight));
        }
    }

    std::array<Tap, chunk> m_taps;
    std::array<std::int16_t, chunk> m_weights;
    int m_count;
    bool m_is_even = true;
};

void draw_coverage(const Target& target, const Texture& texture, const Axis& across, const Axis& down,
                   const PixelRect& window, Color color) {
    std::array<std::uint8_t, chunk> line{};
    int offset_x = 0, offset_y = 0;
    const bool is_across = across.is_aligned(offset_x);  // both are asked: each answers with its offset
    const bool is_aligned = down.is_aligned(offset_y) && is_across;
    const bool is_inside = is_aligned && window.left + offset_x >= 0 && window.top + offset_y >= 0 &&
                           window.right + offset_x <= texture.width && window.bottom + offset_y <= texture.height;
    // Sides of a nine-slice: texels as they are across, one row of them all the way down.
    const bool is_stretched_down = down.step == 0 && across.is_aligned(offset_x) && window.left + offset_x >= 0 &&
                                   window.right + offset_x <= texture.width;
    const auto row_of = [&](int y) { return target.pixels + static_cast<std::ptrdiff_t>(y) * target.stride; };
    if (is_inside || is_stretched_down) {
        for (int y = window.top; y < window.bottom; ++y) {
            const int texel = is_inside ? y + offset_y : down.tap(y).texel;
            target.spans.mask(row_of(y) + window.left, texture.row(texel) + window.left + offset_x, window.width(), color);
        }
        return;
    }
    if (across.step == 0) {  // the other sides: one value all along
        const Tap tap = across.tap(window.left);
        for (int y = window.top; y < window.bottom; ++y) {
            const Tap row = down.tap(y);
            const int value = between(between(texture.row(row.texel)[tap.texel], texture.row(row.texel)[tap.next], tap.weight),
                                      between(texture.row(row.next)[tap.texel], texture.row(row.next)[tap.next], tap.weight), row.weight);
            const std::uint32_t alpha = scale_255(static_cast<std::uint32_t>(value), color >> 24U);
            target.spans.fill(row_of(y) + window.left, window.width(), (color & 0xffffffU) | alpha << 24U);
        }
        return;
    }
    for (int from = window.left; from < window.right; from += chunk) {
        const int count = std::min(chunk, window.right - from);
        const Taps taps(across, from, count);
        for (int y = window.top; y < window.bottom; ++y) {
            const Tap row = down.tap(y);
            taps.mix(texture.row(row.texel), texture.row(row.next), row.weight, line.data());
            target.spans.mask(row_of(y) + from, line.data(), count, color);
        }
    }
}

void draw_image(const Target& target, const Texture& texture, const Axis& across, const Axis& down,
                const PixelRect& window, std::uint32_t alpha) {
    std::array<std::uint8_t, chunk * 4> line{};
    int offset_x = 0, offset_y = 0;
    const bool is_across = across.is_aligned(offset_x);  // both are asked: each answers with its offset
    const bool is_aligned = down.is_aligned(offset_y) && is_across;
    const bool is_inside = is_aligned && window.left + offset_x >= 0 && window.top + offset_y >= 0 &&
                           window.right + offset_x <= texture.width && window.bottom + offset_y <= texture.height;
    for (int y = window.top; y < window.bottom; ++y) {
        std::uint32_t* pixels = target.pixels + static_cast<std::ptrdiff_t>(y) * target.stride;
        if (is_inside) {
            target.spans.image(pixels + window.left, texture.row(y + offset_y) + static_cast<std::ptrdiff_t>(window.left + offset_x) * 4,
                               window.width(), alpha);
            continue;
        }
        const Tap row = down.tap(y);
        const std::uint8_t* above = texture.row(row.texel);
        const std::uint8_t* below = texture.row(row.next);
        for (int from = window.left; from < window.right; from += chunk) {
            const int count = std::min(chunk, window.right - from);
            for (int i = 0; i < count; ++i) {
                const Tap tap = across.tap(from + i);
                const std::uint32_t top = between_pixels(pixel_at(above, tap.texel), pixel_at(above, tap.next), tap.weight);
                const std::uint32_t bottom = between_pixels(pixel_at(below, tap.texel), pixel_at(below, tap.next), tap.weight);
                const std::uint32_t pixel = between_pixels(top, bottom, row.weight);
                std::memcpy(line.data() + static_cast<std::ptrdiff_t>(i) * 4, &pixel, 4);
            }
            target.spans.image(pixels + from, line.data(), count, alpha);
        }
    }
}

int first_center_from(float edge) { return static_cast<int>(std::ceil(edge - 0.5F)); }

}  // namespace

void draw_quad(const Target& target, const Primitive& primitive, const PixelRect& window) {
    const ImDrawVert& a = *primitive.corners[0];
    const ImDrawVert& c = *primitive.corners[2];
    const PixelRect inside = PixelRect{first_center_from(a.pos.x), first_center_from(a.pos.y),
                                       first_center_from(c.pos.x), first_center_from(c.pos.y)}
                                 .overlap(window);
    if (inside.is_empty()) return;
    if (primitive.kind == Primitive::Kind::solid_quad) {
        for (int y = inside.top; y < inside.bottom; ++y) {
            target.spans.fill(target.pixels + static_cast<std::ptrdiff_t>(y) * target.stride + inside.left,
                              inside.width(), a.col);
        }
        return;
    }
    CHECK(primitive.texture != nullptr);
    const Texture& texture = *primitive.texture;
    const Axis across = Axis::between(a.pos.x, c.pos.x, a.uv.x, c.uv.x, texture.width);
    const Axis down = Axis::between(a.pos.y, c.pos.y, a.uv.y, c.uv.y, texture.height);
    if (texture.format == Texture::Format::coverage) {
        draw_coverage(target, texture, across, down, inside, a.col);
    } else {
        draw_image(target, texture, across, down, inside, a.col >> 24U);
    }
}

}  // namespace ui
