// SPDX-License-Identifier: Apache-2.0
// How far a runbook is. `step` is the whole rule book: pure, without a clock, a disk or
// a log; its events are what the journal keeps, so the state is what the journal says.
#pragma once

#include "appliance/base/result.h"
#include "appliance/runbook/runbook.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace runbook {

struct Person {
    std::string id;            // [A-Za-z0-9._-]{1,64}; as the roster has it
    std::string name;          // for readers; any script
    staff::Role role = staff::Role::agent;
    bool is_proven = false;    // signed in with a token
    bool operator==(const Person&) const = default;
};

// One need's answer, as the evidence book found it.
struct Evidence {
    EvidenceKind kind = EvidenceKind::none;
    base::Digest digest{};     // of what was looked at
    std::string finding;       // in plain words
    std::string surplus;       // what was there and nobody asked for; empty: nothing
    bool operator==(const Evidence&) const = default;
};

struct Started {
    std::int64_t at_ms = 0;
    Person by;
    std::string device;
    std::string place;
    bool is_test = false;      // a TEST device: names are believed
    std::uint64_t log_size = 0;
    base::Digest runbook{};    // digest_of() the one that is followed
    bool operator==(const Started&) const = default;
};

struct Done {
    std::int64_t at_ms = 0;
    std::string step;
    Person by;
    std::optional<Person> second;
    std::vector<Evidence> evidence;  // one for each need, in their order
    std::uint64_t log_size = 0;      // up to where the log was looked at
    std::string accepted;            // why surplus is no harm: the second person's word, which the report repeats
    bool operator==(const Done&) const = default;
};

struct Noted {
    std::int64_t at_ms = 0;
    Person by;
    std::string text;
    bool operator==(const Noted&) const = default;
};

struct Cancelled {
    std::int64_t at_ms = 0;
    Person by;
    std::string reason;
    bool operator==(const Cancelled&) const = default;
};

using Event = std::variant<Started, Done, Noted, Cancelled>;
std::int64_t time_of(const Event& event);

struct State {
    std::optional<Started> started;
    std::vector<Done> done;            // in the order in which it happened
    std::vector<Noted> notes;
    std::optional<Cancelled> cancelled;
    std::int64_t latest_ms = 0;
    std::uint64_t log_mark = 0;        // entries before this were accounted for
    bool operator==(const State&) const = default;

    const Done* find(std::string_view step) const;
};

inline constexpr std::size_t text_size_max = 2000;  // of a note, a reason, a finding; in bytes

// Faults, with the reason in words as the detail:
//   plan_step_refused    out of order, too early, twice, before the start, after the end; evidence missing or foreign, surplus that nobody accepted
//   role_refused     wrong role, the same person twice, no second person, a name where a token is asked
//   clock_untrusted  earlier than what has happened already
//   usage_invalid    an id, a name or a text that cannot stand in a journal
base::Result<State> step(const Runbook& runbook, State state, const Event& event);

// Everything `step` would refuse before evidence is gathered: no work for nothing.
base::Status may_do(const Runbook& runbook, const State& state, const Done& event);

int day_of(std::int64_t started_ms, std::int64_t at_ms);

enum class Standing : std::uint8_t { waiting, too_early, ready, overdue, done, done_late };
std::string_view name_of(Standing standing);
Standing standing_of(const Step& step, const State& state, std::int64_t now_ms);
bool is_complete(const Runbook& runbook, const State& state);

}  // namespace runbook
