// SPDX-License-Identifier: Apache-2.0
// Where an admin session meets the screen, as CeremonyView is for those who sign.
#pragma once

#include "appliance/admin/admin_session.h"
#include "ui/frame.h"
#include "ui/screens/screens.h"

namespace screens {

class StaffView {
public:
    // All outlive the view.
    StaffView(ui::FrameLoop& loop, const Languages& languages, admin::AdminSession& session)
        : m_loop(loop), m_languages(languages), m_session(session) {}

    // One turn, only while staff are at the screen.
    ui::FrameLoop::Turn turn(std::int64_t now_us, std::span<const ui::InputEvent> events);

private:
    ui::FrameLoop& m_loop;
    const Languages& m_languages;
    admin::AdminSession& m_session;
    std::uint64_t m_drawn_revision = 0;
};

}  // namespace screens
