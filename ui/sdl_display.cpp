// SPDX-License-Identifier: Apache-2.0
#include "ui/sdl_display.h"

#include <SDL.h>

#include <vector>

namespace ui {

base::Result<std::unique_ptr<SdlDisplay>> SdlDisplay::create(const Options& options) {
    SDL_SetMainReady();
    // Touch must not come back as a second, synthetic mouse.
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) return base::Failure{base::Fault::display_unavailable, SDL_GetError()};
    const Uint32 flags = options.mode == Mode::fullscreen ? static_cast<Uint32>(SDL_WINDOW_FULLSCREEN_DESKTOP) : 0U;
    SDL_Window* window = SDL_CreateWindow(options.title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                          options.width, options.height, flags);
    if (window == nullptr || SDL_GetWindowSurface(window) == nullptr) {
        base::Failure failure{base::Fault::display_unavailable, SDL_GetError()};
        if (window != nullptr) SDL_DestroyWindow(window);
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        return failure;
    }
    return std::unique_ptr<SdlDisplay>(new SdlDisplay(window));
}

std::optional<Size> SdlDisplay::room() {
    SDL_SetMainReady();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) return std::nullopt;
    SDL_Rect bounds{};
    const bool is_known = SDL_GetDisplayUsableBounds(0, &bounds) == 0;
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    if (!is_known) return std::nullopt;
    return Size{static_cast<float>(bounds.w), static_cast<float>(bounds.h)};
}

SdlDisplay::SdlDisplay(SDL_Window* window) : m_window(window) {
    const SDL_Surface* surface = SDL_GetWindowSurface(window);
    m_width = surface->w;
    m_height = surface->h;
    float diagonal = 0, horizontal = 0, vertical = 0;
    const bool knows_size = SDL_GetDisplayDPI(SDL_GetWindowDisplayIndex(window), &diagonal, &horizontal, &vertical) == 0 &&
                            horizontal > 30;
    m_width_mm = static_cast<float>(m_width) / (knows_size ? horizontal : 102.0F) * 25.4F;
}

SdlDisplay::~SdlDisplay() {
    SDL_DestroyWindow(m_window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

void SdlDisplay::present(const FrameView& frame, std::span<const PixelRect> dirty) {
    SDL_Surface* surface = SDL_GetWindowSurface(m_window);
    if (surface == nullptr || surface->w < frame.width || surface->h < frame.height) return;
    std::vector<SDL_Rect> updates;
    for (const PixelRect& area : dirty) {
        auto* target = static_cast<std::uint8_t*>(surface->pixels) + area.top * surface->pitch +
                       area.left * surface->format->BytesPerPixel;
        SDL_ConvertPixels(area.width(), area.height(), SDL_PIXELFORMAT_RGBA32,
                          frame.pixels.data() + static_cast<std::ptrdiff_t>(area.top) * frame.width + area.left,
                          frame.width * 4, surface->format->format, target, surface->pitch);
        updates.push_back({area.left, area.top, area.width(), area.height()});
    }
    SDL_UpdateWindowSurfaceRects(m_window, updates.data(), static_cast<int>(updates.size()));
}

}  // namespace ui
