// SPDX-License-Identifier: Apache-2.0
// The widgets, in the words of a screen. Every one registers what it means; those that
// can be pressed are targets of at least 72 units and can be reached by keypad.
// Text is in the person's language already; text from outside has been isolated.
#pragma once

#include "ui/kit.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ui {

// ---- Words (panels.cpp) ---------------------------------------------------------
void heading(Kit& kit, std::string text, TextRole role = TextRole::title, int level = 1, Align align = Align::start);
void paragraph(Kit& kit, std::string text, TextRole role = TextRole::body, Align align = Align::start);
void paragraph_in(Kit& kit, std::string text, TextRole role, Color color, Align align = Align::start);

// ---- Surfaces (panels.cpp) ------------------------------------------------------
enum class Surface { card, well, tint };
template <typename Children>
Element& card(Kit& kit, Box box, Surface surface, Children&& children);
Element& dress(Kit& kit, Element& element, Surface surface);  // gives a box a surface
// A small rounded label: "Takes about 4 minutes".
enum class Tone { plain, accent, good, trouble };
void pill(Kit& kit, Icon icon, std::string text, Tone tone);
// An icon and words, small: the strip at the bottom.
// `along`: where the icon stands when there is no room for words.
void status(Kit& kit, const std::string& id, Icon icon, std::string text, Tone tone, Align along = Align::start);
// A round icon with a strong and a quiet line beside it.
void fact(Kit& kit, Icon icon, std::string title, std::string detail, Tone tone = Tone::accent, TextRole role = TextRole::secondary);
// A sentence of trouble, read out at once.
void trouble(Kit& kit, const std::string& id, std::string text);
void hairline(Kit& kit);

// ---- Pressing (buttons.cpp) -----------------------------------------------------
enum class ButtonTone { primary, secondary, tinted, quiet };
enum class ButtonSize { normal, large, huge };
struct ButtonLook {
    std::string label = {};   // may be empty when `name` says what the icon means
    std::string name = {};    // spoken; the label when empty
    std::string hint = {};
    Icon icon = Icon::none;
    Icon icon_end = Icon::none;
    ButtonTone tone = ButtonTone::secondary;
    ButtonSize size = ButtonSize::normal;
    bool is_wide = false;    // takes the room there is
    bool is_enabled = true;
    bool is_back = false;    // also the keypad's back key
};
bool button(Kit& kit, const std::string& id, const ButtonLook& look);
// Reserved for signing and for what nobody can undo: true once after being held for `hold_ms`, or selected twice by keypad.
inline constexpr int hold_ms = 1500;
bool hold_to_confirm(Kit& kit, const std::string& id, std::string label, std::string hint);

// ---- Choosing (choices.cpp) -----------------------------------------------------
struct Option {
    std::string id;
    std::string label;
    Icon icon = Icon::none;
    std::string detail = {};
};
// Returns the index of the option that was just chosen.
std::optional<std::size_t> segmented(Kit& kit, const std::string& id, std::span<const Option> options, std::size_t chosen);
std::optional<std::size_t> chips(Kit& kit, const std::string& id, std::span<const Option> options, std::optional<std::size_t> chosen);
// A column of wide options with a line of detail each.
std::optional<std::size_t> choice_list(Kit& kit, const std::string& id, std::span<const Option> options, std::optional<std::size_t> chosen);

// ---- Steps and time (progress.cpp) ----------------------------------------------
void stepper(Kit& kit, std::span<const std::string> steps, std::size_t current);
void progress_list(Kit& kit, std::span<const std::string> steps, std::size_t done);
void countdown(Kit& kit, const std::string& id, std::uint32_t seconds_left, std::uint32_t seconds_total, std::string text);
void done_mark(Kit& kit, const std::string& id);

// ---- Typing (keys.cpp, fields.cpp) ----------------------------------------------
struct KeyAnswer {
    std::string typed = {};    // one character, UTF-8
    bool is_erase = false;
    bool is_clear = false;
    bool is_enter = false;
};
// Digits 1 to 9 and 0 in the usual places, in every language.
std::optional<KeyAnswer> keypad(Kit& kit, const std::string& id);
// `password`: small letters, capitals that stay, and every mark of ASCII.
enum class KeyLayout { english, spanish, arabic, password };
std::optional<KeyAnswer> keyboard(Kit& kit, const std::string& id, KeyLayout layout);
// One box a digit; `shown` empty at a place means a dot for what was typed.
struct DigitField {
    std::string name = {};
    std::string digits = {};       // what may be seen
    std::size_t count = 0;    // how many were typed
    std::size_t total = 6;
    bool is_secret = false;
    bool is_troubled = false;
};
void digit_field(Kit& kit, const std::string& id, const DigitField& field);
void text_field(Kit& kit, const std::string& id, std::string label, std::string value, std::string hint, bool is_troubled);

// ---- Documents (pages.cpp) ------------------------------------------------------
struct PageTag {
    Rect area = {};       // fractions of the page
    enum class Kind { noted, to_answer, sign_here } kind = Kind::noted;
    std::string label = {};
};
struct PageLook {
    std::shared_ptr<const void> owner = {};  // keeps the pixels alive; null shows a blank page
    const std::uint8_t* rgba = nullptr;
    int width = 210, height = 297;
    std::string name = {};
    std::vector<PageTag> tags = {};
    std::vector<std::vector<PenPoint>> ink = {};  // shown inside the first sign_here tag
    Size ink_size = {};                           // of the pad it was drawn on, same lengths as the points
    enum class Fit { width, whole } fit = Fit::whole;
};
void page_view(Kit& kit, const std::string& id, PageLook look);
// A drawn signature by itself, as large as fits.
void ink_view(Kit& kit, const std::string& id, std::string name, std::vector<std::vector<PenPoint>> ink, Size ink_size, Box box);

// ---- Signing (signature_pad.cpp) ------------------------------------------------
struct PadLook {
    std::string name = {}, hint = {};
    std::vector<std::vector<PenPoint>> ink = {};  // finished and current strokes; points in pixels from the pad's top left
};
struct PadAnswer {
    std::vector<PointerSample> samples;  // raw, in pixels from the pad's top left
    bool begins_stroke = false;
    Size size;                           // of the pad, pixels
};
std::optional<PadAnswer> signature_pad(Kit& kit, const std::string& id, PadLook look);

// ---- Other (qr.cpp, panels.cpp) -------------------------------------------------
// A QR code with its quiet zone, `side` units square.
void qr_code(Kit& kit, const std::string& id, std::string name, const std::string& content, float side);

struct ScrollState {
    float offset = 0, range = 0, view = 0;  // pixels, as of the last frame
    bool is_known = false;                  // it was shown before
    bool is_at_end() const { return is_known && offset >= range - 4; }
};
ScrollState scroll_state(Kit& kit, const std::string& id);
template <typename Children>
Element& scroll_area(Kit& kit, const std::string& id, Box box, Children&& children);
Element& dress_scroll(Kit& kit, const std::string& id, Element& element);

// A card above a darkened screen.
template <typename Children>
void dialog(Kit& kit, const std::string& id, std::string name, Children&& children);
void darken(Kit& kit);
Element& dress_dialog(Kit& kit, const std::string& id, std::string name, Element& element);

// ---------------------------------------------------------------------------------

template <typename Children>
Element& card(Kit& kit, Box box, Surface surface, Children&& children) {
    return dress(kit, kit.box(std::move(box), std::forward<Children>(children)), surface);
}

template <typename Children>
Element& scroll_area(Kit& kit, const std::string& id, Box box, Children&& children) {
    box.scrolls = true;
    return dress_scroll(kit, id, kit.column(std::move(box), std::forward<Children>(children)));
}

template <typename Children>
void dialog(Kit& kit, const std::string& id, std::string name, Children&& children) {
    kit.layer([&] {
        darken(kit);
        dress_dialog(kit, id, std::move(name),
                     kit.column({.gap = space::wide, .padding = all(48), .across = Align::stretch, .width_max = 860,
                                 .place_x = Align::center, .place_y = Align::center},
                                std::forward<Children>(children)));
    });
}

}  // namespace ui
