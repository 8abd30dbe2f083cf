// SPDX-License-Identifier: Apache-2.0
// The time as this device has reason to believe it: the system's clock, but never
// earlier than what the platform has signed. Somebody who turns the clock back then
// neither revives an expired order nor makes certificates "not valid yet". A clock
// that runs ahead is not corrected: nobody offline can know.
#pragma once

#include "appliance/base/clock.h"

#include <algorithm>

namespace base {

class BelievedClock final : public Clock {
public:
    // `system` outlives this.
    explicit BelievedClock(const Clock& system) : m_system(system) {}

    std::int64_t wall_ms() const override { return std::max(m_system.wall_ms(), m_not_before_ms); }
    std::int64_t boot_ms() const override { return m_system.boot_ms(); }

    // What the system's clock says, right or wrong.
    std::int64_t system_ms() const { return m_system.wall_ms(); }
    // A time that the platform signed, and that was verified. It only grows.
    void learn(std::int64_t signed_ms) { m_not_before_ms = std::max(m_not_before_ms, signed_ms); }
    std::int64_t not_before_ms() const { return m_not_before_ms; }
    bool is_behind() const { return m_system.wall_ms() < m_not_before_ms; }

private:
    const Clock& m_system;
    std::int64_t m_not_before_ms = 0;
};

}  // namespace base
