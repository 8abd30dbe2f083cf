// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

namespace ui {
namespace {

// A disc's side, in units, for the number in it at the person's text size: it has air
// to give, so it need not grow as much as the number does.
float around_number(const Kit& kit, float side) {
    return side * std::min(1.3F, style_of(TextRole::status, kit.preferences().text_scale).size / style_of(TextRole::status, TextScale::normal).size);
}

// A numbered disc: done, current, or still to come.
void step_mark(Kit& kit, std::size_t index, std::size_t current, float normal_side) {
    const float side = around_number(kit, normal_side);
    const Palette& palette = kit.palette();
    const bool is_done = index < current, is_current = index == current;
    const Color background = is_done ? palette.accent : is_current ? palette.primary : palette.track;
    const Color foreground = is_done ? palette.on_accent : is_current ? palette.on_primary : palette.muted;
    kit.stack({.width = units(side), .height = units(side)}, [&] {
          Element& inside = is_done ? kit.plain_icon(Icon::check, side * 0.56F, foreground, 2.6F)
                                    : kit.plain_text(TextRole::status, std::to_string(index + 1), foreground, Align::center);
          inside.is_text = false;  // the disc is drawn for its size
          inside.box.place_x = inside.box.place_y = Align::center;
      }).paint = [=](Painter& painter, const Element& self) {
        painter.disc(self.rect.center(), self.rect.width / 2, background);
        if (painter.is_high_contrast() && !is_done && !is_current) painter.ring(self.rect.center(), self.rect.width / 2 - 1, foreground, 2);
    };
}

}  // namespace

void stepper(Kit& kit, std::span<const std::string> steps, std::size_t current) {
    const Palette& palette = kit.palette();
    const TextStyle style = kit.style(TextRole::strong);
    // Labels are dropped before they are squeezed: all of them, or all but the current one.
    const float room = kit.size_in_units().width;
    const bool has_labels = room * kit.scale() > style.size * 72;
    Element& group = kit.row({.gap = has_labels ? 12.0F : 8.0F, .across = Align::center}, [&] {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            if (i > 0) {
                const Color color = i <= current ? palette.accent : kit.is_high_contrast() ? palette.line : palette.track;
                kit.leaf({.width = units(has_labels ? 38 : 16), .height = units(4)}, [color](Painter& painter, const Element& self) {
                    painter.fill(self.rect, color, self.rect.height / 2);
                });
            }
            const bool is_current = i == current;
            Element& step = kit.row({.gap = 12, .across = Align::center}, [&] {
                step_mark(kit, i, current, 34);
                if (has_labels || is_current) {
                    const Color color = is_current ? palette.ink : i < current ? palette.text : palette.muted;
                    kit.plain_text(is_current ? TextRole::caption : TextRole::status, steps[i], color);
                }
            });
            step.meaning = Meaning{.role = Role::step, .name = steps[i],
                                   .value = kit.words(i < current ? "done" : is_current ? "now" : "to come")};
        }
    });
    group.id = "steps";
    group.meaning = Meaning{.role = Role::group};
}

void progress_list(Kit& kit, std::span<const std::string> steps, std::size_t done) {
    const Palette& palette = kit.palette();
    kit.column({.gap = 26, .across = Align::start}, [&] {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const bool is_done = i < done, is_now = i == done;
            Element& row = kit.row({.gap = 24, .across = Align::center}, [&] {
                if (is_now && !kit.preferences().is_reduced_motion) {
                    kit.keep_moving();
                    const float turn = static_cast<float>(kit.now_us() % 1100000) / 1.1e6F;
                    const float side = around_number(kit, 48);
                    kit.leaf({.width = units(side), .height = units(side)}, [&palette, turn](Painter& painter, const Element& self) {
                        const float r = self.rect.width / 2 - painter.px(4);
                        painter.ring(self.rect.center(), r, palette.track, painter.px(5));
                        painter.ring(self.rect.center(), r, palette.accent, painter.px(5), turn, turn + 0.3F);
                    });
                } else {
                    step_mark(kit, i, done, 48);
                }
                kit.plain_text(is_now ? TextRole::strong : TextRole::body, steps[i], is_done || is_now ? palette.ink : palette.muted);
            });
            row.meaning = Meaning{.role = Role::step, .name = steps[i], .value = kit.words(is_done ? "done" : is_now ? "now" : "to come"), .is_live = is_now};
        }
    });
}

void countdown(Kit& kit, const std::string& id, std::uint32_t seconds_left, std::uint32_t seconds_total, std::string text) {
    const Palette& palette = kit.palette();
    const float share = seconds_total == 0 ? 0 : std::min(1.0F, static_cast<float>(seconds_left) / static_cast<float>(seconds_total));
    Element& element = kit.row({.gap = 16, .across = Align::center}, [&] {
        kit.stack({.width = units(around_number(kit, 52)), .height = units(around_number(kit, 52))}, [&] {
              Element& number = kit.plain_text(TextRole::status, std::to_string(seconds_left), palette.ink, Align::center);
              number.is_text = false;
              number.box.place_x = number.box.place_y = Align::center;
          }).paint = [&palette, share](Painter& painter, const Element& self) {
            const float r = self.rect.width / 2 - painter.px(4);
            painter.ring(self.rect.center(), r, painter.is_high_contrast() ? with_alpha(palette.line, 0.4F) : palette.track, painter.px(5));
            if (share > 0) painter.ring(self.rect.center(), r, palette.accent, painter.px(5), 0, share);
        };
        if (!text.empty()) kit.plain_text(TextRole::secondary, text, palette.text);
    });
    element.id = id;
    element.box.yields = true;  // its words wrap before a button's do
    element.meaning = Meaning{.role = Role::progress, .name = std::move(text), .value = std::to_string(seconds_left)};
}

void done_mark(Kit& kit, const std::string& id) {
    const Palette& palette = kit.palette();
    const float grown = kit.preferences().is_reduced_motion ? 1 : [&] {
        Memory& memory = kit.memory(id);
        if (memory.mode == 0) memory.springs[0] = {0.6F, 0, true};
        memory.mode = 1;
        return kit.glide(id, 0, 1, 14);
    }();
    Element& element = kit.leaf({.width = units(124), .height = units(124)}, [&palette, grown](Painter& painter, const Element& self) {
        const Point center = self.rect.center();
        const float r = self.rect.width / 2;
        painter.disc(center, r * grown, palette.done_tint);
        painter.disc(center, r * 0.71F * grown, palette.done);
        painter.icon(Icon::check, center, painter.px(50), palette.card, painter.px(5));
    });
    element.id = id;
    element.meaning = Meaning{.role = Role::image, .name = kit.words("Done")};
}

}  // namespace ui
