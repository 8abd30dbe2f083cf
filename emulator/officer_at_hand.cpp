// SPDX-License-Identifier: Apache-2.0
#include "emulator/officer_at_hand.h"

namespace emulator {
namespace {

StoryStep step_of(StoryVerb verb, std::string text = {}) {
    StoryStep step;
    step.verb = verb;
    step.text = std::move(text);
    return step;
}

}  // namespace

base::Status OfficerAtHand::hire(Desk& desk, const StoryOptions& options) {
    m_office.emplace(desk, options.programs, options.out);
    for (const StoryStep& step : {step_of(StoryVerb::kiosk_closes), step_of(StoryVerb::staff_hired, "zoe security-officer Zoë Okafor"), step_of(StoryVerb::roster),
                                  step_of(StoryVerb::admin, "staff roster OUT/staff/roster.p7m"), step_of(StoryVerb::kiosk_opens)}) {
        if (const base::Status done = m_office->perform(step); !done) {
            m_office.reset();
            return done;
        }
    }
    return {};
}

base::Status OfficerAtHand::token(bool is_in) { return m_office->perform(step_of(is_in ? StoryVerb::token_in : StoryVerb::token_out, "zoe")); }

}  // namespace emulator
