// SPDX-License-Identifier: Apache-2.0
#include "ui/rasteriser.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <vector>

namespace {

using namespace ui;

// A texture of one white texel, as far as solid shapes care.
Texture white_texture() {
    Texture texture;
    texture.width = texture.height = 4;
    texture.pixels.assign(16, 255);
    return texture;
}

// Draw data made by hand, so that the rasteriser is tested without ImGui's own state.
class Drawing {
public:
    Drawing(int width, int height) : m_list(nullptr) {
        m_data.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
        rect(0, 0, static_cast<float>(width), static_cast<float>(height), rgb(0xFFFFFF));
    }
    void use(const Texture& texture) { m_texture = const_cast<Texture*>(&texture); }
    void clip(float left, float top, float right, float bottom) { m_clip = {left, top, right, bottom}; }
    void triangle(ImVec2 a, ImVec2 b, ImVec2 c, Color color) { triangle({a, {0, 0}, color}, {b, {0, 0}, color}, {c, {0, 0}, color}); }
    void triangle(ImDrawVert a, ImDrawVert b, ImDrawVert c) {
        command(3);
        for (const ImDrawVert& vertex : {a, b, c}) push(vertex);
        for (int i = 3; i > 0; --i) m_list.IdxBuffer.push_back(static_cast<ImDrawIdx>(m_list.VtxBuffer.Size - i));
    }
    void rect(float left, float top, float right, float bottom, Color color, ImVec2 uv0 = {0, 0}, ImVec2 uv1 = {0, 0}) {
        command(6);
        const auto first = static_cast<ImDrawIdx>(m_list.VtxBuffer.Size);
        push({{left, top}, uv0, color});
        push({{right, top}, {uv1.x, uv0.y}, color});
        push({{right, bottom}, uv1, color});
        push({{left, bottom}, {uv0.x, uv1.y}, color});
        for (int i : {0, 1, 2, 0, 2, 3}) m_list.IdxBuffer.push_back(static_cast<ImDrawIdx>(first + i));
    }
    const ImDrawData& data() {
        m_lists[0] = &m_list;
        m_data.CmdLists = m_lists;
        m_data.CmdListsCount = 1;
        return m_data;
    }

private:
    void push(const ImDrawVert& vertex) { m_list.VtxBuffer.push_back(vertex); }
    void command(unsigned count) {
        ImDrawCmd command;
        command.ClipRect = m_clip;
        command.TextureId = m_texture;
        command.IdxOffset = static_cast<unsigned>(m_list.IdxBuffer.Size);
        command.ElemCount = count;
        m_list.CmdBuffer.push_back(command);
    }
    static inline const Texture m_white = white_texture();
    ImDrawList m_list;
    ImDrawList* m_lists[1] = {};
    ImDrawData m_data;
    ImVec4 m_clip{-10000, -10000, 10000, 10000};
    Texture* m_texture = const_cast<Texture*>(&m_white);
};

std::uint32_t at(const Rasteriser& rasteriser, int x, int y) {
    return rasteriser.pixels()[static_cast<std::size_t>(y * rasteriser.width() + x)];
}

TEST(Spans, AgreeToTheBitInBothFiles) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        const int count = 1 + static_cast<int>(random() % 37);
        std::vector<std::uint32_t> plain(40), fast, source(40);
        std::vector<std::uint8_t> coverage(40);
        for (auto& pixel : plain) pixel = static_cast<std::uint32_t>(random()) | 0xff000000U;
        for (auto& pixel : source) pixel = static_cast<std::uint32_t>(random());
        for (auto& value : coverage) value = random() % 3 == 0 ? 0 : random() % 3 == 0 ? 255 : static_cast<std::uint8_t>(random());
        fast = plain;
        const auto color = static_cast<Color>(random());
        plain_spans().fill(plain.data(), count, color);
        best_spans().fill(fast.data(), count, color);
        ASSERT_EQ(plain, fast);
        plain_spans().mask(plain.data(), coverage.data(), count, color);
        best_spans().mask(fast.data(), coverage.data(), count, color);
        ASSERT_EQ(plain, fast);
        plain_spans().image(plain.data(), reinterpret_cast<const std::uint8_t*>(source.data()), count, color >> 24U);
        best_spans().image(fast.data(), reinterpret_cast<const std::uint8_t*>(source.data()), count, color >> 24U);
        ASSERT_EQ(plain, fast);
    }
}

TEST(Spans, RoundTheExactBlend) {
    for (std::uint32_t alpha = 0; alpha < 256; ++alpha) {
        for (std::uint32_t target : {0U, 1U, 100U, 254U, 255U}) {
            const std::uint32_t exact = (2 * (200 * alpha + target * (255 - alpha)) + 255) / 510;
            EXPECT_EQ(blend(0xff000000U | target, 200, alpha) & 0xffU, exact) << alpha << " over " << target;
        }
    }
}

TEST(Rasteriser, DrawsEachPixelOnceWhereTrianglesMeet) {
    // A fan of half-transparent triangles: a pixel drawn twice, or not at all, has another colour.
    Drawing drawing(200, 200);
    const ImVec2 center{97.3F, 101.7F};
    std::vector<ImVec2> rim;
    for (int i = 0; i <= 40; ++i) rim.push_back({i == 40 ? 180.5F : 20.25F + 4.0F * static_cast<float>(i), 15.5F});
    for (int i = 0; i <= 40; ++i) rim.push_back({180.5F, 15.5F + 4.1F * static_cast<float>(i)});
    rim.push_back({20.25F, 179.5F});
    rim.push_back(rim.front());
    for (std::size_t i = 0; i + 1 < rim.size(); ++i) drawing.triangle(center, rim[i], rim[i + 1], with_alpha(rgb(0x000000), 0.5F));
    Rasteriser rasteriser(200, 200);
    rasteriser.draw(drawing.data());
    const std::uint32_t inside = at(rasteriser, 100, 100);
    for (int y = 16; y < 179; ++y) {
        for (int x = 21; x < 180; ++x) ASSERT_EQ(at(rasteriser, x, y), inside) << x << "," << y;
    }
}

TEST(Rasteriser, KeepsToTheClipRectangle) {
    Drawing drawing(100, 100);
    drawing.clip(10, 20, 30, 40);
    drawing.rect(0, 0, 100, 100, rgb(0xFF0000));
    drawing.triangle({-50, -50}, {300, -50}, {-50, 300}, rgb(0xFF0000));
    Rasteriser rasteriser(100, 100);
    rasteriser.draw(drawing.data());
    for (int y = 0; y < 100; ++y) {
        for (int x = 0; x < 100; ++x) {
            const bool is_inside = x >= 10 && x < 30 && y >= 20 && y < 40;
            ASSERT_EQ(at(rasteriser, x, y), is_inside ? rgb(0xFF0000) : rgb(0xFFFFFF));
        }
    }
}

TEST(Rasteriser, CopiesTexelsThatLieOnPixels) {
    Texture texture;
    texture.format = Texture::Format::image;
    texture.width = texture.height = 16;
    for (std::uint32_t i = 0; i < 256; ++i) {
        for (std::uint32_t byte : {i, 255 - i, i / 2, 255U}) texture.pixels.push_back(static_cast<std::uint8_t>(byte));
    }
    Drawing drawing(64, 64);
    drawing.use(texture);
    drawing.rect(5, 7, 21, 23, rgb(0xFFFFFF), {0, 0}, {1, 1});
    Rasteriser rasteriser(64, 64);
    rasteriser.draw(drawing.data());
    EXPECT_EQ(at(rasteriser, 5, 7) & 0xffU, 0U);
    EXPECT_EQ(at(rasteriser, 5 + 3, 7 + 2) & 0xffU, 35U);
    EXPECT_EQ(at(rasteriser, 20, 22) & 0xffU, 255U);
    EXPECT_EQ(at(rasteriser, 21, 22), rgb(0xFFFFFF));
}

TEST(Rasteriser, InterpolatesAlphaAcrossAFringe) {
    Drawing drawing(64, 64);
    const Color dark = rgb(0x000000), clear = dark & 0xffffffU;
    drawing.triangle({{0, 0}, {0, 0}, dark}, {{64, 0}, {0, 0}, clear}, {{0, 64}, {0, 0}, dark});
    Rasteriser rasteriser(64, 64);
    rasteriser.draw(drawing.data());
    std::uint32_t last = 0;
    for (int x = 0; x < 60; ++x) {
        const std::uint32_t grey = at(rasteriser, x, 0) & 0xffU;
        EXPECT_GE(grey, last);
        EXPECT_NEAR(static_cast<double>(grey), (x + 0.5) / 64 * 255, 2);
        last = grey;
    }
}

TEST(Damage, IsNothingWhenNothingChanged) {
    Drawing drawing(500, 400);
    drawing.rect(100, 100, 300, 200, rgb(0x00FF00));
    Rasteriser rasteriser(500, 400);
    EXPECT_FALSE(rasteriser.draw(drawing.data()).empty());
    EXPECT_TRUE(rasteriser.draw(drawing.data()).empty());
}

TEST(Damage, CoversWhatMovedAndLittleMore) {
    Rasteriser rasteriser(640, 640);
    Drawing before(640, 640), after(640, 640);
    before.rect(70, 70, 90, 90, rgb(0x00FF00));
    after.rect(200, 70, 220, 90, rgb(0x00FF00));
    rasteriser.draw(before.data());
    const auto dirty = rasteriser.draw(after.data());
    ASSERT_EQ(dirty.size(), 2U);
    EXPECT_EQ(dirty[0], (PixelRect{64, 64, 128, 128}));
    EXPECT_EQ(dirty[1], (PixelRect{192, 64, 256, 128}));
}

TEST(Damage, GivesTheSamePixelsAsDrawingEverything) {
    std::mt19937 random(11);
    const auto somewhere = [&] { return static_cast<float>(random() % 6400) / 10.0F; };
    Rasteriser kept(640, 480);
    for (int round = 0; round < 40; ++round) {
        Drawing drawing(640, 480);
        for (unsigned i = 0; i < 1 + random() % 12; ++i) {
            const auto color = static_cast<Color>(random());
            if (random() % 2 == 0) drawing.triangle({somewhere(), somewhere()}, {somewhere(), somewhere()}, {somewhere(), somewhere()}, color);
            else drawing.rect(40, 30, 40 + somewhere() / 2, 30 + somewhere() / 2, color);
        }
        Rasteriser fresh(640, 480);
        kept.draw(drawing.data());
        fresh.draw(drawing.data());
        ASSERT_TRUE(std::equal(kept.pixels().begin(), kept.pixels().end(), fresh.pixels().begin())) << "round " << round;
    }
}

}  // namespace
