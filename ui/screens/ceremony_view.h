// SPDX-License-Identifier: Apache-2.0
// Where a device session meets its screen: what is seen goes to the frame loop, what a
// person does comes back as intents, and when a person has left, the frame loop
// forgets them as the session did.
#pragma once

#include "appliance/app/device_session.h"
#include "ui/frame.h"
#include "ui/screens/screens.h"

namespace screens {

class CeremonyView {
public:
    // All of them outlive the view.
    CeremonyView(ui::FrameLoop& loop, const Languages& languages, app::DeviceSession& session)
        : m_loop(loop), m_languages(languages), m_session(session) {}

    // One turn: events in, at most one frame out. Does nothing when nothing happened.
    ui::FrameLoop::Turn turn(std::int64_t now_us, std::span<const ui::InputEvent> events);

    // Somebody else was on the screen in between.
    void come_back() { m_drawn_revision = 0; }

private:
    void forget_who_left();

    ui::FrameLoop& m_loop;
    const Languages& m_languages;
    app::DeviceSession& m_session;
    std::uint64_t m_drawn_revision = 0;
    bool m_was_in_session = false;
};

}  // namespace screens
