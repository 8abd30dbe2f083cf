// SPDX-License-Identifier: Apache-2.0
// Mouse, touch and keys of a desktop, through SDL2. SDL2 has no pens and no true
// pressure: a device reads those from evdev instead.
#pragma once

#include "ui/display.h"
#include "ui/input.h"

#include <optional>

namespace ui {

class SdlInput final : public InputSource {
public:
    // The display must be an SdlDisplay that lives longer.
    explicit SdlInput(const Display& display) : m_width(display.width()), m_height(display.height()) {}

    std::vector<InputEvent> collect(int wait_max_ms) override;

    // Ctrl+V types what the desktop's clipboard holds. Only for a bench: a device has no clipboard.
    void take_pastes() { m_takes_pastes = true; }

private:
    int m_width, m_height;
    bool m_takes_pastes = false;
    std::optional<std::int64_t> m_finger;  // the one that draws; others are ignored
};

}  // namespace ui
