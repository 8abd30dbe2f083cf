// SPDX-License-Identifier: Apache-2.0
// The window: the kiosk's screen and the dock beside it. The same commands may be typed
// in the terminal (dock_state.h lists them). While the network is on, the courier visits
// every few seconds.
#pragma once

#include "emulator/story.h"

namespace emulator {

// Sets up the desk in `options.out` and obeys until the window is closed, `quit` is typed,
// or a signal asks to end. A size of 0 takes the largest screen that fits the desktop.
base::Status run_dock(StoryOptions options);

}  // namespace emulator
