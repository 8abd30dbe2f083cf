// SPDX-License-Identifier: Apache-2.0
// Trying a bundle's payload out before a real device takes it: a TEST device is made from
// exactly this profile, used and wiped; what came of each step is kept, and a key of this
// bench signs for it (appliance/provisioning/rehearsal.h).
#pragma once

#include "appliance/base/result.h"

#include <filesystem>
#include <functional>
#include <string>

namespace emulator {

struct RehearsalOrder {
    std::filesystem::path payload;      // what `inkseal provision bundle draft` wrote
    std::filesystem::path out;          // new or empty; gets evidence/ and rehearsal.p7m
    std::filesystem::path key;          // PEM, the bench's rehearsal key
    std::filesystem::path certificate;  // PEM: of that key, then its issuers
    std::string programs;               // folder
    std::function<void(const std::string&)> tell = {};  // a line a step; empty: standard output
};

// Some 20 seconds. Tells each step. Without all steps there is no
// certificate. Faults: program_failed, with the step's name in the detail; message_invalid
// and configuration_invalid (the payload), certificate_invalid, key_missing (the key).
base::Status rehearse(const RehearsalOrder& order);

}  // namespace emulator
