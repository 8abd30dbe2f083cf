// SPDX-License-Identifier: Apache-2.0
// What this platform grants to its devices: `policy.json` in its folder, written by whoever
// runs it. Where there is none, or a member is missing, what stands here counts.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/base/result.h"

#include <cstdint>

namespace receiver {

struct HousePolicy {
    bool certifies_imported = false;    // keys that were somewhere else before
    // Keys that a quorum of custodians may let go. That such a key was born in its chip is the
    // device's word: a chip states the birth of keys that cannot leave, and of no others.
    bool certifies_exportable = false;
    // How many of a key's custodians must agree each time it leaves, so that it is certified.
    std::uint32_t custodians_needed_min = 2;
    std::uint32_t certificate_days = 366;
    // Of a document approval, seen from where the device stands when it asks.
    std::uint32_t lease_hours_max = 14 * 24;
    std::uint32_t resets_max = 64;
    std::uint32_t signatures_max = 2000;
};

// Strict: an unknown member or a number out of range is configuration_invalid, so that a
// misspelt restriction is not an open door.
base::Result<HousePolicy> read_house_policy(const base::Disk& disk);

}  // namespace receiver
