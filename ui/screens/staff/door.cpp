// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

void draw_staff_content(Kit& kit, const admin::SignInScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    const bool is_locked = screen.trouble == base::Fault::pin_locked || screen.tries_left == 0U;
    side_by_side(kit, "door", [&] {
        kit.column({.gap = 28, .along = Align::center, .across = Align::start, .width = fill(), .height = fill()}, [&] {
            pill(kit, Icon::chip, isolate(screen.token), Tone::accent);
            introduce(kit, isolate(screen.name), kit.words("Enter the code of your token. The token itself counts wrong codes."));
            digit_field(kit, "code", {.name = kit.words("Code of the token"), .count = screen.digits, .total = admin::code_max, .is_secret = true,
                                      .is_troubled = screen.trouble.has_value()});
            if (screen.trouble) trouble(kit, "trouble", sentence_of(kit, *screen.trouble));
            if (screen.tries_left)
                paragraph(kit, with_values(kit.words("{n} try left.", "{n} tries left.", *screen.tries_left), {{"n", std::to_string(*screen.tries_left)}}));
            if (is_locked) paragraph(kit, kit.words("Whoever gave you this token can unlock it."));
        });
    }, [&] {
        const auto key = keypad(kit, "keypad");
        if (!key) return;
        if (key->is_clear) answer.say(app::ClearDigits{});
        else if (key->is_erase) answer.say(app::EraseDigit{});
        else if (!key->typed.empty()) answer.say(app::PressDigit{key->typed[0]});
    }, 480);
    staff_actions(kit, around, answer, [&] {
        const bool is_enough = screen.digits >= admin::code_min && !is_locked;
        if (button(kit, "enter", {.label = kit.words("Sign in"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large, .is_enabled = is_enough}))
            answer.say(app::EnterDigits{});
    });
}

}  // namespace screens
