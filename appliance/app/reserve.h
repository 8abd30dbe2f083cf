// SPDX-License-Identifier: Apache-2.0
// What has begun may end: when the disk is full in the middle of something, the room
// that the vault keeps aside is given back and the step is done once more.
#pragma once

#include "appliance/app/device.h"

namespace app {

// `step` must leave nothing behind when it fails, as a transaction does.
template <typename Work>
base::Status with_reserve(const Device& device, const Work& step) {
    const base::Status done = step();
    if (done || done.fault() != base::Fault::disk_full) return done;
    device.tell_service({base::Fault::disk_full, done.failure().detail + "; the reserve is used"});
    TRY(device.vault.release_reserve());
    return step();
}

}  // namespace app
