// SPDX-License-Identifier: Apache-2.0
// The seam to fingers, pens and keys. It lies below every toolkit, because no toolkit
// here carries what a signature is made of: microseconds, pressure and tilt.
#pragma once

#include "ui/geometry.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ui {

enum class Tool { mouse, finger, pen, eraser };

struct PointerSample {
    std::int64_t t_us = 0;  // monotonic; only differences mean anything
    float x = 0, y = 0;     // display pixels, with fractions
    float pressure = -1;    // 0..1; -1 when the device has none
    float tilt_x = 0, tilt_y = 0;  // degrees
    Tool tool = Tool::finger;
    bool contact = false;   // touches; false while a pen hovers, and for the sample that lifts

    bool operator==(const PointerSample&) const = default;
};

// The keys of a tactile keypad, which a keyboard has too.
enum class Key { next, previous, up, down, left, right, select, back, erase };

struct KeyPress {
    Key key;
};
// Characters from a keyboard or a code reader, UTF-8.
struct TypedText {
    std::string text;
};
struct WheelTurn {
    Point at;
    float steps = 0;  // positive: towards the end of the text
};
struct CloseRequest {};

using InputEvent = std::variant<PointerSample, KeyPress, TypedText, WheelTurn, CloseRequest>;

struct InputSource {
    virtual ~InputSource() = default;
    // Waits up to `wait_max_ms` for something to happen, then returns all that has
    // happened, oldest first. Empty when nothing did.
    virtual std::vector<InputEvent> collect(int wait_max_ms) = 0;
};

}  // namespace ui
