// SPDX-License-Identifier: Apache-2.0
// A number that only grows, kept where the disk's owner cannot turn it back.
#pragma once

#include "appliance/base/result.h"

#include <cstdint>

namespace ports {

struct Counter {
    virtual ~Counter() = default;
    virtual base::Result<std::uint64_t> value() = 0;
    // Adds one and returns the new value. Durable on return. Wears hardware out
    // (some 500,000 times): once per checkpoint, not per leaf.
    virtual base::Result<std::uint64_t> increment() = 0;
};

}  // namespace ports
