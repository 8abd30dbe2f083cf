// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/device_clock.h"

#include "appliance/host/system_clock.h"

namespace cli {

std::unique_ptr<base::Clock> device_clock() { return std::make_unique<host::SystemClock>(); }

}  // namespace cli
