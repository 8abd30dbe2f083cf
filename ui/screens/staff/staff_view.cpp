// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_view.h"

#include "ui/screens/staff/staff_screens.h"

namespace screens {

ui::FrameLoop::Turn StaffView::turn(std::int64_t now_us, std::span<const ui::InputEvent> events) {
    const app::Surroundings surroundings = m_session.screen().surroundings;
    m_loop.prefer(preferences_of(surroundings, /*is_reduced_motion=*/false), m_languages.of(surroundings.language));
    const std::uint64_t revision = m_session.revision();
    std::uint64_t drawn = revision;
    const ui::FrameLoop::Turn turn = m_loop.turn(now_us, events, revision != m_drawn_revision, [this, &drawn](ui::Kit& kit) {
        if (!m_session.is_at_the_screen()) return;  // they have left in this very turn
        drawn = m_session.revision();
        if (const auto intent = draw_staff(kit, m_session.screen())) m_session.handle(*intent);
    });
    m_drawn_revision = drawn;
    if (drawn == m_session.revision()) m_session.shown();
    return turn;
}

}  // namespace screens
