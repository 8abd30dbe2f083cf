// SPDX-License-Identifier: Apache-2.0
// The kiosk on a bench: product code above every seam, and below them a memory screen
// or a window, scripted input, a movable clock, and a control socket.
#pragma once

#include "appliance/base/result.h"

#include <string>

namespace emulator {

struct KioskSettings {
    std::string state;
    std::string tcti;
    std::string control;   // path of the control socket
    std::string programs;  // empty: beside this program
    int width = 1920;
    int height = 1080;
    bool has_window = false;
};

// Runs until it is told to stop, or its window is closed.
base::Status run_emulated_kiosk(const KioskSettings& settings);

}  // namespace emulator
