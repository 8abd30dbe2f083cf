// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

namespace {

void answer_digits(const std::optional<KeyAnswer>& key, Answer& answer) {
    if (!key) return;
    if (key->is_clear) answer.say(app::ClearDigits{});
    else if (key->is_erase) answer.say(app::EraseDigit{});
    else if (!key->typed.empty()) answer.say(app::PressDigit{key->typed[0]});
}

}  // namespace

void draw_content(Kit& kit, const app::IdentifyScreen& screen, const app::Surroundings& around, Answer& answer) {
    side_by_side(kit, "identify", [&] {
        kit.column({.gap = 32, .along = Align::center, .across = Align::start, .width = fill(), .height = fill()}, [&] {
            introduce(kit, kit.words("Enter your appointment code"), kit.words("It is on your letter and has six digits."));
            digit_field(kit, "code", {.name = kit.words("Appointment code"), .digits = screen.digits, .count = screen.digits.size(),
                                      .total = screen.digits_total, .is_troubled = screen.trouble.has_value()});
            if (screen.trouble) trouble(kit, "trouble", sentence_for_person(kit, *screen.trouble));
            if (screen.attempts_left < 5) {
                paragraph(kit, with_values(kit.words("{n} attempt left.", "{n} attempts left.", screen.attempts_left), {{"n", std::to_string(screen.attempts_left)}}));
            }
            paragraph(kit, kit.words("No letter with you? Ask for help below, and someone will come."));
        });
    }, [&] { answer_digits(keypad(kit, "keypad"), answer); }, 480);
    actions(kit, around, answer, [&] {
        if (button(kit, "enter", {.label = kit.words("Continue"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large,
                                  .is_enabled = screen.digits.size() == screen.digits_total})) {
            answer.say(app::EnterDigits{});
        }
    });
}

void draw_content(Kit& kit, const app::PinScreen& screen, const app::Surroundings& around, Answer& answer) {
    side_by_side(kit, "pin", [&] {
        kit.column({.gap = 32, .along = Align::center, .across = Align::start, .width = fill(), .height = fill()}, [&] {
            pill(kit, Icon::lock, kit.words("Checked inside this device"), Tone::accent);
            introduce(kit, kit.words("Enter your signing code"), kit.words("This is the private code you were given. Only with it can your document be sealed."));
            digit_field(kit, "code", {.name = kit.words("Signing code"), .count = screen.digits, .total = screen.digits_total, .is_secret = true,
                                      .is_troubled = screen.trouble.has_value()});
            if (screen.trouble) trouble(kit, "trouble", sentence_for_person(kit, *screen.trouble));
            paragraph(kit, with_values(kit.words("{n} try left.", "{n} tries left.", screen.tries_left), {{"n", std::to_string(screen.tries_left)}}));
        });
    }, [&] { answer_digits(keypad(kit, "keypad"), answer); }, 480);
    actions(kit, around, answer, [&] {
        if (button(kit, "enter", {.label = kit.words("Continue"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large,
                                  .is_enabled = screen.digits == screen.digits_total})) {
            answer.say(app::EnterDigits{});
        }
    });
}

}  // namespace screens
