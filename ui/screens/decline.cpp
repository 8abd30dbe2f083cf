// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

void draw_content(Kit& kit, const app::DeclineScreen&, const app::Surroundings& around, Answer& answer) {
    scroll_area(kit, "declining", {.padding = {0, 16, 0, 24}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        kit.column({.gap = 32, .across = Align::stretch, .width = fill(), .width_max = worded(kit, 1000)}, [&] {
            introduce(kit, kit.words("You do not have to sign"), kit.words("Tell us why, if you like. Nothing is signed, and someone will talk to you about what happens next."));
            const Option reasons[] = {
                {"not-ready", kit.words("I am not ready yet"), Icon::clock, kit.words("I need more time or more information")},
                {"wrong-document", kit.words("Something in the document is wrong"), Icon::file_text, kit.words("My name, the procedure, or another detail")},
                {"wants-to-talk", kit.words("I want to talk to someone first"), Icon::user},
                {"other", kit.words("Another reason, or none"), Icon::cross},
            };
            if (const auto chosen = choice_list(kit, "reasons", reasons, std::nullopt)) answer.say(app::Decline{static_cast<app::DeclineReason>(*chosen)});
        });
    });
    actions(kit, around, answer, [] {});
}

}  // namespace screens
