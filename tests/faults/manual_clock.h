// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "appliance/base/clock.h"

namespace faults {

// Stands where it is put.
struct ManualClock final : base::Clock {
    std::int64_t wall = 1'795'338'005'000;
    std::int64_t boot = 1'000;
    std::int64_t wall_ms() const override { return wall; }
    std::int64_t boot_ms() const override { return boot; }
};

}  // namespace faults
