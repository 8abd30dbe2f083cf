// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

namespace ui {
namespace {

struct Dimensions {
    float height, padding, icon, gap, corner;
    TextRole role;
};

Dimensions dimensions_of(ButtonSize size) {
    switch (size) {
        case ButtonSize::normal: return {76, 30, 28, 14, 22, TextRole::label};
        case ButtonSize::large: return {92, 40, 34, 16, 24, TextRole::label_large};
        case ButtonSize::huge: return {120, 54, 40, 18, 26, TextRole::label_huge};
    }
    return {};
}

// What points towards the start points the other way from right to left.
Icon directed(const Kit& kit, Icon icon) {
    if (!kit.is_rtl()) return icon;
    if (icon == Icon::arrow_left) return Icon::arrow_right;
    if (icon == Icon::arrow_right) return Icon::arrow_left;
    return icon;
}

struct Colors {
    Color background, foreground;
    Depth depth;
};

// On black, where nothing can be pressed: 8:1, and plainly not the white of what can.
constexpr Color resting_in_high_contrast = rgb(0x9AA4AD);

Colors colors_of(const Kit& kit, const ButtonLook& look, float over, float down) {
    const Palette& p = kit.palette();
    if (!look.is_enabled) {
        if (kit.is_high_contrast()) return {p.card, resting_in_high_contrast, Depth::none};
        return {p.track, p.muted, Depth::none};
    }
    switch (look.tone) {
        case ButtonTone::primary: return {mix(p.primary, p.primary_over, std::max(over * 0.5F, down)), p.on_primary, Depth::low};
        case ButtonTone::secondary: return {mix(p.card, p.well, std::max(over * 0.6F, down)), p.ink, Depth::low};
        case ButtonTone::tinted: return {mix(p.tint, kit.preferences().contrast == Contrast::light ? rgb(0xC4E4E4) : p.tint, std::max(over * 0.5F, down)), p.ink, Depth::none};
        case ButtonTone::quiet: return {with_alpha(p.shade, kit.is_high_contrast() ? 1.0F : 0.09F * std::max(over * 0.5F, down)), p.text, Depth::none};
    }
    return {p.card, p.ink, Depth::low};
}

}  // namespace

bool button(Kit& kit, const std::string& id, const ButtonLook& look) {
    const bool is_pressed = look.is_enabled && kit.take_press(id);
    const Memory& memory = kit.memory(id);
    const float down = kit.glide(id, 0, memory.is_down ? 1 : 0, 30), over = kit.glide(id, 1, memory.is_hovered ? 1 : 0, 18);
    const Dimensions size = dimensions_of(look.size);
    const Colors colors = colors_of(kit, look, over, down);
    const bool is_icon_only = look.label.empty();
    Element& element = kit.row({.gap = size.gap,
                                .padding = sides(is_icon_only ? 16 : look.tone == ButtonTone::quiet ? 20 : size.padding, 10),
                                .along = Align::center,
                                .across = Align::center,
                                .width = look.is_wide ? fill() : fit(),
                                .width_min = size.height,
                                .height_min = size.height},
                               [&] {
                                   if (look.icon != Icon::none) kit.plain_icon(directed(kit, look.icon), size.icon, colors.foreground, 2.6F);
                                   if (!is_icon_only) kit.plain_text(size.role, look.label, colors.foreground, Align::center);
                                   if (look.icon_end != Icon::none) kit.plain_icon(directed(kit, look.icon_end), size.icon, colors.foreground, 2.6F);
                               });
    element.id = id;
    element.is_target = look.is_enabled;
    element.is_back = look.is_back && look.is_enabled;
    element.corner = size.corner * kit.scale();
    element.press_scale = 1 - 0.018F * down;
    element.meaning = Meaning{.role = Role::button, .name = look.name.empty() ? look.label : look.name, .hint = look.hint,
                              .is_enabled = look.is_enabled, .is_focusable = look.is_enabled};
    const bool is_plain = look.tone == ButtonTone::quiet;
    element.paint = [colors, is_plain, is_enabled = look.is_enabled](Painter& painter, const Element& self) {
        if (!is_enabled && painter.is_high_contrast()) {
            painter.fill(self.rect, colors.background, self.corner);
            painter.outline(self.rect, colors.foreground, std::max(1.0F, painter.px(2)), self.corner);
        } else if (is_plain && !painter.is_high_contrast()) {
            painter.fill(self.rect, colors.background, self.corner);
        } else {
            painter.surface(self.rect, colors.background, self.corner, colors.depth);
        }
    };
    return is_pressed;
}

bool hold_to_confirm(Kit& kit, const std::string& id, std::string label, std::string hint) {
    enum Mode { resting, held, armed };
    Memory& memory = kit.memory(id);
    const bool is_selected = kit.take_press(id) && kit.shows_focus();  // by keypad
    bool is_confirmed = false;
    float progress = 0;
    if (memory.is_down && memory.mode != held) {
        progress = static_cast<float>(kit.now_us() - memory.down_since_us) / (hold_ms * 1000.0F);
        kit.keep_moving();
        if (progress >= 1) {
            is_confirmed = true;
            memory.mode = held;  // until it is let go: one hold confirms once
        }
    } else if (!memory.is_down && memory.mode == held) {
        memory.mode = resting;
    }
    if (is_selected) {
        is_confirmed = memory.mode == armed;
        memory.mode = memory.mode == armed ? resting : armed;
    }
    if (memory.mode == armed) {
        hint = kit.words("Press again to confirm");
        if (!kit.is_focused(id)) memory.mode = resting;
    }
    const float shown = std::clamp(std::max(progress, memory.mode == held ? 1.0F : kit.glide(id, 2, 0)), 0.0F, 1.0F);
    const float down = kit.glide(id, 0, memory.is_down ? 1 : 0, 30);
    const Palette& palette = kit.palette();
    Element& element = kit.row({.gap = 26, .padding = sides(36, 18), .along = Align::center, .across = Align::center, .height_min = 124}, [&] {
        kit.leaf({.width = units(68), .height = units(68)}, [&palette, shown](Painter& painter, const Element& self) {
            const Point center = self.rect.center();
            const float outer = self.rect.width / 2 - painter.px(4), width = painter.px(6);
            painter.ring(center, outer, with_alpha(palette.on_primary, 0.28F), width);
            if (shown > 0) painter.ring(center, outer, palette.on_primary, width, 0, shown);
            painter.icon(Icon::signature, center, painter.px(34), palette.on_primary, painter.px(2.6F));
        });
        kit.column({.gap = 2}, [&] {
            kit.plain_text(TextRole::label_large, label, palette.on_primary);
            kit.plain_text(TextRole::secondary, hint, with_alpha(palette.on_primary, kit.is_high_contrast() ? 1.0F : 0.85F));
        });
    });
    element.id = id;
    element.box.yields = true;
    element.is_target = true;
    element.corner = 28 * kit.scale();
    element.press_scale = 1 - 0.012F * down;
    element.meaning = Meaning{.role = Role::button, .name = std::move(label), .hint = std::move(hint), .is_focusable = true};
    element.paint = [&palette, shown](Painter& painter, const Element& self) {
        painter.surface(self.rect, mix(palette.primary, palette.primary_over, shown), self.corner, Depth::card);
    };
    return is_confirmed;
}

}  // namespace ui
