// SPDX-License-Identifier: Apache-2.0
// What whoever prepared this device decided for it, where the product leaves a choice. A
// device that never took a bundle has what stands here.
#pragma once

#include "appliance/app/idle.h"
#include "appliance/app/language.h"
#include "appliance/base/json.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace app {

struct House {
    IdleLimits idle;
    std::vector<Language> languages{Language::english, Language::spanish, Language::arabic};  // the first is shown first; never empty
    // Wrong codes before an order is locked, where the order itself allows more.
    std::uint32_t tries_max = std::numeric_limits<std::uint32_t>::max();
    std::int64_t session_idle_ms = 30 * 60'000;   // of staff
    std::int64_t session_hard_ms = 12 * 3'600'000;
    // The people who may begin before the platform's first roster comes, spelt as a roster
    // (staff/roster.h); null: nobody.
    base::Json first_people;
};

}  // namespace app
