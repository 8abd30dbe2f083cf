// SPDX-License-Identifier: Apache-2.0
// Where members of staff put their tokens: the device's USB, seen as one slot.
#pragma once

#include "appliance/ports/staff_token.h"

#include <memory>

namespace ports {

struct TokenSlot {
    virtual ~TokenSlot() = default;

    // The token that is in, the same one until it is taken out; null when there is none, and
    // on a machine without a reader. Of several, the one that came first. Ask a few times a
    // second: it costs no word to a token that is known already.
    // Faults: token_* of one that is in and cannot be used, until it is taken out.
    virtual base::Result<std::shared_ptr<StaffToken>> look() = 0;
};

}  // namespace ports
