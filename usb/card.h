// SPDX-License-Identifier: Apache-2.0
// Commands of any length over a wire that may take only short ones, and answers of any
// length over cards that hand them out in pieces (ISO 7816-4, 5.3.3 and 5.3.4).
#pragma once

#include "usb/apdu.h"
#include "usb/wire.h"

#include <memory>

namespace usb {

inline constexpr std::int64_t card_wait_ms = 30'000;        // anything but the next
inline constexpr std::int64_t generation_wait_ms = 180'000; // an RSA key in a slow token

class Card {
public:
    explicit Card(std::unique_ptr<Wire> wire);

    // Whatever status word the card ends with is an answer, not a fault.
    // Faults: token_removed, token_failed.
    base::Result<Response> transmit(const Command& command, std::int64_t patience_ms = card_wait_ms);
    base::Status reset() { return m_wire->reset(); }
    bool is_there() { return m_wire->is_there(); }
    const base::Bytes& answer_to_reset() const { return m_wire->answer_to_reset(); }

private:
    base::Result<Response> send(const Command& command, std::int64_t patience_ms);
    base::Result<Response> once(base::ByteView apdu, std::int64_t patience_ms);

    std::unique_ptr<Wire> m_wire;
    bool m_takes_extended = false;  // the reader and the card both say so
};

// Whether the card's historical bytes promise extended Lc and Le (ISO 7816-4, 12.1.1.9).
// False for whatever cannot be read.
bool promises_extended(base::ByteView answer_to_reset);

// A status word that was not wanted. pin_wrong with the tries that are left, pin_locked,
// token_failed, each with `step` and the status word in the detail.
base::Failure status_failure(std::uint16_t status, const char* step);

inline constexpr std::uint16_t status_done = 0x9000;
inline constexpr std::uint16_t status_not_allowed = 0x6982;  // show a code first
inline constexpr std::uint16_t status_locked = 0x6983;
inline constexpr std::uint16_t status_not_found = 0x6a82;
inline constexpr std::uint16_t status_no_such_reference = 0x6a88;
inline constexpr std::uint16_t status_no_such_command = 0x6d00;

}  // namespace usb
