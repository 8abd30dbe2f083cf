// SPDX-License-Identifier: Apache-2.0
// The frame loop's hands: which widget an event belongs to.
#include "ui/frame.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace ui {

void FrameLoop::take_events(std::span<const InputEvent> events) {
    for (const InputEvent& event : events) {
        if (const auto* sample = std::get_if<PointerSample>(&event)) {
            take_pointer(*sample);
        } else if (const auto* key = std::get_if<KeyPress>(&event)) {
            take_key(key->key);
        } else if (const auto* typed = std::get_if<TypedText>(&event)) {
            m_kit.happenings().typed += typed->text;
        } else if (const auto* wheel = std::get_if<WheelTurn>(&event)) {
            for (const Element& element : m_kit.elements()) {
                if (element.id.empty() || !element.box.scrolls || !element.rect.contains(wheel->at)) continue;
                m_kit.memory(element.id).scroll_offset += wheel->steps * 120 * m_kit.scale();
            }
        }
    }
}

void FrameLoop::take_pointer(const PointerSample& sample) {
    const Point at{sample.x, sample.y};
    const bool begins = sample.contact && !m_is_contact, ends = !sample.contact && m_is_contact;
    if (begins) {
        m_contact_at = at;
        m_kit.set_focus(m_kit.focus(), false);
        for (const Element& element : m_kit.elements()) {
            if (element.layer != m_kit.top_layer() || !element.rect.contains(at)) continue;
            if (element.takes_pointer) m_pad = element.id;
            if (element.box.scrolls) m_dragged = element.id;
        }
    }
    if (!m_pad.empty()) m_kit.happenings().drawn[m_pad].push_back(sample);
    if (!m_dragged.empty() && m_pad.empty()) {
        if (!m_is_dragging && std::abs(at.y - m_contact_at.y) > 12 * m_kit.scale() &&
            m_kit.memory(m_dragged).scroll_range > 0) {
            m_is_dragging = true;  // it was no press after all
            ImGui::ClearActiveID();
            m_pointer = at;
        }
        if (m_is_dragging) m_kit.memory(m_dragged).scroll_offset -= at.y - m_pointer.y;
    }
    m_pointer = at;
    m_is_contact = sample.contact;
    if (ends) {
        m_leaves_after = sample.tool != Tool::mouse;  // a lifted finger points at nothing
        if (!m_pad.empty() || m_is_dragging) m_pointer = {-1e6F, -1e6F};
        m_pad.clear();
        m_dragged.clear();
        m_is_dragging = false;
    }
}

void FrameLoop::take_key(Key key) {
    switch (key) {
        case Key::select:
            if (m_kit.shows_focus() && !m_kit.focus().empty()) {
                m_kit.happenings().pressed.insert(m_kit.focus());
            } else {
                move_focus(Key::next);
            }
            break;
        case Key::back:
            for (const Element& element : m_kit.elements()) {
                if (element.is_back && element.layer == m_kit.top_layer()) m_kit.happenings().pressed.insert(element.id);
            }
            break;
        case Key::erase: ++m_kit.happenings().erased; break;
        default:
            move_focus(key);
            reveal_focus();
            break;
    }
}

void FrameLoop::move_focus(Key key) {
    std::vector<const SemanticNode*> stops;
    const SemanticNode* current = nullptr;
    for (const SemanticNode& node : m_semantics.nodes) {
        if (!node.meaning.is_focusable) continue;
        stops.push_back(&node);
        if (node.meaning.id == m_kit.focus()) current = &node;
    }
    if (stops.empty()) return m_kit.set_focus({}, false);
    const SemanticNode* next = nullptr;
    if (current == nullptr || !m_kit.shows_focus()) {
        next = current != nullptr ? current : key == Key::previous ? stops.back() : stops.front();
    } else if (key == Key::next || key == Key::previous) {
        const auto at = static_cast<std::size_t>(std::find(stops.begin(), stops.end(), current) - stops.begin());
        next = stops[(at + (key == Key::next ? 1 : stops.size() - 1)) % stops.size()];
    } else {
        // The nearest whose centre lies that way; sideways distance counts double.
        const Point from = current->rect.center();
        float best = 1e9F;
        for (const SemanticNode* stop : stops) {
            const Point to = stop->rect.center();
            const float dx = to.x - from.x, dy = to.y - from.y;
            const bool is_vertical = key == Key::up || key == Key::down;
            const float ahead = is_vertical ? (key == Key::down ? dy : -dy) : (key == Key::right ? dx : -dx);
            const float aside = std::abs(is_vertical ? dx : dy);
            if (stop != current && ahead > 1 && ahead + 2 * aside < best) {
                best = ahead + 2 * aside;
                next = stop;
            }
        }
    }
    if (next != nullptr) m_kit.set_focus(next->meaning.id, true);
    m_needs_pass = true;
}

void FrameLoop::reveal_focus() {
    for (const Element& element : m_kit.elements()) {
        if (element.id != m_kit.focus() || element.scroll == nullptr || element.scroll->id.empty()) continue;
        Memory& memory = m_kit.memory(element.scroll->id);
        const Rect& view = element.scroll->rect;
        const float margin = 24 * m_kit.scale();
        if (element.rect.y < view.y + margin) memory.scroll_offset += element.rect.y - view.y - margin;
        if (element.rect.bottom() > view.bottom() - margin) memory.scroll_offset += element.rect.bottom() - view.bottom() + margin;
    }
}

}  // namespace ui
