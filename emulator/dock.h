// SPDX-License-Identifier: Apache-2.0
// The administrator's hand beside the kiosk's window, as lines in the terminal:
//
//   network on | off        plug the cable in, or pull it
//   cut power               pull the plug, and start again
//   clock +90m | -2d | now  move the wall clock (s, m, h, d)
//   sign                    replay a pen signature on the pad
//   order [FILE.pdf]        send another work order
//   status, help, quit
//
// While the network is on, the courier visits every few seconds.
#pragma once

#include "emulator/desk.h"
#include "emulator/story.h"

namespace emulator {

// Sets up the desk in `options.out`, with a window, and obeys until quit or end of input.
base::Status run_dock(const StoryOptions& options);

// "+90m" -> 5,400,000; nothing for what is no span of time.
std::optional<std::int64_t> parse_span_ms(std::string_view text);

}  // namespace emulator
