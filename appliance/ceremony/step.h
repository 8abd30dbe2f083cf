// SPDX-License-Identifier: Apache-2.0
// The whole decision of a ceremony, as one pure function. tests/golden/ceremony.txt
// is its table: every state with every event. Review that, not the code.
#pragma once

#include "appliance/ceremony/effect.h"
#include "appliance/ceremony/event.h"
#include "appliance/ceremony/state.h"

#include <vector>

namespace ceremony {

struct Step {
    State state;
    std::vector<Effect> effects;
    bool is_refused = false;  // the event means nothing here; the state is unchanged
};

Step step(const State& state, const Event& event);

// True while a person's data may be present: anything between attract and wiped.
bool is_in_session(const State& state);

}  // namespace ceremony
