// SPDX-License-Identifier: Apache-2.0
#include "ui/damage.h"

#include <cstring>

namespace ui {
namespace {

constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;

std::uint64_t stir(std::uint64_t hash, std::uint64_t value) {
    hash = (hash ^ value) * odd;
    return hash ^ hash >> 29U;
}

std::uint64_t hash_of(const Primitive& primitive) {
    std::uint64_t hash = stir(static_cast<std::uint64_t>(primitive.kind) + 1, primitive.texture->version);
    hash = stir(hash, reinterpret_cast<std::uintptr_t>(primitive.texture));
    hash = stir(hash, static_cast<std::uint64_t>(primitive.clip.left) << 48U ^
                          static_cast<std::uint64_t>(primitive.clip.top) << 32U ^
                          static_cast<std::uint64_t>(primitive.clip.right) << 16U ^
                          static_cast<std::uint64_t>(primitive.clip.bottom));
    static_assert(sizeof(ImDrawVert) == 20);
    for (const ImDrawVert* corner : primitive.corners) {
        std::uint64_t words[2];
        std::uint32_t color = 0;
        std::memcpy(words, corner, 16);
        std::memcpy(&color, &corner->col, 4);
        hash = stir(stir(stir(hash, words[0]), words[1]), color);
    }
    return hash;
}

}  // namespace

DamageTracker::DamageTracker(int width, int height)
    : m_width(width), m_height(height), m_columns((width + tile_size - 1) / tile_size),
      m_rows((height + tile_size - 1) / tile_size),
      m_last(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows)), m_current(m_last.size()) {}

void DamageTracker::forget() { m_knows_last = false; }

std::vector<PixelRect> DamageTracker::compare(const std::vector<Primitive>& primitives) {
    std::fill(m_current.begin(), m_current.end(), 0);
    for (const Primitive& primitive : primitives) {
        const std::uint64_t hash = hash_of(primitive);
        const PixelRect& bounds = primitive.bounds;
        for (int row = bounds.top / tile_size; row <= (bounds.bottom - 1) / tile_size; ++row) {
            std::uint64_t* tiles = m_current.data() + row * m_columns;
            for (int column = bounds.left / tile_size; column <= (bounds.right - 1) / tile_size; ++column) {
                tiles[column] = stir(tiles[column], hash);
            }
        }
    }
    std::vector<bool> is_dirty(m_current.size());
    for (std::size_t i = 0; i < m_current.size(); ++i) is_dirty[i] = !m_knows_last || m_current[i] != m_last[i];
    m_last.swap(m_current);
    m_knows_last = true;
    return merge(is_dirty);
}

// Runs of tiles in a row, joined downwards with equal runs.
std::vector<PixelRect> DamageTracker::merge(const std::vector<bool>& is_dirty) const {
    std::vector<PixelRect> out;
    std::size_t open_from = 0;  // rectangles that ended on the row above begin here
    for (int row = 0; row < m_rows; ++row) {
        const std::size_t row_from = out.size();
        std::vector<PixelRect> runs;
        for (int column = 0; column < m_columns; ++column) {
            if (!is_dirty[static_cast<std::size_t>(row * m_columns + column)]) continue;
            const int left = column;
            while (column + 1 < m_columns && is_dirty[static_cast<std::size_t>(row * m_columns + column + 1)]) ++column;
            runs.push_back({left * tile_size, row * tile_size, std::min((column + 1) * tile_size, m_width),
                            std::min((row + 1) * tile_size, m_height)});
        }
        for (const PixelRect& run : runs) {
            bool is_joined = false;
            for (std::size_t i = open_from; i < row_from; ++i) {
                if (out[i].left == run.left && out[i].right == run.right && out[i].bottom == run.top) {
                    out[i].bottom = run.bottom;
                    is_joined = true;
                }
            }
            if (!is_joined) out.push_back(run);
        }
        // A rectangle may keep growing while its bottom is this row's bottom.
        while (open_from < out.size() && out[open_from].bottom <= row * tile_size) ++open_from;
    }
    return out;
}

}  // namespace ui
