// SPDX-License-Identifier: Apache-2.0
// How long a device waits for a person who does nothing: first silently, then with a
// countdown and one way to get more time. VVSG 2.0, 7.2-F: 2 to 5 minutes, then an
// alert of 20 to 45 seconds.
#pragma once

#include <cstdint>
#include <optional>

namespace app {

struct IdleLimits {
    std::int64_t quiet_ms = 120'000;
    std::int64_t warning_ms = 45'000;
};

class IdleTimer {
public:
    // Any touch, key or pen sample.
    void touch(std::int64_t boot_ms) { m_since_ms = boot_ms; }

    // The seconds of the countdown, once it runs.
    std::optional<std::uint32_t> seconds_left(std::int64_t boot_ms) const;
    bool is_expired(std::int64_t boot_ms) const { return boot_ms - m_since_ms >= m_limits.quiet_ms + m_limits.warning_ms; }

    IdleLimits limits() const { return m_limits; }
    void set_limits(IdleLimits limits) { m_limits = limits; }

private:
    IdleLimits m_limits;
    std::int64_t m_since_ms = 0;
};

}  // namespace app
