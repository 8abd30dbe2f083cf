// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"
#include "ui/screens/screens.h"

namespace screens {

std::optional<app::Intent> draw(ui::Kit& kit, const app::Screen& screen) {
    Answer answer;
    if (const auto* starting = std::get_if<app::StartingScreen>(&screen.content)) {
        draw_content(kit, *starting, screen.surroundings, answer);  // nothing around it works yet
        return std::nullopt;
    }
    surround(kit, screen.surroundings, answer, [&] {
        std::visit([&](const auto& content) { draw_content(kit, content, screen.surroundings, answer); }, screen.content);
    });
    return answer.take();
}

}  // namespace screens
