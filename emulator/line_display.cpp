// SPDX-License-Identifier: Apache-2.0
#include "emulator/line_display.h"

#include <algorithm>
#include <poll.h>

namespace emulator {

base::Result<std::unique_ptr<LineDisplay>> LineDisplay::open(int width, int height) {
    SharedPixels pixels = TRY(SharedPixels::open(host::Descriptor(panel_pixels_number), width, height));
    return std::unique_ptr<LineDisplay>(new LineDisplay(std::move(pixels), width, height));
}

void LineDisplay::present(const ui::FrameView& frame, std::span<const ui::PixelRect> dirty) {
    for (const ui::PixelRect& area : dirty) {
        for (int y = area.top; y < area.bottom; ++y) {
            const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(y) * m_width + area.left;
            std::copy_n(frame.pixels.data() + at, area.width(), m_pixels.pixels().data() + at);
        }
    }
    const ui::PixelRect everything{0, 0, m_width, m_height};
    m_owes_everything = !send_damage(m_line.number(), m_owes_everything ? std::span<const ui::PixelRect>(&everything, 1) : dirty);
}

std::vector<ui::InputEvent> LineDisplay::collect(int wait_max_ms) {
    pollfd ready{m_line.number(), POLLIN, 0};
    if (wait_max_ms > 0) (void)poll(&ready, 1, wait_max_ms);
    if (m_owes_everything) {
        const ui::PixelRect everything{0, 0, m_width, m_height};
        m_owes_everything = !send_damage(m_line.number(), {&everything, 1});
    }
    return receive_input(m_line.number());
}

}  // namespace emulator
