// SPDX-License-Identifier: Apache-2.0
// How long things are kept, and that nothing on legal hold goes, whatever its deadline.
//
// Days and years are those of the calendar, UTC. A year that ends on a day that does
// not exist (29 February) ends on 1 March: kept a day longer, never a day shorter.
#pragma once

#include "appliance/runbook/progress.h"

#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace runbook {

enum class RetentionClass : std::uint8_t {
    backup,    // 30 to 90 days; 90 when nobody says
    audit,     // 7 years
    hipaa,     // 6 years (45 CFR 164.316(b)(2)(i))
    contract,  // the contract's end and the limitation period after it
};

std::string_view name_of(RetentionClass one);
std::optional<RetentionClass> retention_class_from(std::string_view name);

std::int64_t add_days(std::int64_t at_ms, int days);
std::int64_t add_years(std::int64_t at_ms, int years);

struct KeptThing {
    std::string what;               // [A-Za-z0-9._-]{1,64}, its name for ever
    base::Digest digest{};
    RetentionClass retention = RetentionClass::audit;
    int backup_days = 90;           // of class backup
    std::int64_t contract_end_ms = 0;  // of class contract
    int limitation_years = 0;          // of class contract, 1 to 30
    bool operator==(const KeptThing&) const = default;
};

// The first instant at which it may be deleted. Fault usage_invalid: days outside 30 to
// 90, years outside 1 to 30, a contract that ends before it is kept.
base::Result<std::int64_t> keep_until(const KeptThing& thing, std::int64_t since_ms);

struct Kept { std::int64_t at_ms = 0; Person by; KeptThing thing; };
struct HoldSet { std::int64_t at_ms = 0; Person by; std::string what; std::string reason; };
struct HoldLifted { std::int64_t at_ms = 0; Person by; std::string what; std::string reason; };
struct Deleted { std::int64_t at_ms = 0; Person by; std::string what; };
using RetentionEvent = std::variant<Kept, HoldSet, HoldLifted, Deleted>;

struct RetentionState {
    struct Entry {
        KeptThing thing;
        std::int64_t since_ms = 0;
        std::int64_t until_ms = 0;
        std::optional<std::string> hold;    // its reason
        std::optional<std::int64_t> deleted_ms;
        Person deleted_by = {};             // whoever did, when it is
        bool operator==(const Entry&) const = default;
    };
    std::map<std::string, Entry, std::less<>> entries;  // deleted ones stay, as names that are taken
    std::int64_t latest_ms = 0;
    bool operator==(const RetentionState&) const = default;
};

// Pure. Faults: plan_step_refused (on hold, too early, unknown, deleted already, a name twice),
// role_refused (holds are set by site manager or auditor and lifted by the auditor alone;
// deletions: site manager or security officer), clock_untrusted, usage_invalid.
base::Result<RetentionState> apply(RetentionState state, const RetentionEvent& event);

// What may be deleted now, by name.
std::vector<std::string> due(const RetentionState& state, std::int64_t now_ms);

// Another name under which the same content is kept and may not go now: its file may be this one.
std::optional<std::string> still_kept_as(const RetentionState& state, std::string_view name, std::int64_t now_ms);

// What is to be signed when something is gone: canonical JSON of what, digest, class, since, until, when, who.
std::string deletion_record(const RetentionState& state, const Deleted& event);

}  // namespace runbook
