// SPDX-License-Identifier: Apache-2.0
// A scripted person's hands: find a thing on the screen by what it is called, and
// touch it where it is.
#pragma once

#include "appliance/base/json.h"
#include "appliance/base/result.h"
#include "ui/scripted_input.h"
#include "ui/semantics.h"

namespace emulator {

class KioskHands {
public:
    // {role,name} or {id}. `is_tap`: down and up; else down only, until lift().
    // Fault usage_invalid when there is no such thing, it is not in view, or cannot be pressed.
    base::Status touch(const ui::Semantics& semantics, const base::Json& request, bool is_tap);
    void lift();
    // {strokes: [[[x, y, pressure, t_ms], ...], ...]} in ten-thousandths and thousandths of the pad.
    base::Status draw(const ui::Semantics& semantics, const base::Json& request);

    ui::ScriptedInput& script() { return m_script; }
    bool is_busy() const { return m_is_down; }

private:
    ui::ScriptedInput m_script;
    ui::Point m_at{};
    bool m_is_down = false;
};

}  // namespace emulator
