// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/ceremony_view.h"

namespace screens {

void CeremonyView::forget_who_left() {
    const bool is_in_session = ceremony::is_in_session(m_session.state());
    if (m_was_in_session && !is_in_session) m_loop.forget_person();
    m_was_in_session = is_in_session;
}

ui::FrameLoop::Turn CeremonyView::turn(std::int64_t now_us, std::span<const ui::InputEvent> events) {
    forget_who_left();
    const app::Surroundings surroundings = m_session.screen().surroundings;
    m_loop.prefer(preferences_of(surroundings, /*is_reduced_motion=*/false), m_languages.of(surroundings.language));
    const bool is_changed = m_session.revision() != m_drawn_revision;
    std::uint64_t drawn = m_session.revision();
    const ui::FrameLoop::Turn turn = m_loop.turn(now_us, events, is_changed, [this, &drawn](ui::Kit& kit) {
        drawn = m_session.revision();
        if (const auto intent = draw(kit, m_session.screen())) m_session.handle(*intent);
    });
    m_drawn_revision = drawn;  // what an intent of the last pass changed is drawn in the next turn
    forget_who_left();
    return turn;
}

}  // namespace screens
