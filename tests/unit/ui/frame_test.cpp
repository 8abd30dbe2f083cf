// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ui/player.h"

#include "ui/widgets.h"

#include <gmock/gmock.h>

#include <cstdio>

namespace {

using namespace ui;
using test::Player;

TEST(Frame, IsNotDrawnWhenNothingHappens) {
    Player player([](Kit& kit) { heading(kit, "Waiting"); });
    const std::uint64_t frames = player.loop().frames_shown();
    EXPECT_EQ(frames, 1U);
    player.wait(5000);
    EXPECT_EQ(player.loop().frames_shown(), frames);
    EXPECT_EQ(player.display().frames_shown(), frames);
}

TEST(Frame, ShowsOnlyWhatChanged) {
    int count = 0;
    Player player([&](Kit& kit) {
        kit.column({.gap = 40, .padding = all(40)}, [&] {
            heading(kit, "The rest of the screen stays as it is");
            paragraph(kit, std::to_string(count));
        });
    });
    const std::uint64_t before = player.display().pixels_copied();
    ++count;
    player.change();
    player.look();
    const std::uint64_t changed = player.display().pixels_copied() - before;
    EXPECT_GT(changed, 0U);
    EXPECT_LE(changed, 4U * 64 * 64);
}

TEST(Frame, IsTheSameEveryTime) {
    const auto build = [](Kit& kit) {
        kit.column({.gap = 20, .padding = all(40)}, [&] {
            heading(kit, "Sign here, Mara");
            (void)button(kit, "a", {.label = "Undo", .icon = Icon::undo, .tone = ButtonTone::primary});
            qr_code(kit, "qr", "Receipt", "https://example.org", 300);
        });
    };
    Player one(build), other(build);
    EXPECT_TRUE(std::equal(one.display().pixels().begin(), one.display().pixels().end(), other.display().pixels().begin()));
}

TEST(Button, IsPressedOnceByATapInsideIt) {
    int presses = 0;
    Player player([&](Kit& kit) { if (button(kit, "go", {.label = "Go"})) ++presses; });
    player.tap("go");
    player.wait(200);
    EXPECT_EQ(presses, 1);
}

TEST(Button, IsNotPressedWhenTheTouchBeganOrEndedElsewhere) {
    int presses = 0;
    Player player([&](Kit& kit) { if (button(kit, "go", {.label = "Go"})) ++presses; });
    const Point inside = player.rect("go").center(), outside{900, 600};
    player.input.press(outside);
    player.input.move(inside);
    player.input.release(inside);
    player.look();
    player.input.press(inside);
    player.input.move(outside);
    player.input.release(outside);
    player.wait(100);
    EXPECT_EQ(presses, 0);
}

TEST(Button, IgnoresTouchesWhenDisabled) {
    int presses = 0;
    Player player([&](Kit& kit) { if (button(kit, "go", {.label = "Go", .is_enabled = false})) ++presses; });
    player.tap("go");
    player.wait(100);
    EXPECT_EQ(presses, 0);
    EXPECT_FALSE(player.semantics().find("go")->is_target);
}

TEST(Button, BelowADialogCannotBeReached) {
    int below = 0, above = 0;
    bool is_open = true;
    Player player([&](Kit& kit) {
        kit.column({.width = fill(), .height = fill()}, [&] { if (button(kit, "below", {.label = "Below", .is_wide = true})) ++below; });
        if (is_open) dialog(kit, "ask", "Ask", [&] { if (button(kit, "above", {.label = "Above"})) ++above; });
    });
    player.input.tap({40, 40});
    player.look();
    EXPECT_EQ(below, 0);
    EXPECT_EQ(player.semantics().find("below"), nullptr);
    player.tap("above");
    EXPECT_EQ(above, 1);
    is_open = false;
    player.change();
    player.look();
    player.tap("below");
    EXPECT_EQ(below, 1);
}

TEST(Keypad, MovesTheFocusAndSelects) {
    std::vector<std::string> pressed;
    Player player([&](Kit& kit) {
        kit.row({.gap = 20, .padding = all(20)}, [&] {
            for (const char* id : {"one", "two", "three"}) {
                if (button(kit, id, {.label = id})) pressed.push_back(id);
            }
            if (button(kit, "back", {.label = "Back", .is_back = true})) pressed.push_back("back");
        });
    });
    player.key(Key::next);
    player.key(Key::select);
    player.key(Key::right);
    player.key(Key::select);
    player.key(Key::previous);
    player.key(Key::previous);
    player.key(Key::select);
    player.key(Key::back);
    EXPECT_THAT(pressed, testing::ElementsAre("one", "two", "back", "back"));
}

TEST(Hold, ConfirmsOnlyAfterItsFullTime) {
    int confirmed = 0;
    Player player([&](Kit& kit) { if (hold_to_confirm(kit, "hold", "Hold to sign", "Keep holding")) ++confirmed; });
    const Point at = player.rect("hold").center();
    player.input.press(at);
    player.wait(1300);
    player.input.release(at);
    player.wait(500);
    EXPECT_EQ(confirmed, 0);
    player.input.press(at);
    player.wait(1600);
    EXPECT_EQ(confirmed, 1);
    player.wait(4000);  // still held: once is enough
    player.input.release(at);
    player.wait(100);
    EXPECT_EQ(confirmed, 1);
}

TEST(Hold, DoesNotAddUpShortTouches) {
    int confirmed = 0;
    Player player([&](Kit& kit) { if (hold_to_confirm(kit, "hold", "Hold to sign", "Keep holding")) ++confirmed; });
    for (int i = 0; i < 10; ++i) {
        player.tap("hold");
        player.wait(300);
    }
    EXPECT_EQ(confirmed, 0);
}

TEST(Hold, TakesTwoSelectionsByKeypad) {
    int confirmed = 0;
    Player player([&](Kit& kit) { if (hold_to_confirm(kit, "hold", "Hold to sign", "Keep holding")) ++confirmed; });
    player.key(Key::next);
    player.key(Key::select);
    EXPECT_EQ(confirmed, 0);
    EXPECT_EQ(player.semantics().find("hold")->meaning.hint, "Press again to confirm");
    player.key(Key::select);
    EXPECT_EQ(confirmed, 1);
}

TEST(Digits, ArriveFromTheKeypadAndFromRealKeysInOrder) {
    std::string digits;
    Player player([&](Kit& kit) {
        if (const auto key = keypad(kit, "pad")) {
            if (key->is_erase && !digits.empty()) digits.pop_back();
            digits += key->typed;
        }
    });
    player.tap("pad.4");
    player.tap("pad.0");
    player.input.type("71x3");  // a letter is no digit
    player.look();
    player.input.key(Key::erase);
    player.look();
    player.tap("pad.erase");
    EXPECT_EQ(digits, "407");
}

TEST(Keyboard, TypesOneCapitalAtATime) {
    std::string text;
    Player player([&](Kit& kit) {
        if (const auto key = keyboard(kit, "keys", KeyLayout::english)) text += key->typed;
    }, 1600, 900);
    player.tap("keys.shift");
    player.tap("keys.M");
    player.tap("keys.a");
    player.tap("keys.space");
    player.tap("keys.shift");
    player.tap("keys.K");
    EXPECT_EQ(text, "Ma K");
}

TEST(Pad, HandsOverEverySampleUntouched) {
    std::vector<PointerSample> got;
    std::vector<bool> begins;
    Player player([&](Kit& kit) {
        kit.column({.padding = all(60), .width = fill(), .height = fill()}, [&] {
            if (const auto drawn = signature_pad(kit, "pad", {.name = "Signature", .hint = "Sign"})) {
                begins.push_back(drawn->begins_stroke);
                got.insert(got.end(), drawn->samples.begin(), drawn->samples.end());
            }
        });
    });
    const Rect pad = player.rect("pad");
    std::vector<PointerSample> sent;
    for (int i = 0; i < 200; ++i) {
        const float t = static_cast<float>(i);
        sent.push_back({.t_us = 1'000'000 + i * 5013, .x = pad.x + 100 + t * 2.25F, .y = pad.y + 80 + 40 * std::sin(t / 9),
                        .pressure = 0.25F + 0.002F * t, .tilt_x = 30 + t / 10, .tilt_y = -12, .tool = Tool::pen, .contact = i < 199});
        player.input.push(sent.back());
        if (i % 7 == 0) player.look();
    }
    player.look();
    ASSERT_EQ(got.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i) {
        PointerSample expected = sent[i];
        expected.x -= pad.x;
        expected.y -= pad.y;
        ASSERT_EQ(got[i], expected) << i;
    }
    EXPECT_TRUE(begins.front());
    EXPECT_EQ(std::count(begins.begin(), begins.end(), true), 1);
}

TEST(Pad, KeepsAStrokeThatRunsOverAButton) {
    int presses = 0;
    std::size_t samples = 0;
    Player player([&](Kit& kit) {
        kit.column({.gap = 20, .padding = all(40), .width = fill(), .height = fill()}, [&] {
            if (button(kit, "clear", {.label = "Clear"})) ++presses;
            if (const auto drawn = signature_pad(kit, "pad", {.name = "Signature", .hint = "Sign"})) samples += drawn->samples.size();
        });
    });
    const Point clear = player.rect("clear").center(), pad = player.rect("pad").center();
    player.input.press(pad);
    player.input.move(clear);
    player.input.release(clear);
    player.wait(60);
    EXPECT_EQ(presses, 0);
    EXPECT_EQ(samples, 3U);
}

TEST(Scroll, FollowsTheFingerAndSparesTheButtonUnderIt) {
    int presses = 0;
    ScrollState state;
    Player player([&](Kit& kit) {
        state = scroll_state(kit, "list");
        scroll_area(kit, "list", {.gap = 10, .width = fill(), .height = fill()}, [&] {
            for (int i = 0; i < 40; ++i) {
                if (button(kit, "b" + std::to_string(i), {.label = "Row " + std::to_string(i), .is_wide = true})) ++presses;
            }
        });
    });
    player.input.press({400, 600});
    for (int y = 590; y >= 300; y -= 10) player.input.move({400, static_cast<float>(y)});
    player.input.release({400, 300});
    player.wait(50);
    EXPECT_EQ(presses, 0);
    EXPECT_NEAR(state.offset, 290, 20);
    EXPECT_FALSE(state.is_at_end());
    for (int i = 0; i < 200; ++i) player.input.wheel({400, 400}, 1);
    player.wait(50);
    EXPECT_TRUE(state.is_at_end());
}

TEST(Scroll, BringsTheFocusIntoView) {
    Player player([&](Kit& kit) {
        scroll_area(kit, "list", {.gap = 10, .width = fill(), .height = fill()}, [&] {
            for (int i = 0; i < 30; ++i) (void)button(kit, "b" + std::to_string(i), {.label = "Row", .is_wide = true});
        });
    });
    for (int i = 0; i < 21; ++i) player.key(Key::next);
    player.wait(50);
    EXPECT_TRUE(player.semantics().find("b20")->is_in_view);
    EXPECT_FALSE(player.semantics().find("b0")->is_in_view);
}

TEST(Person, IsForgottenAtTheDoor) {
    std::string name = "Mara Keller";
    Player player([&](Kit& kit) { heading(kit, name); });
    player.loop().forget_person();
    for (std::uint32_t pixel : player.loop().frame().pixels) ASSERT_EQ(pixel & 0xffffffU, 0U);
    EXPECT_TRUE(player.semantics().nodes.empty());
    name = "Next";
    player.look();
    EXPECT_EQ(player.semantics().nodes.front().meaning.name, "Next");
}

TEST(Motion, EndsAndThenNoFramesAreDrawn) {
    bool is_second = false;
    Player player([&](Kit& kit) {
        const Option options[] = {{"draw", "Draw"}, {"type", "Type"}};
        if (segmented(kit, "way", options, is_second ? 1 : 0)) is_second = true;
    });
    player.prefer({.is_reduced_motion = false});
    player.wait(50);
    player.tap("way.type");
    EXPECT_TRUE(is_second);
    player.wait(1500);
    const std::uint64_t frames = player.loop().frames_shown();
    EXPECT_GT(frames, 8U);  // the thumb glided
    player.wait(1000);
    EXPECT_EQ(player.loop().frames_shown(), frames);
}

TEST(Motion, IsOffWhereItIsReduced) {
    bool is_second = false;
    Player player([&](Kit& kit) {
        const Option options[] = {{"draw", "Draw"}, {"type", "Type"}};
        if (segmented(kit, "way", options, is_second ? 1 : 0)) is_second = true;
    });
    const std::uint64_t frames = player.loop().frames_shown();
    player.tap("way.type");
    player.wait(500);
    EXPECT_LE(player.loop().frames_shown(), frames + 3);
}

TEST(Code, IsReadByAnIndependentReader) {
    if (std::system("command -v zbarimg >/dev/null 2>&1") != 0) GTEST_SKIP() << "zbar-tools is not installed";
    const std::string content = "https://verify.northgate.example/r/NDS-4F7K#9d2b6a0c77e1";
    for (Contrast contrast : {Contrast::light, Contrast::high}) {
        Player player([&](Kit& kit) { kit.column({.padding = all(60)}, [&] { qr_code(kit, "qr", "Receipt", content, 340); }); });
        player.prefer({.contrast = contrast, .is_reduced_motion = true});
        player.look();
        const std::string path = testing::TempDir() + "code.png";
        ASSERT_TRUE(save_png(player.loop().frame(), path));
        std::FILE* pipe = popen(("zbarimg -q --raw " + path).c_str(), "r");
        char line[256] = {};
        ASSERT_NE(std::fgets(line, sizeof line, pipe), nullptr);
        pclose(pipe);
        EXPECT_EQ(std::string(line), content + "\n");
    }
}

}  // namespace
