// SPDX-License-Identifier: Apache-2.0
// The nightly round: once a day, when nobody has come for a while, everything stored is
// read and checked, a little a tick. What was found is in the log; the details are for
// the operator. Damage stops nobody: a record that rotted is refused when it is needed.
#pragma once

#include "appliance/app/device.h"

namespace app {

class Rounds {
public:
    explicit Rounds(const Device& device) : m_device(device) {}

    // A person is here: the round waits, and no new one begins for a while.
    void disturb(std::int64_t boot_ms) { m_quiet_since_ms = boot_ms; }
    // When the next step may be made, by the boot clock.
    std::int64_t due_ms() const;
    // The next step, if it is due. Writes the event at the end of a round.
    // Faults: vault_*, disk_*.
    base::Status step(std::int64_t boot_ms);

private:
    base::Status write();

    const Device& m_device;
    vault::Scrubbing m_scrubbing;
    std::int64_t m_quiet_since_ms = 0;
    std::int64_t m_next_ms = 0;
};

}  // namespace app
