// SPDX-License-Identifier: Apache-2.0
// What a runbook still waits for, in words for the people who stand before it.
#pragma once

#include "appliance/base/json.h"
#include "appliance/runbook/journal.h"

namespace runbook {

// "2026-11-22", the day of the plan's start and `day` days, UTC.
std::string date_of_day(std::int64_t started_ms, int day);

// When a step may be done, by whom, after what, and what it has to be shown.
std::string outlook(const Runbook& runbook, const State& state, const Step& step);

// One sentence a need: what kind of answer it wants.
std::string question_of(const Need& need);

// All of it, step by step, as it stands at `now_ms`.
std::string status_text(const Journal& journal, std::int64_t now_ms);
base::Json status_json(const Journal& journal, std::int64_t now_ms);

}  // namespace runbook
