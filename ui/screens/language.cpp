// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

void draw_content(Kit& kit, const app::LanguageScreen& screen, const app::Surroundings& around, Answer& answer) {
    scroll_area(kit, "choices", {.gap = 40, .padding = {0, 24, 0, 24}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.gap = 36, .padding = all(48), .across = Align::stretch, .width = fill(), .width_max = worded(kit, 1100)}, Surface::card, [&] {
            heading(kit, kit.words("How would you like to read?"));
            kit.column({.gap = 16, .across = Align::stretch}, [&] {
                heading(kit, kit.words("Language"), TextRole::strong, 2);
                const Option known[] = {{"en", "English"}, {"es", "Español"}, {"ar", "العربية"}};
                std::vector<Option> offered;
                std::optional<std::size_t> present;
                for (const app::Language language : screen.languages) {
                    if (language == around.language) present = offered.size();
                    offered.push_back(known[static_cast<std::size_t>(language)]);
                }
                if (const auto chosen = chips(kit, "languages", offered, present)) {
                    answer.say(app::ChooseLanguage{screen.languages[*chosen]});
                }
            });
            kit.column({.gap = 16, .across = Align::stretch}, [&] {
                heading(kit, kit.words("Text size"), TextRole::strong, 2);
                const Option sizes[] = {{"normal", kit.words("Normal")}, {"large", kit.words("Large")}, {"largest", kit.words("Largest")}};
                if (const auto chosen = chips(kit, "sizes", sizes, static_cast<std::size_t>(around.text_size))) {
                    answer.say(app::ChooseTextSize{static_cast<app::TextSize>(*chosen)});
                }
            });
            kit.column({.gap = 16, .across = Align::stretch}, [&] {
                heading(kit, kit.words("Colours"), TextRole::strong, 2);
                const Option themes[] = {{"light", kit.words("Light")}, {"contrast", kit.words("High contrast")}};
                if (const auto chosen = chips(kit, "themes", themes, static_cast<std::size_t>(around.theme))) {
                    answer.say(app::ChooseTheme{static_cast<app::Theme>(*chosen)});
                }
            });
        });
    });
    actions(kit, around, answer, [] {});
}

}  // namespace screens
