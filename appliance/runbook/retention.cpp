// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/retention.h"

#include "appliance/base/calendar.h"
#include "appliance/base/json.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace runbook {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

constexpr auto classes = std::to_array<std::pair<RetentionClass, std::string_view>>({
    {RetentionClass::backup, "backup"},
    {RetentionClass::audit, "audit"},
    {RetentionClass::hipaa, "hipaa"},
    {RetentionClass::contract, "contract"},
});

bool is_name(std::string_view name) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), is_allowed);
}

Status require(const Person& person, std::initializer_list<staff::Role> roles) {
    if (std::find(roles.begin(), roles.end(), person.role) != roles.end()) return {};
    return Failure{Fault::role_refused, std::string(staff::name_of(person.role)) + " may not do this"};
}

Result<RetentionState::Entry*> living(RetentionState& state, std::string_view what) {
    const auto found = state.entries.find(what);
    if (found == state.entries.end()) return Failure{Fault::plan_step_refused, "nothing of that name is kept"};
    if (found->second.deleted_ms) return Failure{Fault::plan_step_refused, "it was deleted already"};
    return &found->second;
}

Status on(RetentionState& state, const Kept& event) {
    if (!is_name(event.thing.what)) return Failure{Fault::usage_invalid, "a name is 1 to 64 of A-Z a-z 0-9 . _ -"};
    if (state.entries.contains(event.thing.what)) return Failure{Fault::plan_step_refused, "that name is taken, for ever"};
    RetentionState::Entry entry;
    entry.thing = event.thing;
    entry.since_ms = event.at_ms;
    entry.until_ms = TRY(keep_until(event.thing, event.at_ms));
    state.entries.emplace(event.thing.what, std::move(entry));
    return {};
}

Status on(RetentionState& state, const HoldSet& event) {
    TRY(require(event.by, {staff::Role::site_manager, staff::Role::auditor}));
    if (event.reason.empty()) return Failure{Fault::usage_invalid, "a hold has a reason"};
    RetentionState::Entry* entry = TRY(living(state, event.what));
    if (entry->hold) return Failure{Fault::plan_step_refused, "it is on hold already"};
    entry->hold = event.reason;
    return {};
}

Status on(RetentionState& state, const HoldLifted& event) {
    TRY(require(event.by, {staff::Role::auditor}));
    if (event.reason.empty()) return Failure{Fault::usage_invalid, "lifting a hold has a reason"};
    RetentionState::Entry* entry = TRY(living(state, event.what));
    if (!entry->hold) return Failure{Fault::plan_step_refused, "it is not on hold"};
    entry->hold.reset();
    return {};
}

Status on(RetentionState& state, const Deleted& event) {
    TRY(require(event.by, {staff::Role::site_manager, staff::Role::security_officer}));
    RetentionState::Entry* entry = TRY(living(state, event.what));
    if (entry->hold) return Failure{Fault::plan_step_refused, "it is on legal hold: " + *entry->hold};
    if (event.at_ms < entry->until_ms) return Failure{Fault::plan_step_refused, "it is kept until " + base::to_rfc3339(entry->until_ms)};
    entry->deleted_ms = event.at_ms;
    entry->deleted_by = event.by;
    return {};
}

std::chrono::sys_days day_of_instant(std::int64_t at_ms) {
    using namespace std::chrono;
    return floor<days>(sys_time<milliseconds>{milliseconds{at_ms}});
}

}  // namespace

std::string_view name_of(RetentionClass one) {
    for (const auto& [kind, name] : classes)
        if (kind == one) return name;
    return {};
}

std::optional<RetentionClass> retention_class_from(std::string_view name) {
    for (const auto& [kind, spelt] : classes)
        if (spelt == name) return kind;
    return std::nullopt;
}

std::int64_t add_days(std::int64_t at_ms, int days) { return at_ms + static_cast<std::int64_t>(days) * 86'400'000; }

std::int64_t add_years(std::int64_t at_ms, int years) {
    using namespace std::chrono;
    const sys_days day = day_of_instant(at_ms);
    const year_month_day date{day};
    const year_month_day later{date.year() + std::chrono::years{years}, date.month(), date.day()};
    const sys_days there = later.ok() ? sys_days{later} : sys_days{later.year() / March / 1};
    return at_ms + duration_cast<milliseconds>(there - day).count();
}

Result<std::int64_t> keep_until(const KeptThing& thing, std::int64_t since_ms) {
    switch (thing.retention) {
        case RetentionClass::backup:
            if (thing.backup_days < 30 || thing.backup_days > 90) return Failure{Fault::usage_invalid, "a backup is kept for 30 to 90 days"};
            return add_days(since_ms, thing.backup_days);
        case RetentionClass::audit: return add_years(since_ms, 7);
        case RetentionClass::hipaa: return add_years(since_ms, 6);
        case RetentionClass::contract:
            if (thing.limitation_years < 1 || thing.limitation_years > 30) return Failure{Fault::usage_invalid, "a limitation period has 1 to 30 years"};
            if (thing.contract_end_ms < since_ms) return Failure{Fault::usage_invalid, "the contract ended before this was kept"};
            return add_years(thing.contract_end_ms, thing.limitation_years);
    }
    return Fault::usage_invalid;
}

Result<RetentionState> apply(RetentionState state, const RetentionEvent& event) {
    const std::int64_t at_ms = std::visit([](const auto& one) { return one.at_ms; }, event);
    const Person& by = std::visit([](const auto& one) -> const Person& { return one.by; }, event);
    if (!is_name(by.id)) return Failure{Fault::usage_invalid, "a person's id is 1 to 64 of A-Z a-z 0-9 . _ -"};
    if (at_ms < state.latest_ms) return Failure{Fault::clock_untrusted, "earlier than what has happened already"};
    TRY(std::visit([&](const auto& one) { return on(state, one); }, event));
    state.latest_ms = at_ms;
    return state;
}

std::vector<std::string> due(const RetentionState& state, std::int64_t now_ms) {
    std::vector<std::string> names;
    for (const auto& [name, entry] : state.entries)
        if (!entry.deleted_ms && !entry.hold && now_ms >= entry.until_ms) names.push_back(name);
    return names;
}

std::optional<std::string> still_kept_as(const RetentionState& state, std::string_view name, std::int64_t now_ms) {
    const auto found = state.entries.find(name);
    if (found == state.entries.end()) return std::nullopt;
    for (const auto& [other, entry] : state.entries) {
        const bool may_go = entry.deleted_ms || (!entry.hold && now_ms >= entry.until_ms);
        if (other != name && entry.thing.digest == found->second.thing.digest && !may_go) return other;
    }
    return std::nullopt;
}

std::string deletion_record(const RetentionState& state, const Deleted& event) {
    const auto found = state.entries.find(event.what);
    CHECK(found != state.entries.end() && found->second.deleted_ms == event.at_ms);
    const RetentionState::Entry& entry = found->second;
    base::Json json;
    json.set("kind", "deletion-record").set("what", event.what).set("sha256", base::to_hex(entry.thing.digest));
    json.set("class", name_of(entry.thing.retention)).set("since", base::to_rfc3339(entry.since_ms)).set("until", base::to_rfc3339(entry.until_ms));
    json.set("deleted", base::to_rfc3339(event.at_ms)).set("by", event.by.id).set("role", staff::name_of(event.by.role)).set("proven", event.by.is_proven);
    return base::canonical_json(json);
}

}  // namespace runbook
