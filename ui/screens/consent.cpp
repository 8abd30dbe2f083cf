// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

void draw_content(Kit& kit, const app::ConsentScreen& screen, const app::Surroundings& around, Answer& answer) {
    constexpr Icon icons[] = {Icon::paper, Icon::file_text, Icon::undo, Icon::printer, Icon::user, Icon::file_check};
    scroll_area(kit, "consent", {.gap = 28, .padding = {0, 8, 0, 24}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        introduce(kit, kit.words("Before you read and sign on this screen"),
                  with_values(kit.words("{place} may give you documents electronically only if you agree. This is what that means."), {{"place", screen.place}}));
        const std::size_t columns = is_narrow(kit) ? 1 : 2;
        for (std::size_t i = 0; i < screen.items.size(); i += columns) {
            kit.row({.gap = 24, .across = Align::stretch, .width = fill()}, [&] {
                for (std::size_t k = i; k < std::min(i + columns, screen.items.size()); ++k) {
                    card(kit, {.padding = sides(28, 24), .width = fill()}, Surface::card, [&] {
                        fact(kit, icons[k % std::size(icons)], std::string(screen.items[k].title), std::string(screen.items[k].text), Tone::accent, TextRole::body);
                    });
                }
            });
        }
        if (!screen.copies_contact.empty()) {
            paragraph(kit, with_values(kit.words("For a paper copy later, ask {contact}."), {{"contact", screen.copies_contact}}));
        }
    });
    actions(kit, around, answer, [&] {
        // Equal in size: neither is the right answer.
        kit.row({.gap = 20, .across = Align::stretch, .width = fill(40), .width_max = worded(kit, 1000)}, [&] {
            if (button(kit, "consent.paper", {.label = kit.words("I want paper"), .icon = Icon::paper, .size = ButtonSize::large, .is_wide = true})) answer.say(app::AskForPaper{});
            if (button(kit, "consent.give", {.label = kit.words("Continue electronically"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large, .is_wide = true})) answer.say(app::GiveConsent{});
        });
    });
}

}  // namespace screens
