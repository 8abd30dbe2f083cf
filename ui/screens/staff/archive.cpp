// SPDX-License-Identifier: Apache-2.0
// What is kept for years, what never is, and why.
#include "ui/screens/staff/staff_parts.h"

namespace screens {

using namespace ui;

void draw_staff_content(Kit& kit, const admin::ArchiveScreen& screen, const app::Surroundings& around, StaffAnswer& answer) {
    staff_columns(kit, "archive", [&] {
        introduce(kit, words_of(kit, admin::Step::archive), kit.words("For years, and for whoever must check an old signature."), TextRole::heading);
        card(kit, {.gap = 16, .padding = all(30), .across = Align::stretch, .width = fill()}, Surface::card, [&] {
            fact(kit, Icon::stamp, kit.words("What goes along"),
                 with_values(kit.words("The certificate chain of {n} key, every entry of the log, and what the chip says of each key.",
                                       "The certificate chains of {n} keys, every entry of the log, and what the chip says of each key.", screen.keys), {{"n", std::to_string(screen.keys)}}));
            fact(kit, Icon::lock, kit.words("What never does"), kit.words("Private keys, whoever asks."), Tone::trouble);
        });
    }, [&] {
        heading(kit, kit.words("Why no private keys"), TextRole::card_title, 2);
        paragraph(kit, kit.words("Handbooks advise to archive private keys as well. NIST SP 800-57 part 1 has a private signature key destroyed at the end of its use: a copy lets somebody else sign as its owner."), TextRole::secondary);
        paragraph(kit, kit.words("The two conflict, and this device follows SP 800-57. Old signatures need only the public half, which is in the archive."), TextRole::secondary);
    }, 560);
    staff_actions(kit, around, answer, [&] {
        if (button(kit, "confirm", {.label = kit.words("Next"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large})) answer.say(admin::Confirm{});
    });
}

}  // namespace screens
