// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/progress.h"

#include <algorithm>

namespace runbook {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr std::int64_t day_ms = 86'400'000;

std::int64_t day_number(std::int64_t at_ms) { return at_ms >= 0 ? at_ms / day_ms : -((-at_ms + day_ms - 1) / day_ms); }

Failure refused(std::string why) { return {Fault::plan_step_refused, std::move(why)}; }

bool is_id(std::string_view id) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_allowed);
}

// No control characters but line ends: they could hide what a report shows.
bool is_text(std::string_view text, std::size_t size_max) {
    const auto is_hidden = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f; };
    return text.size() <= size_max && std::none_of(text.begin(), text.end(), is_hidden);
}

Status check_person(const Person& person) {
    if (!is_id(person.id)) return Failure{Fault::usage_invalid, "a person's id is 1 to 64 of A-Z a-z 0-9 . _ -"};
    if (!is_text(person.name, 200)) return Failure{Fault::usage_invalid, "a name of at most 200 bytes, without control characters"};
    return {};
}

Status check_text(std::string_view text) {
    if (text.empty() || !is_text(text, text_size_max)) return Failure{Fault::usage_invalid, "a text of 1 to 2,000 bytes, without control characters"};
    return {};
}

Status check_under_way(const State& state, std::int64_t at_ms) {
    if (!state.started) return refused("it was not started");
    if (state.cancelled) return refused("it was cancelled");
    if (at_ms < state.latest_ms) return Failure{Fault::clock_untrusted, "earlier than what has happened already"};
    return {};
}

Status check_shown(const Person& person, bool is_test) {
    TRY(check_person(person));
    if (!person.is_proven && !is_test) return Failure{Fault::role_refused, person.id + " has shown no token"};
    return {};
}

Status check_role(const State& state, const Person& person, staff::Role role) {
    TRY(check_shown(person, state.started->is_test));
    if (person.role != role)
        return Failure{Fault::role_refused, "asks for " + std::string(staff::name_of(role)) + ", not " + std::string(staff::name_of(person.role))};
    return {};
}

Status check_people(const Step& step, const State& state, const Done& event) {
    TRY(check_role(state, event.by, step.role));
    if (!step.second) {
        if (event.second) return Failure{Fault::role_refused, "this step takes one person"};
        return {};
    }
    if (!event.second) return Failure{Fault::role_refused, "asks for a second person"};
    if (event.second->id == event.by.id) return Failure{Fault::role_refused, "the second person must be another one"};
    return check_role(state, *event.second, *step.second);
}

// Surplus is no dead end: a person who did not do the step may take it on, by name and with
// a reason that the report repeats.
Status check_surplus(const Done& event) {
    std::string surplus;
    for (const Evidence& one : event.evidence) {
        if (one.surplus.empty()) continue;
        TRY(check_text(one.surplus));
        surplus += (surplus.empty() ? "" : "; ") + one.surplus;
    }
    if (surplus.empty()) {
        if (!event.accepted.empty()) return refused("there is no surplus to accept");
        return {};
    }
    if (event.accepted.empty() || !event.second) return refused("surplus: " + surplus + "; the second person can accept it with a reason");
    return check_text(event.accepted);
}

Status check_evidence(const Step& step, const Done& event) {
    const auto needs = needs_of(step);
    for (std::size_t i = 0; i < needs.size(); ++i) {
        if (i >= event.evidence.size() || event.evidence[i].kind != needs[i].kind || event.evidence[i].digest == base::Digest{})
            return refused("missing: " + std::string(needs[i].what));
        TRY(check_text(event.evidence[i].finding));
    }
    if (event.evidence.size() > needs.size()) return refused("evidence that nobody asked for");
    return check_surplus(event);
}

bool looks_at_log(const Step& step) {
    const auto needs = needs_of(step);
    return std::any_of(needs.begin(), needs.end(), [](const Need& need) { return need.kind == EvidenceKind::log_events; });
}

Result<State> on(const Runbook& runbook, State state, const Started& event) {
    if (state.started) return refused("it was started already");
    TRY(check_shown(event.by, event.is_test));
    if (!staff::may(event.by.role, staff::Duty::run_runbook)) return Failure{Fault::role_refused, "this role runs no runbooks"};
    if (event.runbook != digest_of(runbook)) return refused("it was started with another edition of this runbook");
    TRY(check_text(event.device));
    TRY(check_text(event.place));
    if (event.at_ms < 0) return Failure{Fault::clock_untrusted, "before 1970"};
    state.started = event;
    state.log_mark = event.log_size;
    return state;
}

Result<State> on(const Runbook& runbook, State state, const Done& event) {
    TRY(may_do(runbook, state, event));
    const Step& asked = *runbook.find(event.step);
    TRY(check_evidence(asked, event));
    if (event.log_size < state.log_mark) return refused("the log has become shorter");
    if (looks_at_log(asked)) state.log_mark = event.log_size;
    state.done.push_back(event);
    return state;
}

Result<State> on(const Runbook&, State state, const Noted& event) {
    TRY(check_under_way(state, event.at_ms));
    TRY(check_shown(event.by, state.started->is_test));
    TRY(check_text(event.text));
    state.notes.push_back(event);
    return state;
}

Result<State> on(const Runbook& runbook, State state, const Cancelled& event) {
    TRY(check_under_way(state, event.at_ms));
    TRY(check_shown(event.by, state.started->is_test));
    TRY(check_text(event.reason));
    if (!staff::may(event.by.role, staff::Duty::run_runbook)) return Failure{Fault::role_refused, "this role cancels no runbooks"};
    if (is_complete(runbook, state)) return refused("it is complete");
    state.cancelled = event;
    return state;
}

}  // namespace

std::int64_t time_of(const Event& event) {
    return std::visit([](const auto& one) { return one.at_ms; }, event);
}

const Done* State::find(std::string_view step) const {
    for (const Done& one : done)
        if (one.step == step) return &one;
    return nullptr;
}

Status may_do(const Runbook& runbook, const State& state, const Done& event) {
    TRY(check_under_way(state, event.at_ms));
    const Step* asked = runbook.find(event.step);
    if (asked == nullptr) return refused("there is no such step");
    if (state.find(event.step) != nullptr) return refused("it is done already");
    if (!asked->after.empty() && state.find(asked->after) == nullptr) return refused("first comes: " + std::string(asked->after));
    if (day_of(state.started->at_ms, event.at_ms) < asked->earliest_day)
        return refused("not before day " + std::to_string(asked->earliest_day));
    return check_people(*asked, state, event);
}

Result<State> step(const Runbook& runbook, State state, const Event& event) {
    State next = TRY(std::visit([&](const auto& one) { return on(runbook, std::move(state), one); }, event));
    next.latest_ms = time_of(event);
    return next;
}

int day_of(std::int64_t started_ms, std::int64_t at_ms) {
    return static_cast<int>(std::clamp<std::int64_t>(day_number(at_ms) - day_number(started_ms), -100'000, 100'000));
}

std::string_view name_of(Standing standing) {
    switch (standing) {
        case Standing::waiting: return "waiting";
        case Standing::too_early: return "too early";
        case Standing::ready: return "ready";
        case Standing::overdue: return "overdue";
        case Standing::done: return "done";
        case Standing::done_late: return "done late";
    }
    return {};
}

Standing standing_of(const Step& step, const State& state, std::int64_t now_ms) {
    if (!state.started) return Standing::waiting;
    const std::int64_t start = state.started->at_ms;
    if (const Done* done = state.find(step.id)) return day_of(start, done->at_ms) > step.due_day ? Standing::done_late : Standing::done;
    const int today = day_of(start, now_ms);
    if (today > step.due_day) return Standing::overdue;
    if (today < step.earliest_day) return Standing::too_early;
    return step.after.empty() || state.find(step.after) != nullptr ? Standing::ready : Standing::waiting;
}

bool is_complete(const Runbook& runbook, const State& state) {
    return std::all_of(runbook.steps.begin(), runbook.steps.end(), [&](const Step& one) { return state.find(one.id) != nullptr; });
}

}  // namespace runbook
