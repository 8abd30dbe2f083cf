// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

void draw_content(Kit& kit, const app::ThisIsMeScreen& screen, const app::Surroundings& around, Answer& answer) {
    const auto yes_and_no = [&] {
        if (button(kit, "me.yes", {.label = kit.words("Yes, this is me"), .icon = Icon::check, .tone = ButtonTone::primary, .size = ButtonSize::large})) answer.say(app::ThisIsMe{true});
        if (button(kit, "me.no", {.label = kit.words("No, this is not me"), .size = ButtonSize::large})) answer.say(app::ThisIsMe{false});
    };
    scroll_area(kit, "me", {.padding = {0, 24, 0, 24}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.gap = 36, .padding = all(56), .across = Align::stretch, .width = fill(), .width_max = worded(kit, 980)}, Surface::card, [&] {
            introduce(kit, kit.words("Is this you?"), kit.words("We show as little as possible, so that only you can tell."));
            kit.column({.gap = 24, .across = Align::stretch}, [&] {
                fact(kit, Icon::user, isolate(screen.initials), kit.words("Your initials"));
                fact(kit, Icon::clock, isolate(screen.appointment), kit.words("Your appointment today"));
                fact(kit, Icon::file_text, isolate(screen.title), kit.words("What you came for"));
            });
            if (!is_narrow(kit)) kit.row({.gap = 20, .wraps = true, .width = fill()}, yes_and_no);
        });
    });
    if (!is_narrow(kit)) return actions(kit, around, answer, [] {});
    // Large words may need scrolling; neither answer may be out of sight.
    kit.row({.gap = 20, .along = Align::center, .across = Align::center, .wraps = true, .width = fill()}, [&] {
        back_button(kit, around, answer);
        yes_and_no();
    });
}

}  // namespace screens
