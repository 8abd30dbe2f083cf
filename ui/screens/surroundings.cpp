// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"

namespace screens {

using namespace ui;

std::string own_name_of(app::Language language) {
    switch (language) {
        case app::Language::english: return "English";
        case app::Language::spanish: return "Español";
        case app::Language::arabic: return "العربية";
    }
    return {};
}

app::TextSize next_of(app::TextSize size) {
    switch (size) {
        case app::TextSize::normal: return app::TextSize::large;
        case app::TextSize::large: return app::TextSize::largest;
        case app::TextSize::largest: return app::TextSize::normal;
    }
    return app::TextSize::normal;
}

void logo(Kit& kit) {
    const Palette& palette = kit.palette();
    kit.leaf({.width = units(56), .height = units(56)}, [&palette](Painter& painter, const Element& self) {
        painter.fill(self.rect, palette.primary, painter.px(13));
        painter.icon(Icon::quill, self.rect.center(), painter.px(32), palette.on_primary, painter.px(2.5F));
    });
}

// Hangs from the top edge and takes room of its own: it never lies over anything.
void rehearsal_banner(Kit& kit) {
    const Palette& palette = kit.palette();
    kit.row({.along = Align::center, .width = fill()}, [&] {
        Element& label = kit.row({.padding = sides(28, 4)}, [&] {
            kit.plain_text(TextRole::status, kit.words("TEST, not evidence"), kit.is_high_contrast() ? rgb(0x000000) : rgb(0xFFFFFF));
        });
        label.meaning = Meaning{.id = "rehearsal", .role = Role::status, .name = kit.words("TEST, not evidence")};
        label.paint = [&palette](Painter& painter, const Element& self) { painter.fill(self.rect, palette.trouble, painter.px(8)); };
    });
}

void rehearsal_frame(Kit& kit) {
    kit.leaf({.width = fill(), .height = fill()}, [&palette = kit.palette()](Painter& painter, const Element& self) {
        painter.outline(self.rect, palette.trouble, painter.px(6));
    });
}

namespace {

constexpr std::uint32_t idle_seconds_total = 45;

void settings(Kit& kit, const app::Surroundings& around, Answer& answer) {
    kit.row({.gap = kit.is_high_contrast() ? 14.0F : 4.0F, .across = Align::center}, [&] {
        if (button(kit, "language", {.label = own_name_of(around.language), .name = kit.words("Language") + ": " + own_name_of(around.language),
                                     .icon = Icon::languages, .tone = ButtonTone::quiet})) {
            answer.say(app::OpenLanguages{});
        }
        if (button(kit, "text-size", {.name = kit.words("Text size"), .icon = Icon::text_size, .tone = ButtonTone::quiet})) {
            answer.say(app::ChooseTextSize{next_of(around.text_size)});
        }
        if (button(kit, "contrast", {.name = kit.words("High contrast"), .icon = Icon::contrast, .tone = ButtonTone::quiet})) {
            answer.say(app::ChooseTheme{around.theme == app::Theme::light ? app::Theme::high_contrast : app::Theme::light});
        }
    });
}

void top_bar(Kit& kit, const app::Surroundings& around, Answer& answer) {
    kit.row({.gap = 24, .padding = {0, around.is_rehearsal ? 8.0F : 26.0F, 0, 14}, .across = Align::center, .width = fill()}, [&] {
        kit.row({.gap = 14, .across = Align::center}, [&] {
            logo(kit);
            kit.plain_text(TextRole::strong, isolate(around.place), kit.palette().ink, Align::start, 2).meaning =
                Meaning{.id = "place", .name = clean(around.place)};
        });
        kit.spring_space();
        if (around.stage) {
            const std::string steps[] = {kit.words("Identify"), kit.words("Consent"), kit.words("Review"), kit.words("Sign"), kit.words("Receipt")};
            stepper(kit, steps, static_cast<std::size_t>(*around.stage));
            kit.spring_space();
        }
        settings(kit, around, answer);
    });
}

// Help, paper and decline: always in the same place, never louder than the screen.
void ways_out(Kit& kit, const app::Surroundings& around, Answer& answer) {
    if (!around.may_ask) return;
    kit.row({.gap = kit.is_high_contrast() ? 14.0F : 4.0F, .across = Align::center}, [&] {
        if (around.is_staff_called) {
            status(kit, "staff", Icon::user, kit.words("Someone is on the way"), Tone::good);
        } else if (button(kit, "help", {.label = kit.words("Ask for help"), .icon = Icon::help, .tone = ButtonTone::quiet})) {
            answer.say(app::AskForHelp{});
        }
        if (button(kit, "paper", {.label = kit.words("Paper copy"), .icon = Icon::paper, .tone = ButtonTone::quiet})) answer.say(app::AskForPaper{});
        if (button(kit, "decline", {.label = kit.words("I do not want to sign"), .icon = Icon::cross, .tone = ButtonTone::quiet})) answer.say(app::OpenDecline{});
    });
}

void bottom_strip(Kit& kit, const app::Surroundings& around, Answer& answer) {
    kit.row({.gap = 20, .padding = {0, kit.is_high_contrast() ? 14.0F : 4.0F, 0, 10}, .across = Align::center, .width = fill(), .height_min = 84}, [&] {
        if (around.device_name.empty()) return;
        status(kit, "device", around.is_verified ? Icon::shield_check : Icon::alert,
               with_values(kit.words(around.is_verified ? "Verified device · {device}" : "Device not verified · {device}"), {{"device", around.device_name}}),
               around.is_verified ? Tone::good : Tone::trouble);
        kit.spring_space();
        ways_out(kit, around, answer);
        kit.spring_space();
        status(kit, "network", around.is_online ? Icon::wifi : Icon::wifi_off,
               kit.words(around.is_online ? "Online. Everything is kept safely on this device."
                                          : "Working offline. Everything is kept safely on this device."),
               Tone::plain, Align::end);
    });
}

void ask_whether_anyone_is_there(Kit& kit, std::uint32_t seconds_left, Answer& answer) {
    dialog(kit, "idle", kit.words("Are you still there?"), [&] {
        heading(kit, kit.words("Are you still there?"), TextRole::heading);
        paragraph(kit, kit.words("If nobody answers, this screen clears itself and nothing is signed."));
        countdown(kit, "idle.left", seconds_left, idle_seconds_total,
                  with_values(kit.words("{n} second left", "{n} seconds left", seconds_left), {{"n", std::to_string(seconds_left)}}));
        if (button(kit, "more-time", {.label = kit.words("I need more time"), .icon = Icon::clock, .tone = ButtonTone::primary, .size = ButtonSize::large, .is_wide = true})) {
            answer.say(app::MoreTime{});
        }
    });
}

}  // namespace

void surround(Kit& kit, const app::Surroundings& around, Answer& answer, const Content& body) {
    kit.column({.padding = sides(space::page, 0), .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        if (around.is_rehearsal) rehearsal_banner(kit);
        top_bar(kit, around, answer);
        kit.column({.across = Align::stretch, .width = fill(), .height = fill()}, body);
        bottom_strip(kit, around, answer);
    });
    if (around.is_rehearsal) rehearsal_frame(kit);
    if (around.idle_seconds_left) ask_whether_anyone_is_there(kit, *around.idle_seconds_left, answer);
}

Preferences preferences_of(const app::Surroundings& around, bool is_reduced_motion) {
    Preferences out;
    out.contrast = around.theme == app::Theme::high_contrast ? Contrast::high : Contrast::light;
    out.text_scale = static_cast<TextScale>(around.text_size);
    out.is_reduced_motion = is_reduced_motion;
    switch (around.language) {
        case app::Language::english: out.language = "en"; break;
        case app::Language::spanish: out.language = "es"; break;
        case app::Language::arabic:
            out.language = "ar";
            out.direction = Direction::right_to_left;
            break;
    }
    return out;
}

}  // namespace screens
