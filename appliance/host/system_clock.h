// SPDX-License-Identifier: Apache-2.0
// The operating system's clocks.
#pragma once

#include "appliance/base/clock.h"

namespace host {

class SystemClock : public base::Clock {
public:
    std::int64_t wall_ms() const override;
    std::int64_t boot_ms() const override;
};

}  // namespace host
