// SPDX-License-Identifier: Apache-2.0
#include "emulator/profile.h"

#include <algorithm>
#include <iterator>

namespace emulator {

std::optional<Profile> profile_from(std::string_view name) {
    const auto* const found = std::find(std::begin(profile_names), std::end(profile_names), name);
    if (found == std::end(profile_names)) return std::nullopt;
    return static_cast<Profile>(found - std::begin(profile_names));
}

}  // namespace emulator
