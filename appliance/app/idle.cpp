// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/idle.h"

namespace app {

std::optional<std::uint32_t> IdleTimer::seconds_left(std::int64_t boot_ms) const {
    const std::int64_t quiet = boot_ms - m_since_ms;
    if (quiet < m_limits.quiet_ms) return std::nullopt;
    const std::int64_t left = m_limits.quiet_ms + m_limits.warning_ms - quiet;
    return left <= 0 ? 0U : static_cast<std::uint32_t>((left + 999) / 1000);
}

}  // namespace app
