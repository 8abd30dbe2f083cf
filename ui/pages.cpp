// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets.h"

namespace ui {
namespace {

// The largest box of the page's shape inside `room`.
Rect fitted(const Rect& room, float width, float height) {
    const float scale = std::min(room.width / width, room.height / height);
    const Size size{std::floor(width * scale), std::floor(height * scale)};
    return {std::round(room.x + (room.width - size.width) / 2), std::round(room.y + (room.height - size.height) / 2), size.width, size.height};
}

Rect area_on(const Rect& page, const Rect& fractions) {
    return {page.x + fractions.x * page.width, page.y + fractions.y * page.height, fractions.width * page.width, fractions.height * page.height};
}

void draw_ink(Painter& painter, const Rect& room, const std::vector<std::vector<PenPoint>>& ink, Size ink_size, Color color) {
    if (ink_size.width <= 0 || ink_size.height <= 0) return;
    const Rect place = fitted(room, ink_size.width, ink_size.height);
    const float scale = place.width / ink_size.width;
    const float nib = std::clamp(5.4F * scale * 1.25F, 1.3F, 5.4F) * painter.scale();
    for (const std::vector<PenPoint>& stroke : ink) {
        std::vector<PenPoint> moved = stroke;
        for (PenPoint& point : moved) point.at = {place.x + point.at.x * scale, place.y + point.at.y * scale};
        painter.ink(ink_path(moved, {nib * 0.45F, nib, 2}), color);
    }
}

// A page that is still being drawn: grey lines where text will be.
void draw_placeholder(Painter& painter, const Rect& page) {
    const float margin = page.width * 0.11F, step = page.width * 0.045F;
    int line = 0;
    for (float y = page.y + margin; y < page.bottom() - margin; y += step, ++line) {
        if (line % 7 == 6) continue;
        const float width = (page.width - 2 * margin) * (line == 0 ? 0.5F : line % 7 == 5 ? 0.62F : 1.0F);
        painter.fill({page.x + margin, y, width, step * 0.38F}, rgb(0xE9EEF0), step * 0.19F);
    }
}

void draw_tag(Painter& painter, const Rect& page, const PageTag& tag, const Palette& light) {
    const Rect area = area_on(page, tag.area).inset(-painter.px(4));
    const bool is_amber = tag.kind == PageTag::Kind::sign_here;
    const Color color = is_amber ? light.sign_here : light.accent;
    painter.fill(area, with_alpha(color, is_amber ? 0.18F : 0.10F), painter.px(8));
    painter.outline(area, color, std::max(1.5F, painter.px(is_amber ? 3 : 2)), painter.px(8));
}

}  // namespace

void page_view(Kit& kit, const std::string& id, PageLook look) {
    const bool is_whole = look.fit == PageLook::Fit::whole;
    const float ratio = static_cast<float>(look.height) / static_cast<float>(std::max(1, look.width));
    const Box box{.width = fill(), .height = is_whole ? fill() : fit(), .height_min = is_whole ? 160.0F : 0.0F, .keeps_direction = true};
    const std::string name = look.name;
    const auto measure = [ratio, is_whole](float width) { return Size{width, is_whole ? 0 : std::floor(width * ratio)}; };
    // Paper stays paper in every theme.
    const Palette& light = palette_of(Contrast::light);
    const auto shown = std::make_shared<const PageLook>(std::move(look));
    Element& element = kit.leaf(box, measure, [shown, &light, &pictures = kit.pictures()](Painter& painter, const Element& self) {
        const PageLook& page_look = *shown;
        const Rect page = fitted(self.rect, static_cast<float>(page_look.width), static_cast<float>(page_look.height));
        painter.shadow(page, 0, Depth::card);
        painter.fill(page, rgb(0xFFFFFF));
        if (page_look.owner != nullptr) {
            painter.image(pictures.scaled(page_look.owner, page_look.rgba, page_look.width, page_look.height,
                                          static_cast<int>(page.width), static_cast<int>(page.height)), page);
        } else {
            draw_placeholder(painter, page);
        }
        for (const PageTag& tag : page_look.tags) {
            draw_tag(painter, page, tag, light);
            if (tag.kind == PageTag::Kind::sign_here) draw_ink(painter, area_on(page, tag.area), page_look.ink, page_look.ink_size, light.pen);
        }
    });
    element.id = id;
    std::string tags;
    for (const PageTag& tag : shown->tags) tags += (tags.empty() ? "" : "; ") + tag.label;
    element.meaning = Meaning{.role = Role::image, .name = name, .value = tags};
}

void ink_view(Kit& kit, const std::string& id, std::string name, std::vector<std::vector<PenPoint>> ink, Size ink_size, Box box) {
    const Color color = kit.palette().pen;
    box.keeps_direction = true;
    Element& element = kit.leaf(box, [ink = std::move(ink), ink_size, color](Painter& painter, const Element& self) {
        draw_ink(painter, self.rect, ink, ink_size, color);
    });
    element.id = id;
    element.meaning = Meaning{.role = Role::image, .name = std::move(name)};
}

}  // namespace ui
