// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

void draw_content(Kit& kit, const app::FillScreen& screen, const app::Surroundings& around, Answer& answer) {
    const KeyLayout layout = around.language == app::Language::arabic ? KeyLayout::arabic : around.language == app::Language::spanish ? KeyLayout::spanish : KeyLayout::english;
    scroll_area(kit, "fill", {.gap = 22, .padding = {0, 8, 0, 8}, .across = Align::stretch, .width = fill(), .height = fill()}, [&] {
        paragraph_in(kit, with_values(kit.words("Question {n} of {count}"), {{"n", std::to_string(screen.index + 1)}, {"count", std::to_string(screen.count)}}), TextRole::caption, kit.palette().accent);
        heading(kit, isolate(screen.label), TextRole::heading);
        text_field(kit, "value", "", isolate(screen.value), screen.hint.empty() ? std::string() : isolate(screen.hint), screen.trouble.has_value());
        if (screen.trouble) trouble(kit, "trouble", sentence_for_person(kit, *screen.trouble));
        else if (!screen.is_required) paragraph(kit, kit.words("You may leave this empty."), TextRole::secondary);
        if (const auto key = keyboard(kit, "keyboard", layout)) {
            if (key->is_enter) answer.say(app::FinishField{});
            else if (key->is_erase) answer.say(app::EraseText{});
            else answer.say(app::TypeText{key->typed});
        }
    });
    actions(kit, around, answer, [&] {
        if (button(kit, "next", {.label = kit.words(screen.index + 1 == screen.count ? "Done" : "Next question"), .icon_end = Icon::arrow_right, .tone = ButtonTone::primary, .size = ButtonSize::large})) {
            answer.say(app::FinishField{});
        }
    });
}

}  // namespace screens
