// SPDX-License-Identifier: Apache-2.0
// The kiosk's end of the panel line: a display whose pixels the bench shows, and the
// touches that the bench's window passes on.
#pragma once

#include "emulator/panel_line.h"
#include "ui/display.h"

#include <memory>

namespace emulator {

class LineDisplay final : public ui::Display, public ui::InputSource {
public:
    // From the descriptors the program was started with. Faults: program_failed.
    static base::Result<std::unique_ptr<LineDisplay>> open(int width, int height);

    int width() const override { return m_width; }
    int height() const override { return m_height; }
    float width_mm() const override { return 476; }
    void present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) override;
    std::vector<ui::InputEvent> collect(int wait_max_ms) override;
    int descriptor() const { return m_line.number(); }

private:
    LineDisplay(SharedPixels pixels, int width, int height)
        : m_pixels(std::move(pixels)), m_line(panel_line_number), m_width(width), m_height(height) {}
    SharedPixels m_pixels;
    host::Descriptor m_line;
    int m_width, m_height;
    bool m_owes_everything = false;  // the bench was slow, and missed something
};

}  // namespace emulator
