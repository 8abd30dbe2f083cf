// SPDX-License-Identifier: Apache-2.0
// The clock behind a command. Each program brings its own: `inkseal` the system's, the
// bench's twin of it one that a story can move. No option and no variable moves the first.
#pragma once

#include "appliance/base/clock.h"

#include <memory>

namespace cli {

std::unique_ptr<base::Clock> device_clock();

}  // namespace cli
