// SPDX-License-Identifier: Apache-2.0
#include "ui/scripted_input.h"

#include <utility>

namespace ui {

PointerSample ScriptedInput::sample(Point at, bool contact, float pressure, Tool tool) {
    m_now_us += 8000;
    return {.t_us = m_now_us, .x = at.x, .y = at.y, .pressure = pressure, .tool = tool, .contact = contact};
}

void ScriptedInput::tap(Point at) {
    press(at);
    release(at);
}

void ScriptedInput::press(Point at) { push(sample(at, true, -1, Tool::finger)); }
void ScriptedInput::move(Point to, float pressure) { push(sample(to, true, pressure, Tool::finger)); }
void ScriptedInput::release(Point at) { push(sample(at, false, -1, Tool::finger)); }
void ScriptedInput::key(Key key) { push(KeyPress{key}); }
void ScriptedInput::type(std::string text) { push(TypedText{std::move(text)}); }
void ScriptedInput::wheel(Point at, float steps) { push(WheelTurn{at, steps}); }
void ScriptedInput::push(InputEvent event) { m_queue.push_back(std::move(event)); }

void ScriptedInput::stroke(std::span<const Point> points, std::span<const float> pressures, Tool tool) {
    for (std::size_t i = 0; i < points.size(); ++i) {
        push(sample(points[i], true, i < pressures.size() ? pressures[i] : -1, tool));
    }
    if (!points.empty()) push(sample(points.back(), false, -1, tool));
}

std::vector<InputEvent> ScriptedInput::collect(int) {
    std::vector<InputEvent> out(m_queue.begin(), m_queue.end());
    m_queue.clear();
    return out;
}

}  // namespace ui
