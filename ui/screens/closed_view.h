// SPDX-License-Identifier: Apache-2.0
// What a device shows that could not be opened at all: there is no session yet, and the
// person in front of it must still read a sentence and see where to ask.
#pragma once

#include "ui/frame.h"
#include "ui/screens/screens.h"

namespace screens {

class ClosedView {
public:
    // Both outlive the view.
    ClosedView(ui::FrameLoop& loop, const Languages& languages) : m_loop(loop), m_languages(languages) {}

    // One turn, with what keeps the device shut. Draws when that changed.
    ui::FrameLoop::Turn turn(std::int64_t now_us, std::span<const ui::InputEvent> events, base::Fault fault);
    // Something else was on the screen in between.
    void come_back() { m_drawn.reset(); }

private:
    ui::FrameLoop& m_loop;
    const Languages& m_languages;
    std::optional<base::Fault> m_drawn;
};

}  // namespace screens
