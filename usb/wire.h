// SPDX-License-Identifier: Apache-2.0
// The seam to a smart card: one command APDU goes to it and one response APDU comes back
// (ISO 7816-3, 12.1), whatever lies between.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <cstdint>

namespace usb {

struct Wire {
    virtual ~Wire() = default;

    // `patience_ms` bounds the whole exchange, however often the card asks for more time.
    // Faults: token_removed, token_failed. After either, only another insertion, or for
    // token_failed another opening, makes the card usable again.
    virtual base::Result<base::Bytes> exchange(base::ByteView command, std::int64_t patience_ms) = 0;
    // Takes the card's power away and gives it back: it forgets every code it was shown.
    virtual base::Status reset() = 0;
    // What the card said of itself when it was powered (answer to reset, ISO 7816-3, 8.2).
    virtual const base::Bytes& answer_to_reset() const = 0;
    // Whether commands with more than 255 bytes of data get through to the card.
    virtual bool takes_extended() const = 0;
    virtual bool is_there() = 0;
};

}  // namespace usb
