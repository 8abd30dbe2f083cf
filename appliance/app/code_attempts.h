// SPDX-License-Identifier: Apache-2.0
// The wrong appointment codes since the last signature, counted over all sessions: after
// every five of them the device takes no code for a while, 1, 5, then 15 minutes each
// time. A signature is what forgets them, because an order can be signed once; merely
// naming an appointment can be repeated, so it would give a guesser with a code of his
// own free rounds.
//
// The count is in the audit log and nowhere else: entries are durable before the screen
// says "wrong", and a log that was rolled back does not open. A pause is measured by the
// clock that only counts, so nobody shortens or prolongs it by setting another one. A
// restart begins the pause anew: cutting the power gains nothing, and nobody ever waits
// longer than the longest pause after a start.
#pragma once

#include "appliance/app/device.h"

#include <cstdint>

namespace app {

inline constexpr std::uint32_t wrong_codes_until_pause = 5;

class CodeAttempts {
public:
    // At boot, after the log was checked. Faults: audit_broken, vault_*.
    base::Status begin(audit::AuditLog& log, std::int64_t boot_ms);

    void count_wrong(std::int64_t boot_ms);
    void forget();

    // Codes that may still be tried before the next pause.
    std::uint32_t left() const { return wrong_codes_until_pause - static_cast<std::uint32_t>(m_wrong % wrong_codes_until_pause); }
    std::uint64_t wrong() const { return m_wrong; }
    // Of the pause that the latest wrong code began, 0 when it began none.
    std::int64_t pause_ms() const;
    std::int64_t pause_left_ms(std::int64_t boot_ms) const;

private:
    std::uint64_t m_wrong = 0;
    std::int64_t m_pause_ends_ms = 0;  // boot clock
};

// At the console, by `person`, who may: recorded.
base::Status forget_wrong_codes(const Device& device, const std::string& person);

}  // namespace app
