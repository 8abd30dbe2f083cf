// SPDX-License-Identifier: Apache-2.0
// What an administrator does with a profile at the bench before any real device sees it:
// tries it on the desk's own device with every control of the dock, then rehearses it.
#pragma once

#include "emulator/desk.h"

#include <filesystem>
#include <functional>
#include <string>

namespace emulator {

// All that a profile can do on this device, it does from the restart on that this ends with.
// It keeps its own name, and stays a TEST device. Seconds; the device has power. Faults:
// configuration_invalid (what is wrong with the profile), program_failed (the device's words).
base::Status try_profile(Desk& desk, const std::filesystem::path& profile, const std::filesystem::path& folder, const std::string& programs);

// A TEST device of its own is made from it, used and wiped. Some 20 seconds, a line a step.
// The rehearsal's key is `folder`/rehearser.key with rehearser.pem; where there is none, one
// is made and the desk's platform appoints it. What is left: `folder`/rehearsals/NAME-NUMBER
// with rehearsal.p7m and the evidence, and beside it NAME-NUMBER.payload, which was
// rehearsed. Faults: configuration_invalid, and those of rehearse() (rehearsal.h).
base::Status rehearse_profile(const std::filesystem::path& profile, const std::filesystem::path& folder, const std::string& programs,
                              const std::function<void(const std::string&)>& tell);

}  // namespace emulator
