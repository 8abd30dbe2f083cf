// SPDX-License-Identifier: Apache-2.0
// Ready-made beginnings of a bench.
#pragma once

#include <optional>
#include <string_view>

namespace emulator {

// fresh         a chip that nobody owned, and a state folder with nothing in it
// provisioned   enrolled at the bench's platform, its kiosk open
// full_outbox   the same, after people signed while the network was away: nothing is delivered
enum class Profile { fresh, provisioned, full_outbox };

inline constexpr std::string_view profile_names[] = {"fresh", "provisioned", "full_outbox"};

std::optional<Profile> profile_from(std::string_view name);

}  // namespace emulator
