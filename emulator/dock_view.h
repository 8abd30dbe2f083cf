// SPDX-License-Identifier: Apache-2.0
// The dock as it is drawn beside the kiosk's screen: the device's widgets in the dark
// colours of the bench, so that nobody takes it for the device.
#pragma once

#include "emulator/dock_state.h"
#include "ui/kit.h"

namespace emulator {

// The panel's size in units; always of this shape: two columns.
inline constexpr float dock_width_units = 1220, dock_height_units = 1380;

std::optional<DockCommand> draw_dock(ui::Kit& kit, const DockState& state);
ui::Preferences dock_preferences();

}  // namespace emulator
