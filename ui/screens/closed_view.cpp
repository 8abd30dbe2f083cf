// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/closed_view.h"

namespace screens {

ui::FrameLoop::Turn ClosedView::turn(std::int64_t now_us, std::span<const ui::InputEvent> events, base::Fault fault) {
    app::Screen screen;
    screen.surroundings.is_verified = false;
    screen.content = app::OutOfServiceScreen{fault};
    m_loop.prefer(preferences_of(screen.surroundings, /*is_reduced_motion=*/false), m_languages.of(screen.surroundings.language));
    const bool is_changed = m_drawn != fault;
    m_drawn = fault;
    return m_loop.turn(now_us, events, is_changed, [&screen](ui::Kit& kit) { (void)draw(kit, screen); });
}

}  // namespace screens
