// SPDX-License-Identifier: Apache-2.0
// Chosen by CMake on x86-64, where SSE2 is always there.
#include "ui/spans.h"

#include <cstring>
#include <emmintrin.h>

namespace ui {
namespace {

// (x + 128 + ((x + 128) >> 8)) >> 8 in each of eight 16-bit lanes; x <= 65025.
__m128i divide_by_255(__m128i x) {
    const __m128i biased = _mm_add_epi16(x, _mm_set1_epi16(128));
    return _mm_srli_epi16(_mm_add_epi16(biased, _mm_srli_epi16(biased, 8)), 8);
}

// Four pixels; `weight_low` and `weight_high` hold each pixel's alpha in all four of its lanes.
__m128i blend_four(__m128i target, __m128i source, __m128i weight_low, __m128i weight_high) {
    const __m128i zero = _mm_setzero_si128();
    const __m128i full = _mm_set1_epi16(255);
    const __m128i low = _mm_add_epi16(
        _mm_mullo_epi16(_mm_unpacklo_epi8(source, zero), weight_low),
        _mm_mullo_epi16(_mm_unpacklo_epi8(target, zero), _mm_sub_epi16(full, weight_low)));
    const __m128i high = _mm_add_epi16(
        _mm_mullo_epi16(_mm_unpackhi_epi8(source, zero), weight_high),
        _mm_mullo_epi16(_mm_unpackhi_epi8(target, zero), _mm_sub_epi16(full, weight_high)));
    const __m128i out = _mm_packus_epi16(divide_by_255(low), divide_by_255(high));
    return _mm_or_si128(out, _mm_set1_epi32(static_cast<int>(0xff000000U)));
}

__m128i load(const std::uint32_t* pixels) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixels)); }
void store(std::uint32_t* pixels, __m128i value) { _mm_storeu_si128(reinterpret_cast<__m128i*>(pixels), value); }

// Spreads four 16-bit weights (lanes 0..3) over the channels of their pixels.
void spread(__m128i weights, __m128i& low, __m128i& high) {
    const __m128i pairs = _mm_unpacklo_epi16(weights, weights);  // 0 0 1 1 2 2 3 3
    low = _mm_unpacklo_epi32(pairs, pairs);
    high = _mm_unpackhi_epi32(pairs, pairs);
}

void fill(std::uint32_t* target, int count, Color color) {
    const std::uint32_t alpha = color >> 24U;
    if (alpha == 0) return;
    const __m128i source = _mm_set1_epi32(static_cast<int>(color));
    if (alpha == 255) {
        int i = 0;
        for (; i + 4 <= count; i += 4) store(target + i, source);
        for (; i < count; ++i) target[i] = color;
        return;
    }
    const __m128i weight = _mm_set1_epi16(static_cast<short>(alpha));
    int i = 0;
    for (; i + 4 <= count; i += 4) store(target + i, blend_four(load(target + i), source, weight, weight));
    for (; i < count; ++i) target[i] = blend(target[i], color, alpha);
}

void mask(std::uint32_t* target, const std::uint8_t* coverage, int count, Color color) {
    const std::uint32_t alpha = color >> 24U;
    const __m128i source = _mm_set1_epi32(static_cast<int>(color));
    const __m128i scale = _mm_set1_epi16(static_cast<short>(alpha));
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        std::uint32_t four = 0;
        std::memcpy(&four, coverage + i, 4);
        if (four == 0) continue;
        const __m128i wide = _mm_unpacklo_epi8(_mm_cvtsi32_si128(static_cast<int>(four)), _mm_setzero_si128());
        __m128i low{}, high{};
        spread(divide_by_255(_mm_mullo_epi16(wide, scale)), low, high);
        store(target + i, blend_four(load(target + i), source, low, high));
    }
    for (; i < count; ++i) {
        if (coverage[i] != 0) target[i] = blend(target[i], color, scale_255(coverage[i], alpha));
    }
}

void image(std::uint32_t* target, const std::uint8_t* source, int count, std::uint32_t alpha) {
    const __m128i scale = _mm_set1_epi16(static_cast<short>(alpha));
    const __m128i opaque = _mm_set1_epi32(static_cast<int>(0xff000000U));
    int i = 0;
    for (; i + 4 <= count; i += 4) {
        const __m128i pixels = _mm_loadu_si128(reinterpret_cast<const __m128i*>(source + static_cast<std::ptrdiff_t>(i) * 4));
        if (alpha == 255 &&
            _mm_movemask_epi8(_mm_cmpeq_epi32(_mm_and_si128(pixels, opaque), opaque)) == 0xffff) {
            store(target + i, pixels);
            continue;
        }
        const __m128i alphas = _mm_packs_epi32(_mm_srli_epi32(pixels, 24), _mm_setzero_si128());
        __m128i low{}, high{};
        spread(divide_by_255(_mm_mullo_epi16(alphas, scale)), low, high);
        store(target + i, blend_four(load(target + i), pixels, low, high));
    }
    for (; i < count; ++i) {
        std::uint32_t pixel = 0;
        std::memcpy(&pixel, source + static_cast<std::ptrdiff_t>(i) * 4, 4);
        target[i] = blend(target[i], pixel, scale_255(pixel >> 24U, alpha));
    }
}

}  // namespace

const Spans& best_spans() {
    static constexpr Spans spans{fill, mask, image};
    return spans;
}

}  // namespace ui
