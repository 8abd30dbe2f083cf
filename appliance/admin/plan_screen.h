// SPDX-License-Identifier: Apache-2.0
// What members of staff see of runbooks at the device, as values. Titles and what a step
// asks are the runbooks' own English sentences; the ui has them in other languages.
#pragma once

#include "appliance/runbook/progress.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace admin {

// One that was begun here.
struct PlanLine {
    enum class State { under_way, complete, cancelled, unreadable };
    std::string name;         // of its journal
    std::string title;
    State state = State::under_way;
    std::uint32_t done = 0, steps = 0;
    std::string next;         // the next step's title; empty: there is none
    std::string from, due;    // of it: "2026-11-24"
    runbook::Standing standing = runbook::Standing::waiting;
};

// One that could be begun.
struct PlanOffer {
    std::string id, title, purpose;
};

struct PlansScreen {
    std::vector<PlanLine> plans;    // the newest first
    std::vector<PlanOffer> offers;  // to whom may begin one
};

struct PlanStepLine {
    std::string id, title;
    runbook::Standing standing = runbook::Standing::waiting;
    std::string from, due;
    std::string done_on, done_by;   // with both names, once it is done
    bool waits_for_second = false;
};

struct PlanScreen {
    std::string name, title;
    std::string begun_on, begun_by;
    std::vector<PlanStepLine> steps;
    bool is_complete = false, is_cancelled = false;
    bool may_work = false;
};

// One step, before anything is said about it.
struct PlanStepScreen {
    std::string title, task, check, command;
    staff::Role role = staff::Role::agent;
    std::optional<staff::Role> second;
    std::string from, due;
    runbook::Standing standing = runbook::Standing::waiting;
    std::vector<std::string> asks;  // what it will be shown, or looks at by itself
};

// One of the answers that a step wants of a person: typed, or chosen of the keys here.
struct PlanAnswerScreen {
    std::string title, what;
    std::string text;
    std::vector<std::string> keys;  // not empty: one of these is meant
    bool is_troubled = false;
};

// Two persons answer for this step, and one of them has.
struct PlanSecondScreen {
    std::string title, check;
    std::string by;                 // who says that it is done
    staff::Role second = staff::Role::agent;
    std::vector<std::pair<std::string, std::string>> answers;  // what was asked, what was answered
    std::uint32_t minutes = 0;      // until it is forgotten
    bool may_confirm = false;       // this person is the second
};

}  // namespace admin
