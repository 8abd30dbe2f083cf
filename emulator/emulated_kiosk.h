// SPDX-License-Identifier: Apache-2.0
// The kiosk on a bench: product code above every seam, and below them a memory screen
// and the line to the bench's window, scripted input, a movable clock, and a control socket.
#pragma once

#include "appliance/base/result.h"

#include <cstdint>
#include <string>

namespace emulator {

struct KioskSettings {
    std::string state;
    std::string tcti;
    std::string control;   // path of the control socket
    std::string stick;     // the folder that stands for one; empty: no place for one
    std::string programs;  // empty: beside this program
    int width = 1920;
    int height = 1080;
    bool is_shown = false;  // by a bench, through the descriptors of panel_line.h
    std::int64_t clock_offset_ms = 0;
    bool is_disk_full = false;
};

// Runs until it is told to stop, or the bench is gone.
base::Status run_emulated_kiosk(const KioskSettings& settings);

}  // namespace emulator
