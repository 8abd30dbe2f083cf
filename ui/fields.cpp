// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

namespace ui {

void digit_field(Kit& kit, const std::string& id, const DigitField& field) {
    const Palette& palette = kit.palette();
    // Digits run from left to right in every script we show.
    Element& element = kit.row({.gap = 14, .keeps_direction = true}, [&] {
        for (std::size_t i = 0; i < field.total; ++i) {
            const bool is_typed = i < field.count, is_next = i == field.count;
            Element& box = kit.stack({.width = units(76), .height = units(92)}, [&] {
                if (is_typed && !field.is_secret && i < field.digits.size()) {
                    Element& digit = kit.plain_text(TextRole::digit, field.digits.substr(i, 1), palette.ink, Align::center);
                    digit.box.place_x = digit.box.place_y = Align::center;
                }
            });
            const Color edge = field.is_troubled ? palette.trouble : is_next ? palette.accent : palette.line;
            const bool has_dot = is_typed && field.is_secret;
            box.paint = [&palette, edge, is_next, has_dot](Painter& painter, const Element& self) {
                painter.fill(self.rect, palette.card, painter.px(radius::field));
                painter.outline(self.rect, edge, std::max(2.0F, painter.px(is_next ? 4 : 2)), painter.px(radius::field));
                if (has_dot) painter.disc(self.rect.center(), painter.px(10), palette.ink);
            };
        }
    });
    element.id = id;
    element.meaning = Meaning{.role = Role::field, .name = field.name,
                              .value = field.is_secret ? std::to_string(field.count) + " / " + std::to_string(field.total) : field.digits};
}

void text_field(Kit& kit, const std::string& id, std::string label, std::string value, std::string hint, bool is_troubled) {
    const Palette& palette = kit.palette();
    Element& element = kit.column({.gap = 10, .across = Align::stretch, .width = fill()}, [&] {
        if (!label.empty()) kit.plain_text(TextRole::caption, label, palette.ink);
        kit.row({.gap = 4, .padding = sides(26, 14), .across = Align::center, .width = fill(), .height_min = 88}, [&] {
               if (!value.empty()) kit.plain_text(TextRole::label_large, value, palette.ink);
               // A caret that does not blink: blinking would draw frames for ever.
               kit.leaf({.width = units(3), .height = units(42)}, [&palette](Painter& painter, const Element& self) {
                   painter.fill(self.rect, palette.accent);
               });
           }).paint = [&palette, is_troubled](Painter& painter, const Element& self) {
            painter.fill(self.rect, palette.card, painter.px(radius::field));
            painter.outline(self.rect, is_troubled ? palette.trouble : palette.accent, std::max(2.0F, painter.px(3)), painter.px(radius::field));
        };
        if (!hint.empty()) kit.plain_text(TextRole::secondary, hint, palette.text);
    });
    element.id = id;
    element.meaning = Meaning{.role = Role::field, .name = std::move(label), .value = std::move(value), .hint = std::move(hint)};
}

}  // namespace ui
