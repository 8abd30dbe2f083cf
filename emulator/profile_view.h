// SPDX-License-Identifier: Apache-2.0
// The sheet of a device profile as it is drawn in the dock's place.
#pragma once

#include "emulator/profile_sheet.h"
#include "ui/kit.h"

namespace emulator {

// What people did, in its order.
std::vector<FormCommand> draw_profile_sheet(ui::Kit& kit, const ProfileSheet& sheet);

}  // namespace emulator
