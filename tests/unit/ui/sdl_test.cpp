// SPDX-License-Identifier: Apache-2.0
// SDL's dummy driver: no screen is needed, and what SDL passes on is what SDL makes of it.
#include "ui/sdl_display.h"
#include "ui/sdl_input.h"

#include <SDL.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

namespace {

using namespace ui;

class Sdl : public testing::Test {
protected:
    Sdl() {
        setenv("SDL_VIDEODRIVER", "dummy", 1);
        auto created = SdlDisplay::create({.title = "test", .width = 320, .height = 200});
        EXPECT_TRUE(created);
        display = std::move(created).value();
    }
    std::unique_ptr<SdlDisplay> display;
};

TEST_F(Sdl, ShowsPixelsInTheWindowsOwnFormat) {
    const std::vector<std::uint32_t> pixels(320 * 200, 0xff2030f0U);  // R f0, G 30, B 20
    const PixelRect dirty[] = {{10, 10, 20, 20}};
    display->present({pixels, 320, 200}, dirty);
    SDL_Window* window = SDL_GetWindowFromID(1);
    ASSERT_NE(window, nullptr);
    const SDL_Surface* surface = SDL_GetWindowSurface(window);
    const auto at = [&](int x, int y) {
        std::uint32_t pixel = 0;
        std::memcpy(&pixel, static_cast<std::uint8_t*>(surface->pixels) + y * surface->pitch + x * surface->format->BytesPerPixel, surface->format->BytesPerPixel);
        std::uint8_t r = 0, g = 0, b = 0;
        SDL_GetRGB(pixel, surface->format, &r, &g, &b);
        return (r << 16) | (g << 8) | b;
    };
    EXPECT_EQ(at(15, 15), 0xf03020);
    EXPECT_EQ(at(25, 15), 0);  // not dirty
}

TEST_F(Sdl, TurnsFingersIntoSamplesAndIgnoresTheSecondOne) {
    SdlInput input(*display);
    (void)input.collect(0);
    const auto push = [](std::uint32_t type, SDL_FingerID finger, float x) {
        SDL_Event event{};
        event.type = type;
        event.tfinger.fingerId = finger;
        event.tfinger.x = x;
        event.tfinger.y = 0.5F;
        SDL_PushEvent(&event);
    };
    push(SDL_FINGERDOWN, 1, 0.25F);
    push(SDL_FINGERDOWN, 2, 0.75F);
    push(SDL_FINGERMOTION, 1, 0.5F);
    push(SDL_FINGERUP, 1, 0.5F);
    const auto events = input.collect(0);
    ASSERT_EQ(events.size(), 3U);
    const auto& first = std::get<PointerSample>(events[0]);
    EXPECT_EQ(first.x, 80);
    EXPECT_EQ(first.y, 100);
    EXPECT_TRUE(first.contact);
    EXPECT_EQ(first.pressure, -1);  // SDL invents 1.0
    EXPECT_FALSE(std::get<PointerSample>(events[2]).contact);
}

TEST_F(Sdl, TurnsKeysIntoThoseOfAKeypad) {
    SdlInput input(*display);
    (void)input.collect(0);
    SDL_Event event{};
    event.type = SDL_KEYDOWN;
    event.key.keysym.sym = SDLK_TAB;
    event.key.keysym.mod = KMOD_LSHIFT;
    SDL_PushEvent(&event);
    event.type = SDL_TEXTINPUT;
    std::strcpy(event.text.text, "7");
    SDL_PushEvent(&event);
    const auto events = input.collect(0);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<KeyPress>(events[0]).key, Key::previous);
    EXPECT_EQ(std::get<TypedText>(events[1]).text, "7");
}

TEST_F(Sdl, PastesOnlyAtABench) {
    ASSERT_EQ(SDL_SetClipboardText("-----BEGIN\nsecond line"), 0);
    const auto after_paste = [this](bool is_bench) {
        SdlInput input(*display);
        if (is_bench) input.take_pastes();
        (void)input.collect(0);
        SDL_Event event{};
        event.type = SDL_KEYDOWN;
        event.key.keysym.sym = SDLK_v;
        event.key.keysym.mod = KMOD_LCTRL;
        SDL_PushEvent(&event);
        return input.collect(0);
    };
    EXPECT_TRUE(after_paste(false).empty());
    const auto pasted = after_paste(true);
    ASSERT_EQ(pasted.size(), 1U);
    EXPECT_EQ(std::get<TypedText>(pasted[0]).text, "-----BEGIN\nsecond line");
}

}  // namespace
