// SPDX-License-Identifier: Apache-2.0
// A whole ceremony on an opened device without a screen, with a stopwatch at the ports:
// where the time between the held confirmation and the stored seal goes.
#pragma once

#include "appliance/base/result.h"
#include "tests/bench/comparison.h"

#include <map>
#include <string>

namespace bench {

// Milliseconds by part: "whole", "TPM sign", "TPM attest", "reading back",
// "second opinion", "the rest"; and, before it all, "opening" the device and "starting"
// the session (log and counter checked, checkpoint, anchor).
using Parts = std::map<std::string, double>;

struct RehearsalPlan {
    std::string state, tcti, programs;
    std::string appointment_code, pin;
};

// Signs one work order that the device already has.
base::Result<Parts> rehearse(const RehearsalPlan& plan);

}  // namespace bench
