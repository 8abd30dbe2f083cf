// SPDX-License-Identifier: Apache-2.0
// The seam to time. Domain code has no clock of its own: it is handed one, so a
// test can move it and the emulator's dock can set it.
#pragma once

#include <cstdint>

namespace base {

struct Clock {
    virtual ~Clock() = default;
    // Milliseconds since 1970-01-01 UTC, as the device believes. Evidence of
    // nothing by itself: it may be set, and may go backwards.
    virtual std::int64_t wall_ms() const = 0;
    // Milliseconds since boot, counting sleep; never goes backwards (CLOCK_BOOTTIME).
    virtual std::int64_t boot_ms() const = 0;
};

}  // namespace base
