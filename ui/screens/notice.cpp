// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

namespace {

constexpr std::uint32_t seconds_total = 20;

struct Message {
    Icon icon;
    Tone tone;
    const char* title;
    const char* text;
};

Message message_of(app::Notice notice) {
    switch (notice) {
        case app::Notice::help_is_coming: return {Icon::user, Tone::accent, "Someone is coming to help you", "Please stay here. Nothing has been signed."};
        case app::Notice::paper_is_coming: return {Icon::paper, Tone::accent, "Someone will bring you a paper copy", "You can sign on paper instead. Nothing has been signed here."};
        case app::Notice::declined: return {Icon::hand, Tone::accent, "You have not signed", "Your decision was noted. Someone will talk to you about what happens next."};
        case app::Notice::not_completed: return {Icon::alert, Tone::trouble, "Your signature was not completed", "Nothing was signed. Please ask at the desk, or begin again."};
        case app::Notice::locked: return {Icon::lock, Tone::trouble, "This appointment is locked", "There were too many wrong attempts. Please ask at the desk."};
        case app::Notice::paused: return {Icon::clock, Tone::trouble, "Please wait a little", "Too many codes were wrong, so this device takes none for a while."};
    }
    return {Icon::alert, Tone::trouble, "", ""};
}

void big_mark(Kit& kit, Icon icon, Tone tone) {
    const Palette& palette = kit.palette();
    const bool is_trouble = tone == Tone::trouble;
    kit.leaf({.width = units(112), .height = units(112)}, [&palette, icon, is_trouble](Painter& painter, const Element& self) {
        painter.disc(self.rect.center(), self.rect.width / 2, is_trouble ? palette.trouble_tint : palette.tint);
        if (painter.is_high_contrast()) painter.ring(self.rect.center(), self.rect.width / 2 - 2, is_trouble ? palette.trouble : palette.accent, painter.px(3));
        painter.icon(icon, self.rect.center(), painter.px(52), is_trouble ? palette.trouble : palette.accent, painter.px(3.6F));
    });
}

void fault_code(Kit& kit, base::Fault fault) {
    const std::string code(base::row_of(fault).code);
    kit.plain_text(TextRole::mono, code, kit.palette().muted).meaning = Meaning{.id = "fault.code", .name = code};
}

}  // namespace

void draw_content(Kit& kit, const app::NoticeScreen& screen, const app::Surroundings&, Answer& answer) {
    const Message message = message_of(screen.notice);
    scroll_area(kit, "notice", {.padding = {0, 8, 0, 24}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.gap = 28, .padding = all(60), .across = Align::start, .width = fill(), .width_max = worded(kit, 1000)}, Surface::card, [&] {
            big_mark(kit, message.icon, message.tone);
            introduce(kit, kit.words(message.title), kit.words(message.text));
            if (screen.wait_minutes != 0)
                paragraph(kit, with_values(kit.words("You can try again in {n} minute, or ask a member of staff.", "You can try again in {n} minutes, or ask a member of staff.", screen.wait_minutes),
                                           {{"n", std::to_string(screen.wait_minutes)}}));
            if (screen.trouble) {
                paragraph(kit, sentence_for_person(kit, *screen.trouble), TextRole::secondary);
                fault_code(kit, *screen.trouble);
            }
            kit.row({.gap = 28, .across = Align::center, .wraps = true, .width = fill()}, [&] {
                if (button(kit, "dismiss", {.label = kit.words("Finish"), .icon = Icon::check, .tone = ButtonTone::primary, .size = ButtonSize::large})) answer.say(app::Dismiss{});
                countdown(kit, "left", screen.seconds_left, seconds_total,
                          with_values(kit.words("This screen clears itself in {n} second", "This screen clears itself in {n} seconds", screen.seconds_left), {{"n", std::to_string(screen.seconds_left)}}));
            });
        });
    });
}

void draw_content(Kit& kit, const app::OutOfServiceScreen& screen, const app::Surroundings&, Answer&) {
    scroll_area(kit, "notice", {.padding = {0, 8, 0, 24}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.gap = 24, .padding = all(64), .across = Align::start, .width = fill(), .width_max = worded(kit, 1000)}, Surface::card, [&] {
            big_mark(kit, Icon::alert, Tone::trouble);
            introduce(kit, kit.words("Out of service"), kit.words("Please ask at the desk. Nothing can be signed on this device right now."));
            paragraph(kit, sentence_for_person(kit, screen.fault), TextRole::secondary);
            fault_code(kit, screen.fault);
        });
    });
}

void draw_content(Kit& kit, const app::StartingScreen&, const app::Surroundings&, Answer&) {
    kit.column({.padding = {0, 8, 0, 24}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.gap = 28, .padding = all(60), .across = Align::start, .width = fill(), .width_max = worded(kit, 1000)}, Surface::card, [&] {
            big_mark(kit, Icon::shield_check, Tone::accent);
            introduce(kit, kit.words("One moment, please"), kit.words("This device checks itself before anyone signs on it."));
        });
    });
}

}  // namespace screens
