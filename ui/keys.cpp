// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

#include <string_view>

namespace ui {
namespace {

struct KeyLook {
    std::string label = {};
    Icon icon = Icon::none;
    std::string name = {};     // spoken, when the label is a picture
    float weight = 1;
    float height = 76;
    TextRole role = TextRole::key;
    bool is_strong = false;
};

bool key(Kit& kit, const std::string& id, const KeyLook& look) {
    const bool is_pressed = kit.take_press(id);
    const float down = kit.glide(id, 0, kit.memory(id).is_down ? 1 : 0, 40);
    const Palette& palette = kit.palette();
    const Color background = look.is_strong ? palette.primary : mix(palette.card, palette.tint, down);
    const Color foreground = look.is_strong ? palette.on_primary : palette.ink;
    Element& element = kit.row({.along = Align::center, .across = Align::center, .width = fill(look.weight), .width_min = 72, .height_min = look.height}, [&] {
        if (look.icon != Icon::none) kit.plain_icon(look.icon, 34, foreground, 2.6F);
        if (!look.label.empty()) kit.plain_text(look.role, look.label, foreground, Align::center);
    });
    element.id = id;
    element.is_target = true;
    element.corner = 18 * kit.scale();
    element.press_scale = 1 - 0.03F * down;
    element.meaning = Meaning{.role = Role::key, .name = look.name.empty() ? look.label : look.name, .is_focusable = true};
    element.paint = [background](Painter& painter, const Element& self) { painter.surface(self.rect, background, self.corner, Depth::low); };
    return is_pressed;
}

// The first character of `text` in UTF-8.
std::string take_character(std::string_view& text) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80) ++length;
    std::string out(text.substr(0, length));
    text.remove_prefix(length);
    return out;
}

struct Rows {
    std::string_view small[3], large[3], marks[3] = {};
};

// Spaces part nothing here: every character is a key.
Rows rows_of(KeyLayout layout) {
    switch (layout) {
        case KeyLayout::english:
            return {{"qwertyuiop", "asdfghjkl'", "zxcvbnm.-"}, {"QWERTYUIOP", "ASDFGHJKL'", "ZXCVBNM.-"}};
        case KeyLayout::password:
            return {{"qwertyuiop", "asdfghjkl'", "zxcvbnm.-"}, {"QWERTYUIOP", "ASDFGHJKL'", "ZXCVBNM.-"}, {"!\"#$%&*/\\|", "()[]{}<>+=", "_~^`;:?.-"}};
        case KeyLayout::spanish:
            return {{"qwertyuiop", "asdfghjklñ", "zxcvbnm.-"}, {"ÁÉÍÓÚÜÑIOP", "ASDFGHJKLÑ", "ZXCVBNM.-"}};
        case KeyLayout::arabic:
            return {{"ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"}, {"ًٌٍَُِّْذإأآ", "شسيبلاتنمكط", "ـءؤرىةوزظ"}};
    }
    return {};
}

std::optional<KeyAnswer> from_real_keys(Kit& kit) {
    if (kit.take_erase()) return KeyAnswer{.is_erase = true};
    std::string typed = kit.take_typed();
    if (typed.empty()) return std::nullopt;
    return KeyAnswer{.typed = std::move(typed)};
}

}  // namespace

std::optional<KeyAnswer> keypad(Kit& kit, const std::string& id) {
    std::optional<KeyAnswer> answer = from_real_keys(kit);
    if (answer && !answer->typed.empty() && (answer->typed[0] < '0' || answer->typed[0] > '9')) answer.reset();
    Element& group = kit.column({.gap = 14, .width = units(412), .keeps_direction = true}, [&] {
        for (int line = 0; line < 3; ++line) {
            kit.row({.gap = 14, .width = fill()}, [&] {
                for (int i = 1; i <= 3; ++i) {
                    const std::string digit = std::to_string(line * 3 + i);
                    if (key(kit, id + "." + digit, {.label = digit, .height = 104, .role = TextRole::digit})) answer = KeyAnswer{.typed = digit};
                }
            });
        }
        kit.row({.gap = 14, .width = fill()}, [&] {
            if (key(kit, id + ".clear", {.icon = Icon::cross, .name = kit.words("Clear"), .height = 104})) answer = KeyAnswer{.is_clear = true};
            if (key(kit, id + ".0", {.label = "0", .height = 104, .role = TextRole::digit})) answer = KeyAnswer{.typed = "0"};
            if (key(kit, id + ".erase", {.icon = Icon::erase_digit, .name = kit.words("Delete"), .height = 104})) answer = KeyAnswer{.is_erase = true};
        });
    });
    group.id = id;
    group.meaning = Meaning{.role = Role::group, .name = kit.words("Keypad")};
    return answer;
}

std::optional<KeyAnswer> keyboard(Kit& kit, const std::string& id, KeyLayout layout) {
    enum Mode { small, large, marks };
    const bool is_password = layout == KeyLayout::password;
    std::optional<KeyAnswer> answer = from_real_keys(kit);
    Memory& memory = kit.memory(id);
    const Rows rows = rows_of(layout);
    const auto character_keys = [&](std::string_view characters) {
        while (!characters.empty()) {
            const std::string character = take_character(characters);
            if (key(kit, id + "." + character, {.label = character})) {
                answer = KeyAnswer{.typed = character};
                if (!is_password) memory.mode = small;  // one capital at a time
            }
        }
    };
    Element& group = kit.column({.gap = 10, .width = fill(), .keeps_direction = layout != KeyLayout::arabic}, [&] {
        kit.row({.gap = 10, .width = fill(), .keeps_direction = true}, [&] { character_keys("1234567890"); });
        for (std::size_t line = 0; line < 3; ++line) {
            kit.row({.gap = 10, .width = fill()}, [&] {
                if (line == 2 && key(kit, id + ".shift", {.icon = Icon::shift, .name = kit.words("Capitals"), .weight = 1.4F, .is_strong = memory.mode == large})) {
                    memory.mode = memory.mode == large ? small : large;
                }
                character_keys(memory.mode == marks ? rows.marks[line] : memory.mode == large ? rows.large[line] : rows.small[line]);
                if (line == 2 && key(kit, id + ".erase", {.icon = Icon::erase_digit, .name = kit.words("Delete"), .weight = 1.4F})) answer = KeyAnswer{.is_erase = true};
            });
        }
        kit.row({.gap = 10, .width = fill()}, [&] {
            if (is_password && key(kit, id + ".marks", {.label = "#+=", .name = kit.words("Marks"), .weight = 1.4F, .role = TextRole::label, .is_strong = memory.mode == marks}))
                memory.mode = memory.mode == marks ? small : marks;
            for (const char* mark : {layout == KeyLayout::arabic ? "،" : ",", "@"}) {
                if (key(kit, id + "." + mark, {.label = mark})) answer = KeyAnswer{.typed = mark};
            }
            if (key(kit, id + ".space", {.label = kit.words("Space"), .weight = 5, .role = TextRole::label})) answer = KeyAnswer{.typed = " "};
            if (key(kit, id + ".enter", {.label = kit.words("Next"), .weight = 2, .role = TextRole::label, .is_strong = true})) answer = KeyAnswer{.is_enter = true};
        });
    });
    group.id = id;
    group.meaning = Meaning{.role = Role::group, .name = kit.words("Keyboard")};
    return answer;
}

}  // namespace ui
