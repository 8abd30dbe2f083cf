// SPDX-License-Identifier: Apache-2.0
#include "ui/kit.h"

#include "appliance/base/secret.h"

namespace ui {

Kit::Kit(TextEngine& text, Pictures& pictures, Size screen, float scale, float pixels_per_mm)
    : m_text(text), m_pictures(pictures), m_screen(screen), m_scale(scale), m_pixels_per_mm(pixels_per_mm) {}

void Kit::begin_frame(std::int64_t now_us, float seconds, const Preferences& preferences, const Catalogue& catalogue) {
    m_now_us = now_us;
    m_seconds = seconds;
    m_preferences = preferences;
    m_catalogue = &catalogue;
    ++m_frame;
    m_elements.clear();
    m_layer = 0;
    m_is_moving = false;
    m_was_acted_on = m_types = false;
    m_text.use_language(preferences.language);
    CHECK(m_open.empty());
    open({.flow = Flow::stack, .width = fill(), .height = fill()});
}

Element& Kit::finish_frame() {
    CHECK(m_open.size() == 1);
    close();
    Element& root = m_elements.front();
    arrange(root, {0, 0, m_screen.width, m_screen.height}, m_preferences.direction);
    // What nobody built is forgotten, and starts afresh when it comes back.
    std::erase_if(m_memory, [&](const auto& entry) { return entry.second.last_frame + 1 < m_frame; });
    m_happenings.pressed.clear();
    m_happenings.drawn.clear();
    if (!m_types) {  // nobody listens to keys here; else the rest waits for the next frame
        m_happenings.typed.clear();
        m_happenings.erased = 0;
    }
    return root;
}

Element& Kit::open(Box box) {
    Element& element = m_elements.emplace_back();
    element.box = scaled(std::move(box), m_scale);
    element.layer = m_layer;
    if (!m_open.empty()) {
        Element& parent = *m_open.back();
        parent.children.push_back(&element);
        element.scroll = parent.box.scrolls ? &parent : parent.scroll;
    }
    m_open.push_back(&element);
    return element;
}

void Kit::close() {
    m_open.back()->clips |= m_open.back()->box.scrolls;
    m_open.pop_back();
}

Element& Kit::leaf(Box box, std::function<void(Painter&, const Element&)> paint) {
    Element& element = open(std::move(box));
    element.paint = std::move(paint);
    close();
    return element;
}

Element& Kit::leaf(Box box, std::function<Size(float)> measure, std::function<void(Painter&, const Element&)> paint) {
    Element& element = leaf(std::move(box), std::move(paint));
    element.measure_leaf = std::move(measure);
    return element;
}

void Kit::spring_space(float weight) {
    const bool is_row = m_open.back()->box.flow == Flow::row;
    leaf({.width = is_row ? fill(weight) : fit(), .height = is_row ? fit() : fill(weight)}, nullptr);
}

void Kit::space(float amount) { leaf({.width = units(amount), .height = units(amount)}, nullptr); }

TextStyle Kit::style(TextRole role) const {
    TextStyle style = style_of(role, m_preferences.text_scale);
    style.size = std::round(style.size * m_scale * 2) / 2;
    return style;
}

Element& Kit::plain_text(TextRole role, std::string text, Color color, Align align, int lines_max) {
    const TextStyle text_style = style(role);
    const Direction direction = m_open.back()->box.keeps_direction ? Direction::left_to_right : m_preferences.direction;
    const auto request = [=, text = std::move(text)](float width) {
        return TextRequest{text, text_style, width, align, direction, lines_max};
    };
    Element& element = leaf(
        {}, [this, request](float width) { return m_text.measure(request(width)); },
        [request, color](Painter& painter, const Element& self) { painter.text(request(self.rect.width), self.rect, color); });
    // A word longer than a dozen letters may be cut: it may be someone's joke.
    element.narrowest_leaf = [this, request, text_style] { return std::min(m_text.widest_word(request(0)), text_style.size * 9); };
    element.is_text = true;
    return element;
}

Element& Kit::plain_icon(Icon icon, float size, Color color, float stroke) {
    // Icons grow with the text beside them, but less.
    const float growth = 1 + (style_of(TextRole::label, m_preferences.text_scale).size / style_of(TextRole::label, TextScale::normal).size - 1) * 0.6F;
    const float side = std::round(size * growth);
    return leaf({.width = units(side), .height = units(side)}, [=](Painter& painter, const Element& self) {
        painter.icon(icon, self.rect.center(), painter.px(side), color, std::max(1.2F, painter.px(stroke * growth)));
    });
}

bool Kit::take_press(const std::string& id) {
    if (m_happenings.pressed.erase(id) == 0) return false;
    m_was_acted_on = true;
    return true;
}

std::vector<PointerSample> Kit::take_samples(const std::string& id) {
    const auto found = m_happenings.drawn.find(id);
    if (found == m_happenings.drawn.end()) return {};
    std::vector<PointerSample> samples = std::move(found->second);
    m_happenings.drawn.erase(found);
    m_was_acted_on = true;
    return samples;
}

std::string Kit::take_typed() {
    std::string& typed = m_happenings.typed;
    m_types = true;
    if (typed.empty()) return {};
    std::size_t length = 1;
    while (length < typed.size() && (static_cast<unsigned char>(typed[length]) & 0xC0U) == 0x80) ++length;
    std::string character = typed.substr(0, length);
    typed.erase(0, length);
    m_was_acted_on = true;
    return character;
}

bool Kit::take_erase() {
    m_types = true;
    if (m_happenings.erased == 0) return false;
    --m_happenings.erased;
    m_was_acted_on = true;
    return true;
}

Memory& Kit::memory(const std::string& id) {
    Memory& memory = m_memory[id];
    memory.last_frame = m_frame;
    return memory;
}

float Kit::glide(const std::string& id, int channel, float target, float stiffness) {
    Spring& spring = memory(id).springs[channel];
    if (m_preferences.is_reduced_motion) {
        spring = {target, 0, true};
    } else if (spring.advance(target, m_seconds, stiffness)) {
        m_is_moving = true;
    }
    return spring.value;
}

void Kit::scroll_to(const std::string& id, float offset_px) { memory(id).scroll_offset = offset_px; }

void Kit::set_focus(std::string id, bool is_shown) {
    m_focus = std::move(id);
    m_shows_focus = is_shown;
}

void Kit::forget() {
    for (auto& [id, samples] : m_happenings.drawn) base::wipe(samples.data(), samples.size() * sizeof(PointerSample));
    base::wipe(m_happenings.typed.data(), m_happenings.typed.size());
    m_happenings = {};
    m_memory.clear();
    m_elements.clear();
    m_focus.clear();
    m_shows_focus = false;
}

}  // namespace ui
