// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

namespace ui {
namespace {

struct Colors {
    Color background, foreground;
};

Colors colors_of(const Kit& kit, Tone tone) {
    const Palette& p = kit.palette();
    switch (tone) {
        case Tone::plain: return {p.well, p.muted};
        case Tone::accent: return {p.tint, p.accent};
        case Tone::good: return {p.done_tint, p.done};
        case Tone::trouble: return {p.trouble_tint, p.trouble};
    }
    return {p.well, p.muted};
}

}  // namespace

void heading(Kit& kit, std::string text, TextRole role, int level, Align align) {
    Element& element = kit.plain_text(role, text, kit.palette().ink, align);
    element.meaning = Meaning{.role = Role::heading, .name = std::move(text), .level = level};
    if (align == Align::center) element.box.width = fill();
}

void paragraph(Kit& kit, std::string text, TextRole role, Align align) {
    paragraph_in(kit, std::move(text), role, kit.palette().text, align);
}

void paragraph_in(Kit& kit, std::string text, TextRole role, Color color, Align align) {
    Element& element = kit.plain_text(role, text, color, align);
    element.meaning = Meaning{.role = Role::text, .name = std::move(text)};
    if (align == Align::center) element.box.width = fill();
}

Element& dress(Kit& kit, Element& element, Surface surface) {
    const Palette& palette = kit.palette();
    const float scale = kit.scale();
    const Color color = surface == Surface::card ? palette.card : surface == Surface::well ? palette.well : palette.tint;
    const Depth depth = surface == Surface::card ? Depth::card : Depth::none;
    element.corner = (surface == Surface::card ? radius::card : radius::button) * scale;
    element.paint = [color, depth](Painter& painter, const Element& self) { painter.surface(self.rect, color, self.corner, depth); };
    return element;
}

void pill(Kit& kit, Icon icon, std::string text, Tone tone) {
    const Colors colors = colors_of(kit, tone);
    Element& element = kit.row({.gap = 12, .padding = sides(20, 10), .across = Align::center}, [&] {
        kit.plain_icon(icon, 22, colors.foreground);
        kit.plain_text(TextRole::caption, text, kit.palette().ink);
    });
    element.meaning = Meaning{.role = Role::text, .name = std::move(text)};
    element.paint = [colors](Painter& painter, const Element& self) {
        painter.surface(self.rect, colors.background, self.rect.height / 2, Depth::none);
    };
}

void status(Kit& kit, const std::string& id, Icon icon, std::string text, Tone tone, Align along) {
    const Colors colors = colors_of(kit, tone);
    Element& element = kit.row({.gap = 10, .along = along, .across = Align::center}, [&] {
        kit.plain_icon(icon, 22, tone == Tone::plain ? kit.palette().text : colors.foreground, 2);
        Element& words = kit.plain_text(TextRole::status, text, kit.palette().text);
        words.box.is_optional = true;  // the icon says it too
        words.box.yields = true;       // in two lines before it goes
        words.box.width_min = std::round(15 * kit.style(TextRole::status).size);
    });
    element.box.yields = true;
    element.id = id;
    element.meaning = Meaning{.role = Role::status, .name = std::move(text)};
}

void fact(Kit& kit, Icon icon, std::string title, std::string detail, Tone tone, TextRole role) {
    const Colors colors = colors_of(kit, tone);
    // Beside two or more lines the mark stands at the first: so do its neighbours' marks.
    Element& element = kit.row({.gap = 20, .across = detail.empty() ? Align::center : Align::start, .width = fill()}, [&] {
        kit.stack({.width = units(56), .height = units(56)}, [&] {
              Element& mark = kit.plain_icon(icon, 26, colors.foreground);
              mark.box.place_x = mark.box.place_y = Align::center;
          }).paint = [colors](Painter& painter, const Element& self) {
            painter.disc(self.rect.center(), self.rect.width / 2, colors.background);
            if (painter.is_high_contrast()) painter.ring(self.rect.center(), self.rect.width / 2 - 2, colors.foreground, 2);
        };
        kit.column({.gap = 2, .width = fill()}, [&] {
            kit.plain_text(TextRole::strong, title, kit.palette().ink);
            if (!detail.empty()) kit.plain_text(role, detail, kit.palette().text);
        });
    });
    element.meaning = Meaning{.role = Role::list_item, .name = std::move(title), .value = std::move(detail)};
}

void trouble(Kit& kit, const std::string& id, std::string text) {
    const Palette& palette = kit.palette();
    Element& element = kit.row({.gap = 14, .padding = sides(20, 14), .across = Align::center}, [&] {
        kit.plain_icon(Icon::alert, 26, palette.trouble);
        kit.plain_text(TextRole::secondary, text, palette.trouble);
    });
    element.id = id;
    element.corner = radius::field * kit.scale();
    element.meaning = Meaning{.role = Role::status, .name = std::move(text), .is_live = true};
    element.paint = [&palette](Painter& painter, const Element& self) {
        painter.surface(self.rect, palette.trouble_tint, self.corner, Depth::none);
    };
}

void hairline(Kit& kit) {
    kit.leaf({.width = fill(), .height = units(1.5F)}, [color = kit.palette().line](Painter& painter, const Element& self) {
        painter.fill(self.rect, color);
    });
}

ScrollState scroll_state(Kit& kit, const std::string& id) {
    const Memory& memory = kit.memory(id);
    return {memory.scroll_offset, memory.scroll_range, memory.view_height, memory.view_height > 0};
}

Element& dress_scroll(Kit& kit, const std::string& id, Element& element) {
    const Palette& palette = kit.palette();
    element.id = id;
    element.paint_over = [&palette](Painter& painter, const Element& self) {
        const float range = self.content_height - self.rect.height;
        if (range <= 1) return;
        const bool is_rtl = self.direction == Direction::right_to_left;
        const float width = painter.px(8), margin = painter.px(6), reach = painter.px(14);
        const Rect track{is_rtl ? self.rect.x - reach : self.rect.right() + reach - width, self.rect.y + margin, width, self.rect.height - 2 * margin};
        const float length = std::max(painter.px(48), track.height * self.rect.height / self.content_height);
        const float at = track.y + (track.height - length) * self.scroll_offset / range;
        painter.fill(track, palette.line, width / 2);
        painter.fill({track.x, at, width, length}, palette.accent, width / 2);
    };
    return element;
}

void darken(Kit& kit) {
    kit.leaf({.width = fill(), .height = fill()}, [shade = kit.palette().shade](Painter& painter, const Element& self) {
        painter.fill(self.rect, with_alpha(shade, 0.55F));
    });
}

Element& dress_dialog(Kit& kit, const std::string& id, std::string name, Element& element) {
    dress(kit, element, Surface::card);
    element.id = id;
    element.meaning = Meaning{.role = Role::dialog, .name = std::move(name), .is_live = true};
    return element;
}

}  // namespace ui
