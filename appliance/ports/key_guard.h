// SPDX-License-Identifier: Apache-2.0
// The door in front of the document signing key. The person's code belongs to the
// envelope; hardware counts the attempts before it checks them.
#pragma once

#include "appliance/base/result.h"
#include "appliance/base/secret.h"
#include "appliance/ports/signing_key.h"

#include <cstdint>

namespace ports {

struct KeyGuard {
    virtual ~KeyGuard() = default;

    // Makes `code` the one that unlocks, with `tries_left` wrong attempts allowed
    // before only another install helps. Closes the door.
    virtual base::Status install(const base::Pin& code, std::uint32_t tries_left) = 0;

    // Counts an attempt, checks the code, and on success opens the door until
    // lock(), one signature, or 120 s have passed.
    // Faults: pin_wrong, pin_locked, platform_changed, lease_expired, budget_spent, tpm_*.
    virtual base::Status unlock(const base::Pin& code) = 0;

    virtual base::Result<std::uint32_t> tries_left() = 0;
    virtual void lock() = 0;

    // The guarded key. sign() fails with tpm_auth_refused while the door is closed.
    virtual SigningKey& key() = 0;
};

}  // namespace ports
