// SPDX-License-Identifier: Apache-2.0
// The bench's end of the panel line: the frame of a screen that stays on the desk while
// the kiosk behind it starts, runs, loses power and starts again.
#pragma once

#include "emulator/panel_line.h"

#include <memory>
#include <mutex>

namespace emulator {

class PanelBench {
public:
    static base::Result<std::unique_ptr<PanelBench>> create(int width, int height);

    int width() const { return m_width; }
    int height() const { return m_height; }
    std::span<const std::uint32_t> pixels() const { return m_pixels.pixels(); }

    // A fresh line for a kiosk that is about to start, which is handed its end and the
    // pixels. Whatever was connected before is gone. From any thread.
    base::Result<host::Descriptor> connect();
    int pixels_descriptor() const { return m_pixels.descriptor(); }

    void pass_on(const ui::InputEvent& event);
    // What changed since the last time. A screen without a kiosk is black.
    std::vector<ui::PixelRect> take_damage();
    bool is_lit() const { return m_is_lit; }

private:
    PanelBench(SharedPixels pixels, int width, int height) : m_pixels(std::move(pixels)), m_width(width), m_height(height) {}
    std::vector<ui::PixelRect> go_dark();

    SharedPixels m_pixels;
    int m_width, m_height;
    std::mutex m_door;  // before m_line
    host::Descriptor m_line;
    bool m_is_lit = false;
};

}  // namespace emulator
