// SPDX-License-Identifier: Apache-2.0
// One round of a rotation: everything that can be done now, in order, and no more. The
// same call again, days later, goes on; screens and commands both use it.
#pragma once

#include "appliance/device/open_device.h"
#include "appliance/keys/rotation.h"

#include <functional>

namespace device {

struct RotationOptions {
    std::string successor;    // its name; empty: one with the month
    bool is_early = false;    // begin before it is due
    bool is_urgent = false;   // do not wait for the overlap's end
};

struct RotationRound {
    std::vector<std::string> done;   // what this round did, a sentence each
    std::string waits_for;           // what the next one needs; empty: the rotation is over
    keys::RotationStanding standing; // afterwards
};

// Asked for each duty as it comes up. Faults: role_refused, token_removed, staff_session_over.
using WhoMay = std::function<base::Result<staff::Actor>(staff::Duty)>;

// Makes the successor, asks the platform for its certificate, installs that, tries it with
// a TEST document, activates it, and ends the old key when the overlap is over. Stops at
// the first step that must wait. Faults: those of keys::Rotation, key_letters.h, test_sign.
base::Result<RotationRound> rotate(OpenDevice& device, keys::KeyLife& life, const WhoMay& who, const RotationOptions& options);

}  // namespace device
