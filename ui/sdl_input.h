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

private:
    int m_width, m_height;
    std::optional<std::int64_t> m_finger;  // the one that draws; others are ignored
};

}  // namespace ui
