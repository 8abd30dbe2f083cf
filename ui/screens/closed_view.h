// SPDX-License-Identifier: Apache-2.0
// What a device shows that is not open: while it starts, and when it could not be opened
// at all. There is no session, and the person in front of it must still be able to read
// a sentence, in their language and size.
#pragma once

#include "ui/frame.h"
#include "ui/screens/screens.h"

namespace screens {

class ClosedView {
public:
    // Both outlive the view.
    ClosedView(ui::FrameLoop& loop, const Languages& languages);

    // The first picture after power, before anything is opened.
    void greet(std::int64_t now_us);
    // One turn, with what keeps the device shut. Draws when something changed.
    ui::FrameLoop::Turn turn(std::int64_t now_us, std::span<const ui::InputEvent> events, base::Fault fault);
    // Something else was on the screen in between.
    void come_back() { m_is_changed = true; }

private:
    ui::FrameLoop::Turn show(std::int64_t now_us, std::span<const ui::InputEvent> events);
    void handle(const app::Intent& intent);

    ui::FrameLoop& m_loop;
    const Languages& m_languages;
    app::Surroundings m_surroundings;
    app::Content m_content = app::StartingScreen{};
    std::optional<base::Fault> m_fault;
    bool m_is_choosing_language = false;
    bool m_is_changed = true;
};

}  // namespace screens
