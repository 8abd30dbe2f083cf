// SPDX-License-Identifier: Apache-2.0
// Notices when the wall clock was set: while the device runs, by comparing it with the
// clock that only counts; between two runs, by comparing it with the log and with what
// the platform has signed. A changed clock stops nobody from signing: order rests on
// the log's numbers, and the evidence says that the time is only claimed.
#pragma once

#include "appliance/app/device.h"

namespace app {

class ClockWatch {
public:
    explicit ClockWatch(const Device& device) : m_device(device) {}

    // At boot: learns what the platform signed last, and looks whether the clock fell
    // behind the log's own last entry. Writes the event.
    base::Status begin();
    // Once a tick; cheap. Writes the event when the clock jumped.
    base::Status look();
    // After a cosigned checkpoint was taken.
    base::Status learn();

    // The clock was set since the platform last signed a time, or stands before that
    // time: what it says is not to be relied on. A later signed time that agrees with
    // the clock ends it.
    bool is_doubtful() const { return m_is_doubtful || m_device.clock.is_behind(); }

private:
    base::Status write(std::int64_t before_ms, std::int64_t after_ms, std::string_view by);

    const Device& m_device;
    std::int64_t m_system_ms = 0;  // at the last look
    std::int64_t m_boot_ms = 0;
    std::string m_learned;         // the note that was read last
    bool m_is_doubtful = false;
};

}  // namespace app
