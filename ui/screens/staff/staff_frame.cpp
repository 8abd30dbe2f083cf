// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

namespace {

app::Language language_after(app::Language language) {
    switch (language) {
        case app::Language::english: return app::Language::spanish;
        case app::Language::spanish: return app::Language::arabic;
        case app::Language::arabic: return app::Language::english;
    }
    return app::Language::english;
}

// A flat page instead of the mist that patients see, and a band at the top edge.
void staff_page(Kit& kit) {
    kit.leaf({.width = fill(), .height = fill()}, [&palette = kit.palette()](Painter& painter, const Element& self) {
        if (!painter.is_high_contrast()) painter.fill(self.rect, palette.well);
        painter.fill({self.rect.x, self.rect.y, self.rect.width, painter.px(10)}, palette.primary);
    });
}

void staff_mark(Kit& kit) {
    const Palette& palette = kit.palette();
    Element& mark = kit.row({.gap = 10, .padding = sides(18, 6), .across = Align::center}, [&] {
        kit.plain_icon(Icon::user, 22, palette.on_primary);
        kit.plain_text(TextRole::caption, kit.words("Staff"), palette.on_primary);
    });
    mark.meaning = Meaning{.id = "staff", .role = Role::status, .name = kit.words("Staff")};
    mark.paint = [&palette](Painter& painter, const Element& self) { painter.fill(self.rect, palette.primary, self.rect.height / 2); };
}

void staff_settings(Kit& kit, const app::Surroundings& around, StaffAnswer& answer) {
    kit.row({.gap = kit.is_high_contrast() ? 14.0F : 4.0F, .across = Align::center}, [&] {
        const std::string language = own_name_of(around.language);
        const std::string spoken = kit.words("Language") + ": " + language;
        if (button(kit, "language", {.label = is_narrow(kit) ? "" : language, .name = spoken, .icon = Icon::languages, .tone = ButtonTone::quiet}))
            answer.say(app::ChooseLanguage{language_after(around.language)});
        if (button(kit, "text-size", {.name = kit.words("Text size"), .icon = Icon::text_size, .tone = ButtonTone::quiet}))
            answer.say(app::ChooseTextSize{next_of(around.text_size)});
        if (button(kit, "contrast", {.name = kit.words("High contrast"), .icon = Icon::contrast, .tone = ButtonTone::quiet}))
            answer.say(app::ChooseTheme{around.theme == app::Theme::light ? app::Theme::high_contrast : app::Theme::light});
    });
}

void staff_bar(Kit& kit, const admin::Screen& screen, StaffAnswer& answer) {
    const app::Surroundings& around = screen.surroundings;
    kit.row({.gap = 20, .padding = {0, around.is_rehearsal ? 8.0F : 26.0F, 0, 14}, .across = Align::center, .width = fill()}, [&] {
        kit.row({.gap = 14, .across = Align::center}, [&] {
            logo(kit);
            if (!is_narrow(kit)) kit.plain_text(TextRole::strong, isolate(around.place), kit.palette().ink, Align::start, 2);
            staff_mark(kit);
        });
        kit.spring_space();
        staff_settings(kit, around, answer);
        const std::string way_out = kit.words(screen.who.empty() ? "Leave" : "Sign out");
        if (button(kit, "leave", {.label = way_out, .icon = Icon::leave})) answer.say(admin::Leave{});
    });
}

void staff_foot(Kit& kit, const admin::Screen& screen) {
    const app::Surroundings& around = screen.surroundings;
    kit.row({.gap = 20, .padding = {0, 4, 0, 10}, .across = Align::center, .width = fill(), .height_min = 64}, [&] {
        status(kit, "device", Icon::shield_check, isolate(around.device_name), Tone::good);
        kit.spring_space();
        if (!screen.who.empty()) {
            const std::string left = with_values(kit.words("{n} minute until you are signed out", "{n} minutes until you are signed out", screen.minutes_left),
                                                 {{"n", std::to_string(screen.minutes_left)}});
            status(kit, "who", Icon::clock, isolate(screen.who) + " · " + left, Tone::plain);
            kit.spring_space();
        }
        status(kit, "network", around.is_online ? Icon::wifi : Icon::wifi_off, 
               kit.words(around.is_online ? "Online. Everything is kept safely on this device." : "Working offline. Everything is kept safely on this device."), Tone::plain, Align::end);
    });
}

}  // namespace

void surround_staff(Kit& kit, const admin::Screen& screen, StaffAnswer& answer, const Content& body) {
    staff_page(kit);
    kit.column({.padding = sides(space::page, 0), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        if (screen.surroundings.is_rehearsal) rehearsal_banner(kit);
        staff_bar(kit, screen, answer);
        kit.column({.gap = 12, .across = Align::stretch, .width = fill(), .height = fill()}, body);
        staff_foot(kit, screen);
    });
    if (screen.surroundings.is_rehearsal) rehearsal_frame(kit);
}

void staff_actions(Kit& kit, const app::Surroundings& around, StaffAnswer& answer, const Content& primary) {
    kit.row({.gap = 24, .across = Align::center, .width = fill()}, [&] {
        if (around.may_go_back &&
            button(kit, "back", {.label = kit.words("Back"), .icon = Icon::arrow_left, .size = ButtonSize::large, .is_back = true}))
            answer.say(app::GoBack{});
        kit.spring_space();
        if (primary) primary();
    });
}

void staff_columns(Kit& kit, const std::string& id, const Content& start, const Content& end, float end_width) {
    const Box scrolled{.gap = 24, .padding = {0, 8, 0, 16}, .across = Align::stretch, .width = fill(), .height = fill()};
    if (is_narrow(kit)) {
        scroll_area(kit, id, scrolled, [&] {
            start();
            end();
        });
        return;
    }
    kit.row({.gap = 48, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        scroll_area(kit, id, scrolled, start);
        scroll_area(kit, id + ".end", {.gap = 16, .padding = {0, 8, 0, 16}, .across = Align::stretch, .width = units(worded(kit, end_width)), .height = fill()}, end);
    });
}

void staff_card(Kit& kit, const std::string& id, Icon icon, Tone tone, std::string title, std::string text, const Content& more) {
    scroll_area(kit, id, {.padding = {0, 8, 0, 16}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.gap = 22, .padding = all(44), .across = Align::stretch, .width = fill(), .width_max = worded(kit, 1100)}, Surface::card, [&] {
            kit.stack({.width = units(72), .height = units(72)}, [&] {
                const Palette& palette = kit.palette();
                const Color front = tone == Tone::trouble ? palette.trouble : tone == Tone::good ? palette.done : palette.accent;
                const Color back = tone == Tone::trouble ? palette.trouble_tint : tone == Tone::good ? palette.done_tint : palette.tint;
                kit.leaf({.width = units(72), .height = units(72)}, [icon, front, back](Painter& painter, const Element& self) {
                    painter.disc(self.rect.center(), self.rect.width / 2, back);
                    if (painter.is_high_contrast()) painter.ring(self.rect.center(), self.rect.width / 2 - 2, front, painter.px(3));
                    painter.icon(icon, self.rect.center(), painter.px(36), front, painter.px(3));
                });
            });
            introduce(kit, std::move(title), std::move(text), TextRole::heading);
            if (more) more();
        });
    });
}

}  // namespace screens
