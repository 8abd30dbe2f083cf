// SPDX-License-Identifier: Apache-2.0
// The system's clock, moved: what the dock's clock sets.
#pragma once

#include "appliance/host/system_clock.h"

#include <atomic>

namespace emulator {

class MovableClock final : public base::Clock {
public:
    std::int64_t wall_ms() const override { return m_system.wall_ms() + m_offset_ms + m_boot_offset_ms; }
    // Never goes backwards; moving the wall clock does not touch it.
    std::int64_t boot_ms() const override { return m_system.boot_ms() + m_boot_offset_ms; }

    void set_offset_ms(std::int64_t offset_ms) { m_offset_ms = offset_ms; }
    // Lets time pass, on both clocks.
    void skip_ms(std::int64_t ms) { m_boot_offset_ms += ms < 0 ? 0 : ms; }

private:
    host::SystemClock m_system;
    std::atomic<std::int64_t> m_offset_ms{0};
    std::atomic<std::int64_t> m_boot_offset_ms{0};
};

}  // namespace emulator
