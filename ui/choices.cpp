// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

namespace ui {
namespace {

void mean_option(Element& element, const std::string& id, const Option& option, Role role, bool is_chosen) {
    element.id = id;
    element.is_target = true;
    element.meaning = Meaning{.role = role, .name = option.label, .value = option.detail, .is_focusable = true, .checked = is_chosen};
}

}  // namespace

std::optional<std::size_t> segmented(Kit& kit, const std::string& id, std::span<const Option> options, std::size_t chosen) {
    std::optional<std::size_t> answer;
    const Palette& palette = kit.palette();
    const float thumb = kit.glide(id, 0, static_cast<float>(chosen), 26);
    Element& group = kit.row({.gap = 2, .padding = all(2)}, [&] {
        for (std::size_t i = 0; i < options.size(); ++i) {
            const std::string option_id = id + "." + options[i].id;
            if (kit.take_press(option_id) && i != chosen) answer = i;
            const bool is_chosen = i == chosen;
            const Color color = is_chosen ? (kit.is_high_contrast() ? palette.on_primary : palette.ink) : palette.text;
            Element& element = kit.row({.gap = 12, .padding = sides(36, 8), .along = Align::center, .across = Align::center, .width_min = 150, .height_min = 74}, [&] {
                if (options[i].icon != Icon::none) kit.plain_icon(options[i].icon, 27, color, 2.4F);
                kit.plain_text(TextRole::label, options[i].label, color, Align::center);
            });
            mean_option(element, option_id, options[i], Role::tab, is_chosen);
            element.corner = 18 * kit.scale();
        }
    });
    group.id = id;
    group.meaning = Meaning{.role = Role::group};
    group.paint = [&palette, thumb](Painter& painter, const Element& self) {
        painter.surface(self.rect, palette.track, painter.px(radius::button), Depth::none);
        if (self.children.empty()) return;
        const auto last = static_cast<float>(self.children.size() - 1);
        const float at = std::clamp(thumb, 0.0F, last), part = at - std::floor(at);
        const Rect& from = self.children[static_cast<std::size_t>(std::floor(at))]->rect;
        const Rect& to = self.children[static_cast<std::size_t>(std::ceil(at))]->rect;
        const Rect moving{from.x + (to.x - from.x) * part, from.y, from.width + (to.width - from.width) * part, from.height};
        const Rect rect = moving.inset(painter.px(4));
        if (painter.is_high_contrast()) {
            painter.fill(rect, palette.primary, painter.px(16));
        } else {
            painter.surface(rect, palette.card, painter.px(18), Depth::low);
        }
    };
    return answer;
}

std::optional<std::size_t> chips(Kit& kit, const std::string& id, std::span<const Option> options, std::optional<std::size_t> chosen) {
    std::optional<std::size_t> answer;
    Element& group = kit.row({.gap = 14, .wraps = true}, [&] {
        for (std::size_t i = 0; i < options.size(); ++i) {
            const std::string option_id = id + "." + options[i].id;
            if (kit.take_press(option_id)) answer = i;
            const bool is_chosen = chosen == i;
            const Memory& memory = kit.memory(option_id);
            const float down = kit.glide(option_id, 0, memory.is_down ? 1 : 0, 30);
            const Palette& palette = kit.palette();
            const Color background = is_chosen ? palette.primary : mix(palette.card, palette.well, down);
            const Color foreground = is_chosen ? palette.on_primary : palette.ink;
            Element& element = kit.row({.gap = 12, .padding = sides(30, 8), .along = Align::center, .across = Align::center, .width_min = 110, .height_min = 76}, [&] {
                if (options[i].icon != Icon::none) kit.plain_icon(options[i].icon, 27, foreground, 2.4F);
                kit.plain_text(TextRole::label, options[i].label, foreground, Align::center);
            });
            mean_option(element, option_id, options[i], Role::choice, is_chosen);
            element.corner = radius::button * kit.scale();
            element.press_scale = 1 - 0.018F * down;
            element.paint = [background](Painter& painter, const Element& self) { painter.surface(self.rect, background, self.corner, Depth::low); };
        }
    });
    group.id = id;
    group.meaning = Meaning{.role = Role::group};
    return answer;
}

std::optional<std::size_t> choice_list(Kit& kit, const std::string& id, std::span<const Option> options, std::optional<std::size_t> chosen) {
    std::optional<std::size_t> answer;
    Element& group = kit.column({.gap = 14, .across = Align::stretch}, [&] {
        for (std::size_t i = 0; i < options.size(); ++i) {
            const std::string option_id = id + "." + options[i].id;
            if (kit.take_press(option_id)) answer = i;
            const bool is_chosen = chosen == i;
            const Memory& memory = kit.memory(option_id);
            const float down = kit.glide(option_id, 0, memory.is_down ? 1 : 0, 30);
            const Palette& palette = kit.palette();
            Element& element = kit.row({.gap = 22, .padding = sides(28, 14), .across = Align::center, .width = fill(), .height_min = 88}, [&] {
                if (options[i].icon != Icon::none) kit.plain_icon(options[i].icon, 30, palette.accent, 2.4F);
                kit.column({.gap = 2, .width = fill()}, [&] {
                    kit.plain_text(TextRole::strong, options[i].label, palette.ink);
                    if (!options[i].detail.empty()) kit.plain_text(TextRole::secondary, options[i].detail, palette.text);
                });
                if (is_chosen) kit.plain_icon(Icon::check, 28, palette.accent, 3);
            });
            mean_option(element, option_id, options[i], Role::choice, is_chosen);
            element.corner = radius::button * kit.scale();
            element.press_scale = 1 - 0.01F * down;
            element.paint = [&palette, down](Painter& painter, const Element& self) {
                painter.surface(self.rect, mix(palette.card, palette.well, down), self.corner, Depth::low);
            };
        }
    });
    group.id = id;
    group.meaning = Meaning{.role = Role::group};
    return answer;
}

}  // namespace ui
