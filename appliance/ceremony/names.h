// SPDX-License-Identifier: Apache-2.0
// The spelling of states, events and effects: for the golden table, the screen dump
// and the service log. Never shown to a person.
#pragma once

#include "appliance/ceremony/step.h"

#include <string>
#include <string_view>

namespace ceremony {

std::string_view name_of(const State& state);
std::string_view name_of(const Event& event);
std::string_view name_of(Moment moment);
// With what the state or effect holds: "identifying(attempts 4)".
std::string describe(const State& state);
std::string describe(const Effect& effect);

}  // namespace ceremony
