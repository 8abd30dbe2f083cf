// SPDX-License-Identifier: Apache-2.0
// Draws what a person sees (app::Screen) with the kit, and says what they did. No
// screen computes, waits or decides: it shows values and returns an intent.
#pragma once

#include "appliance/app/intent.h"
#include "appliance/app/screen.h"
#include "ui/kit.h"

#include <array>
#include <optional>

namespace screens {

// At most one intent; the session handles it before the next call.
std::optional<app::Intent> draw(ui::Kit& kit, const app::Screen& screen);

// The translations that are built into the program.
class Languages {
public:
    // Faults: message_invalid, which would be our own broken build.
    static base::Result<Languages> open();
    const ui::Catalogue& of(app::Language language) const { return m_catalogues[static_cast<std::size_t>(language)]; }

private:
    std::array<ui::Catalogue, 3> m_catalogues;
};

// How this person wants things drawn. Reduced motion is the device's choice.
ui::Preferences preferences_of(const app::Surroundings& surroundings, bool is_reduced_motion);

}  // namespace screens
