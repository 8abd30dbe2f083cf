// SPDX-License-Identifier: Apache-2.0
// Where the kiosk and the courier meet: two folders and nothing else. The kiosk
// writes the outbox and reads the inbox; the courier does the opposite.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <string>
#include <vector>

namespace ports {

struct Mailbox {
    virtual ~Mailbox() = default;
    // Names are [0-9a-z._-]{1,120}. Durable on return.
    virtual base::Status post(std::string_view name, base::ByteView content) = 0;
    virtual bool still_holds(std::string_view name) const = 0;      // posted, and not yet taken away by the courier
    virtual base::Result<std::vector<std::string>> arrivals() = 0;  // sorted
    virtual base::Result<base::Bytes> fetch(std::string_view name) = 0;
    virtual base::Status discard(std::string_view name) = 0;        // an arrival that was dealt with
};

}  // namespace ports
