// SPDX-License-Identifier: Apache-2.0
// What a screen is built with. Each frame a screen describes itself from the top:
//
//   kit.column({.gap = space::wide}, [&] {
//       heading(kit, kit.words("Sign here"));
//       if (button(kit, "sign.undo", {.label = ..., .icon = Icon::undo})) intent = UndoStroke{};
//   });
//
// Containers nest by lambdas, so none is left open. What a person did is answered while
// building, for the frame they saw: button() is true once after it was pressed.
#pragma once

#include "ui/catalogue.h"
#include "ui/input.h"
#include "ui/layout.h"
#include "ui/painter.h"
#include "ui/pictures.h"
#include "ui/semantics.h"
#include "ui/spring.h"
#include "ui/theme.h"

#include <deque>
#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace ui {

// How the person wants things; the same for a whole frame.
struct Preferences {
    Contrast contrast = Contrast::light;
    TextScale text_scale = TextScale::normal;
    Direction direction = Direction::left_to_right;
    std::string language = "en";     // BCP 47
    bool is_reduced_motion = false;  // nothing moves; states change at once
    bool operator==(const Preferences&) const = default;
};

// A node of the tree with what the kit adds to its box.
struct Element : Node {
    std::function<void(Painter&, const Element&)> paint;       // behind its children
    std::function<void(Painter&, const Element&)> paint_over;  // before them
    std::string id;            // of what can be touched, scrolled or drawn on
    bool is_target = false;
    bool takes_pointer = false;  // raw samples, as a signature pad
    bool is_back = false;        // the keypad's back key presses it
    bool clips = false;
    float press_scale = 1;     // drawn so much smaller, about its centre
    float corner = 0;          // radius of its outline, pixels; the focus ring follows it
    int layer = 0;
    Element* scroll = nullptr; // the nearest box around it that scrolls
    std::optional<Meaning> meaning;
    bool is_text = false;
};

// What the kit remembers of a widget between frames, by id.
struct Memory {
    bool is_hovered = false;
    bool is_down = false;
    Rect rect;             // last frame
    Spring springs[4];
    std::int64_t down_since_us = 0;
    int mode = 0;          // the widget's own business
    float scroll_offset = 0, scroll_range = 0, view_height = 0;
    std::uint64_t last_frame = 0;
};

// What people did since the last build.
struct Happenings {
    std::unordered_set<std::string> pressed;
    std::string typed;
    int erased = 0;
    std::unordered_map<std::string, std::vector<PointerSample>> drawn;  // to boxes that take the pointer
};

class Kit {
public:
    Kit(TextEngine& text, Pictures& pictures, Size screen, float scale, float pixels_per_mm);

    // ---- The world -------------------------------------------------------------
    const Preferences& preferences() const { return m_preferences; }
    const Palette& palette() const { return palette_of(m_preferences.contrast); }
    bool is_high_contrast() const { return m_preferences.contrast == Contrast::high; }
    bool is_rtl() const { return m_preferences.direction == Direction::right_to_left; }
    float scale() const { return m_scale; }                   // pixels a unit
    Size size_in_units() const { return {m_screen.width / m_scale, m_screen.height / m_scale}; }
    float pixels_per_mm() const { return m_pixels_per_mm; }
    std::int64_t now_us() const { return m_now_us; }
    Pictures& pictures() { return m_pictures; }
    // The translation of an English message.
    std::string words(std::string_view message) const { return std::string(m_catalogue->text(message)); }
    std::string words(std::string_view one, std::string_view many, std::uint64_t count) const {
        return std::string(m_catalogue->plural(one, many, count));
    }

    // ---- Containers ------------------------------------------------------------
    template <typename Children>
    Element& box(Box box, Children&& children) {
        Element& element = open(std::move(box));
        children();
        close();
        return element;
    }
    template <typename Children>
    Element& row(Box box, Children&& children) {
        box.flow = Flow::row;
        return this->box(std::move(box), std::forward<Children>(children));
    }
    template <typename Children>
    Element& column(Box box, Children&& children) {
        box.flow = Flow::column;
        return this->box(std::move(box), std::forward<Children>(children));
    }
    template <typename Children>
    Element& stack(Box box, Children&& children) {
        box.flow = Flow::stack;
        return this->box(std::move(box), std::forward<Children>(children));
    }
    // Above everything so far; what lies below cannot be touched or heard.
    template <typename Children>
    void layer(Children&& children) {
        ++m_layer;
        children();
    }

    // ---- Leaves ----------------------------------------------------------------
    Element& leaf(Box box, std::function<void(Painter&, const Element&)> paint);
    Element& leaf(Box box, std::function<Size(float)> measure, std::function<void(Painter&, const Element&)> paint);
    // Takes the room that is left.
    void spring_space(float weight = 1);
    void space(float units);
    // Text that means nothing by itself: part of a widget that has a name.
    Element& plain_text(TextRole role, std::string text, Color color, Align align = Align::start, int lines_max = 0);
    Element& plain_icon(Icon icon, float units, Color color, float stroke = 2.2F);

    // ---- What a widget needs ----------------------------------------------------
    // True once after `id` was pressed.
    bool take_press(const std::string& id);
    std::vector<PointerSample> take_samples(const std::string& id);
    // One character, UTF-8; empty when nothing was typed.
    std::string take_typed();
    bool take_erase();
    Memory& memory(const std::string& id);
    // 0..1 moving softly to `target`; channel tells a widget's springs apart.
    float glide(const std::string& id, int channel, float target, float stiffness = 22);
    // Another frame is wanted even if nothing happens.
    void keep_moving() { m_is_moving = true; }
    bool is_focused(const std::string& id) const { return m_shows_focus && m_focus == id; }
    void scroll_to(const std::string& id, float offset_px);
    TextStyle style(TextRole role) const;  // in pixels

    // ---- For the frame loop -----------------------------------------------------
    void begin_frame(std::int64_t now_us, float seconds, const Preferences& preferences, const Catalogue& catalogue);
    Element& finish_frame();  // the root, arranged
    int top_layer() const { return m_layer; }
    bool is_moving() const { return m_is_moving; }
    bool was_acted_on() const { return m_was_acted_on; }  // a press was taken: the screen may have changed
    Happenings& happenings() { return m_happenings; }
    std::deque<Element>& elements() { return m_elements; }
    void set_focus(std::string id, bool is_shown);
    const std::string& focus() const { return m_focus; }
    bool shows_focus() const { return m_shows_focus; }
    // Forgets the person: everything remembered, typed and drawn.
    void forget();

private:
    Element& open(Box box);
    void close();

    TextEngine& m_text;
    Pictures& m_pictures;
    Size m_screen;
    float m_scale, m_pixels_per_mm;
    Preferences m_preferences;
    const Catalogue* m_catalogue = nullptr;
    std::int64_t m_now_us = 0;
    float m_seconds = 0;
    std::uint64_t m_frame = 0;
    std::deque<Element> m_elements;
    std::vector<Element*> m_open;
    int m_layer = 0;
    bool m_is_moving = false, m_was_acted_on = false, m_types = false;
    Happenings m_happenings;
    std::unordered_map<std::string, Memory> m_memory;
    std::string m_focus;
    bool m_shows_focus = false;
};

}  // namespace ui
