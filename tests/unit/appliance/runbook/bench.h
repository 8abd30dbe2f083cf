// SPDX-License-Identifier: Apache-2.0
// People, a start, and answers to every need, for the tests of runbooks.
#pragma once

#include "appliance/runbook/progress.h"

namespace runbook_test {

using namespace runbook;

inline constexpr std::int64_t day = 86'400'000;
inline constexpr std::int64_t begin = 1'795'338'005'000;  // 2026-11-22T09:00:05Z

inline Person person(std::string id, staff::Role role, bool is_proven = true) { return {id, id, role, is_proven}; }

inline Started started_at(const Runbook& runbook, std::int64_t at_ms, bool is_test = false) {
    return {at_ms, person("mia", staff::Role::site_manager), "harbour-otter-41", "Harbour Clinic", is_test, 5, digest_of(runbook)};
}

// Who does the step, with everything it needs.
inline Done done(const Step& step, std::int64_t at_ms) {
    Done event;
    event.at_ms = at_ms;
    event.step = step.id;
    event.by = person("first", step.role);
    if (step.second) event.second = person("second", *step.second);
    for (const Need& need : needs_of(step)) {
        base::Digest digest{};
        digest.fill(7);
        event.evidence.push_back({need.kind, digest, "found", {}});
    }
    event.log_size = 5;
    return event;
}

inline const Runbook& first_month() { return *find("first-month"); }

// After `count` steps, each on the first day on which it may be done.
inline State state_after(const Runbook& runbook, std::size_t count) {
    State state = *step(runbook, {}, started_at(runbook, begin));
    for (const Step& one : runbook.steps.first(count)) state = *step(runbook, state, done(one, begin + one.earliest_day * day));
    return state;
}

}  // namespace runbook_test
