// SPDX-License-Identifier: Apache-2.0
// A window on a desktop, or the whole screen under any of SDL's drivers. No renderer
// and no OpenGL: pixels are copied into the window's surface. Together with SdlInput
// the only user of SDL.
#pragma once

#include "ui/display.h"

#include <memory>
#include <optional>
#include <string>

struct SDL_Window;

namespace ui {

class SdlDisplay final : public Display {
public:
    enum class Mode { window, fullscreen };
    struct Options {
        std::string title = "Inkseal";
        int width = 1920;
        int height = 1080;
        Mode mode = Mode::window;
    };

    // The room that the desktop has for a window; nothing when nobody knows.
    static std::optional<Size> room();

    // One at a time. Faults: display_unavailable.
    static base::Result<std::unique_ptr<SdlDisplay>> create(const Options& options);
    ~SdlDisplay() override;
    SdlDisplay(const SdlDisplay&) = delete;
    SdlDisplay& operator=(const SdlDisplay&) = delete;

    int width() const override { return m_width; }
    int height() const override { return m_height; }
    float width_mm() const override { return m_width_mm; }
    void present(const FrameView& frame, std::span<const PixelRect> dirty) override;

private:
    explicit SdlDisplay(SDL_Window* window);

    SDL_Window* m_window;
    int m_width = 0, m_height = 0;
    float m_width_mm = 0;
};

}  // namespace ui
