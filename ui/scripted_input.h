// SPDX-License-Identifier: Apache-2.0
// Input that a program wrote: tests, stories, and the emulator's control socket.
#pragma once

#include "ui/input.h"

#include <deque>
#include <span>

namespace ui {

class ScriptedInput final : public InputSource {
public:
    // Queued behind what is already there. Time goes on by 8 ms a sample, or as given.
    void tap(Point at);
    void press(Point at);
    void move(Point to, float pressure = -1);
    void release(Point at);
    void key(Key key);
    void type(std::string text);
    void wheel(Point at, float steps);
    // A pen stroke through `points`; pressures as many as points, or none.
    void stroke(std::span<const Point> points, std::span<const float> pressures = {}, Tool tool = Tool::pen);
    void push(InputEvent event);

    // Everything queued; never waits.
    std::vector<InputEvent> collect(int wait_max_ms) override;

private:
    PointerSample sample(Point at, bool contact, float pressure, Tool tool);

    std::int64_t m_now_us = 0;
    std::deque<InputEvent> m_queue;
};

}  // namespace ui
