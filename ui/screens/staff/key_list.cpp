// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

Color color_of(const Kit& kit, admin::Standing standing) {
    const Palette& palette = kit.palette();
    switch (standing) {
        case admin::Standing::active: return palette.done;
        case admin::Standing::ready: return palette.accent;
        case admin::Standing::expired: return palette.trouble;
        default: return palette.muted;
    }
}

bool key_row(Kit& kit, const admin::KeyLine& key) {
    const std::string id = "key." + key.name;
    const bool is_pressed = kit.take_press(id);
    const float down = kit.glide(id, 0, kit.memory(id).is_down ? 1 : 0, 30);
    const Palette& palette = kit.palette();
    const std::string standing = words_of(kit, key.standing), under = line_under(kit, key);
    Element& row = kit.row({.gap = 22, .padding = sides(26, 10), .across = Align::center, .width = fill(), .height_min = 82}, [&] {
        kit.leaf({.width = units(16), .height = units(16)}, [color = color_of(kit, key.standing)](Painter& painter, const Element& self) {
            painter.disc(self.rect.center(), self.rect.width / 2, color);
        });
        kit.column({.gap = 0, .width = fill()}, [&] {
            kit.plain_text(TextRole::strong, isolate(key.name), palette.ink);
            kit.plain_text(TextRole::status, under, palette.text);
        });
        if (key.urgency != admin::Urgency::none) kit.plain_icon(Icon::alert, 28, tone_of(key.urgency) == Tone::trouble ? palette.trouble : palette.accent);
        kit.plain_text(TextRole::caption, standing, palette.ink, Align::end);
    });
    row.id = id;
    row.is_target = true;
    row.corner = radius::button * kit.scale();
    row.press_scale = 1 - 0.01F * down;
    row.meaning = Meaning{.id = id, .role = Role::button, .name = clean(key.name), .value = standing + ", " + without_isolates(under),
                          .hint = urgency_words(kit, key), .is_focusable = true};
    row.paint = [&palette, down](Painter& painter, const Element& self) {
        painter.surface(self.rect, mix(palette.card, palette.well, down), self.corner, Depth::low);
    };
    return is_pressed;
}

}  // namespace

void draw_staff_content(Kit& kit, const admin::KeyListScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    scroll_area(kit, "keys", {.gap = 12, .padding = {0, 8, 0, 16}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words("Keys and certificates"), kit.words("What the chip of this device holds, read from the chip just now."), TextRole::heading);
        kit.space(4);
        for (const admin::KeyLine& key : screen.keys)
            if (key_row(kit, key)) answer.say(admin::OpenKey{key.name});
    });
    staff_actions(kit, around, answer, [&] {
        if (screen.may_import && button(kit, "import", {.label = words_of(kit, admin::Step::import), .icon = Icon::file_check, .size = ButtonSize::large}))
            answer.say(admin::OpenStick{});
        if (screen.may_create &&
            button(kit, "create", {.label = words_of(kit, admin::Step::create), .icon = Icon::seal, .tone = ButtonTone::primary, .size = ButtonSize::large}))
            answer.say(admin::ChooseStep{admin::Step::create});
    });
}

}  // namespace screens
