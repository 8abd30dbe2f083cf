// SPDX-License-Identifier: Apache-2.0
#include "emulator/panel_bench.h"

#include <algorithm>

namespace emulator {

base::Result<std::unique_ptr<PanelBench>> PanelBench::create(int width, int height) {
    SharedPixels pixels = TRY(SharedPixels::create(width, height));
    std::unique_ptr<PanelBench> panel(new PanelBench(std::move(pixels), width, height));
    (void)panel->go_dark();
    return panel;
}

base::Result<host::Descriptor> PanelBench::connect() {
    PanelLine line = TRY(make_panel_line());
    const std::lock_guard guard(m_door);
    m_line = std::move(line.bench);
    return std::move(line.kiosk);
}

void PanelBench::pass_on(const ui::InputEvent& event) {
    const std::lock_guard guard(m_door);
    if (m_line) send_input(m_line.number(), event);
}

std::vector<ui::PixelRect> PanelBench::take_damage() {
    const std::lock_guard guard(m_door);
    if (!m_line) return {};
    auto dirty = receive_damage(m_line.number());
    if (!dirty) {
        m_line.reset();
        return go_dark();
    }
    m_is_lit = m_is_lit || !dirty->empty();
    return std::move(*dirty);
}

std::vector<ui::PixelRect> PanelBench::go_dark() {
    m_is_lit = false;
    std::fill(m_pixels.pixels().begin(), m_pixels.pixels().end(), 0xff050302U);
    return {{0, 0, m_width, m_height}};
}

}  // namespace emulator
