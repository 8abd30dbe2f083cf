// SPDX-License-Identifier: Apache-2.0
#include "ui/text.h"

#include <gtest/gtest.h>

namespace {

using namespace ui;

class Text : public testing::Test {
protected:
    Text() : fonts(std::move(Fonts::open()).value()), atlas(2048, 1024), engine(fonts, atlas) {}

    TextRequest request(std::string_view text, float width = 0, Align align = Align::start, Direction direction = Direction::left_to_right) {
        return {text, {Family::text, 24, 400, 0, 1.4F, false}, width, align, direction, 0};
    }
    // Where the ink begins and ends inside the block's width.
    float left_of(const TextRequest& r) { return engine.block(r)->ink.x; }
    float right_of(const TextRequest& r) {
        const TextBlock* block = engine.block(r);
        return block->ink.x + static_cast<float>(block->place->width());
    }

    Fonts fonts;
    Atlas atlas;
    TextEngine engine;
};

constexpr auto ltr = Direction::left_to_right;
constexpr auto rtl = Direction::right_to_left;
constexpr std::string_view arabic = "وقّع هنا من فضلك";

TEST_F(Text, StandsAtTheStartOfTheInterfaceInEitherScript) {
    for (std::string_view text : {std::string_view("Sign here"), arabic}) {
        EXPECT_LT(left_of(request(text, 600, Align::start, ltr)), 20) << text;
        EXPECT_GT(left_of(request(text, 600, Align::end, ltr)), 300) << text;
        EXPECT_GT(right_of(request(text, 600, Align::start, rtl)), 580) << text;
        EXPECT_LT(right_of(request(text, 600, Align::end, rtl)), 400) << text;
        EXPECT_NEAR(left_of(request(text, 600, Align::center, rtl)) + right_of(request(text, 600, Align::center, rtl)), 600, 12) << text;
    }
}

TEST_F(Text, JoinsArabicLetters) {
    // Joined, the letters are narrower than the sum of their isolated forms.
    const float joined = engine.measure(request("بيت")).width;
    const float apart = engine.measure(request("ب")).width + engine.measure(request("ي")).width + engine.measure(request("ت")).width;
    EXPECT_LT(joined, apart * 0.9F);
}

TEST_F(Text, KeepsTheInterfacesDirectionAroundAnIsolatedName) {
    // "<Mara> 3 pages" in Arabic: the name comes first, which is at the right. Drawn
    // narrow, the Arabic words after it are on the second line, also from the right.
    const std::string sentence = "\u2068MARA KELLER\u2069 صفحات";
    const TextBlock* block = engine.block(request(sentence, 600, Align::start, rtl));
    // Latin capitals are taller than these Arabic letters: find on which side they are.
    const PixelRect place = *block->place;
    const auto ink_in = [&](int from, int to) {
        long ink = 0;
        for (int y = place.top; y < place.top + place.height() / 3; ++y) {
            for (int x = from; x < to; ++x) ink += atlas.texture().row(y)[x];
        }
        return ink;
    };
    const int middle = (place.left + place.right) / 2;
    EXPECT_GT(ink_in(middle, place.right), ink_in(place.left, middle));
}

TEST_F(Text, HasLinesOfOneHeightInEveryScript) {
    EXPECT_EQ(engine.measure(request("Sign here")).height, engine.measure(request(arabic)).height);
}

TEST_F(Text, BreaksTheSameInItsOwnWidth) {
    const std::string sentence = "By touching Sign document I agree that this is my signature and that I mean to sign this document electronically.";
    for (float width = 120; width < 900; width += 37) {
        const Size first = engine.measure(request(sentence, width));
        EXPECT_EQ(engine.measure(request(sentence, first.width)).height, first.height) << width;
    }
}

TEST_F(Text, IsCutWithAnEllipsisWhereLinesAreLimited) {
    TextRequest limited = request("One two three four five six seven eight nine ten", 150);
    const float all = engine.measure(limited).height;
    limited.lines_max = 1;
    EXPECT_LT(engine.measure(limited).height, all);
}

TEST_F(Text, IsRasterisedOnceForAllColours) {
    const TextBlock* first = engine.block(request("Undo"));
    ASSERT_TRUE(first->place);
    EXPECT_EQ(engine.block(request("Undo"))->place, first->place);
    EXPECT_EQ(engine.size(), 1U);
}

TEST_F(Text, LeavesNothingBehindWhenWiped) {
    const PixelRect place = *engine.block(request("Mara Keller"))->place;
    std::size_t ink = 0;
    for (int x = place.left; x < place.right; ++x) ink += atlas.texture().row((place.top + place.bottom) / 2)[x];
    ASSERT_GT(ink, 0U);
    engine.wipe();
    atlas.wipe();
    EXPECT_EQ(engine.size(), 0U);
    for (int y = place.top; y < place.bottom; ++y) {
        for (int x = place.left; x < place.right; ++x) ASSERT_EQ(atlas.texture().row(y)[x], 0) << x << "," << y;
    }
}

TEST_F(Text, SaysWhenTheAtlasIsFull) {
    Atlas tiny(64, 64);
    TextEngine cramped(fonts, tiny);
    EXPECT_EQ(cramped.block(request("Much too long for sixty-four pixels")), nullptr);
}

TEST(Fonts, AreAskedForByFolder) {
    const auto fonts = Fonts::open({"/nonexistent"});
    ASSERT_FALSE(fonts);
    EXPECT_EQ(fonts.fault(), base::Fault::font_missing);
}

}  // namespace
