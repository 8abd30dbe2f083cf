// SPDX-License-Identifier: Apache-2.0
// Motion that starts and stops softly, and can change its mind half-way: a critically
// damped spring, integrated exactly, so that frame times do not change its path.
#pragma once

#include <cmath>

namespace ui {

struct Spring {
    float value = 0;
    float speed = 0;
    bool is_started = false;

    // Moves towards `target` for `seconds`; `stiffness` is the natural frequency in
    // radians a second (20 is brisk). True while it still moves.
    bool advance(float target, float seconds, float stiffness) {
        if (!is_started) {  // appears where it belongs
            is_started = true;
            value = target;
            return false;
        }
        const float away = value - target;
        const float decay = std::exp(-stiffness * seconds);
        const float drive = speed + stiffness * away;
        value = target + (away + drive * seconds) * decay;
        speed = (speed - stiffness * drive * seconds) * decay;
        if (std::abs(value - target) < 0.002F && std::abs(speed) < 0.02F) {
            value = target;
            speed = 0;
            return false;
        }
        return true;
    }
};

}  // namespace ui
