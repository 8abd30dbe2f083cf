// SPDX-License-Identifier: Apache-2.0
#include "ui/screens/each.h"

namespace screens {

using namespace ui;

void draw_content(Kit& kit, const app::SealingScreen& screen, const app::Surroundings&, Answer&) {
    scroll_area(kit, "sealing", {.padding = {0, 8, 0, 24}, .along = Align::center, .across = Align::center, .width = fill(), .height = fill()}, [&] {
        card(kit, {.gap = 44, .padding = all(64), .across = Align::stretch, .width = fill(), .width_max = worded(kit, 900)}, Surface::card, [&] {
            introduce(kit, kit.words("Sealing your document"), kit.words("This takes a few seconds. If the power fails now, nothing is lost."));
            const std::string steps[] = {kit.words("Checking the device"), kit.words("Unlocking the seal"), kit.words("Sealing the document"), kit.words("Saving the proof")};
            progress_list(kit, steps, screen.steps_done);
        });
    });
}

}  // namespace screens
