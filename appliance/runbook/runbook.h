// SPDX-License-Identifier: Apache-2.0
// A runbook: a procedure that the device leads people through. This is only what is
// asked; who has done what is progress.h. Runbooks are tables of the program: they are
// reviewed and released like it, and a journal names the digest of the one it followed.
//
// Days are calendar days of UTC, counted from the day of the start (day 0).
#pragma once

#include "appliance/audit/event.h"
#include "appliance/base/bytes.h"
#include "appliance/staff/role.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace runbook {

enum class EvidenceKind : std::uint8_t {
    none,            // ends a list
    log_events,      // the audit log holds exactly these entries since the last step it was asked about
    file,            // a file is there; its digest is kept
    signed_receipt,  // somebody else's signed word that something arrived
    key_fact,        // what the hardware says of a key
    verdict,         // a verifier accepted
    attestation,     // a person says so; for what no machine can know
};

std::string_view name_of(EvidenceKind kind);
std::optional<EvidenceKind> kind_from(std::string_view name);

// Of key facts and verdicts: what exactly is looked at. The claim says where.
enum class Proof : std::uint8_t {
    none,
    bundle_fits,        // an export's manifest: signed, and about the file beside it
    document_accepted,  // a signed PDF, by both verifiers
    log_whole,          // this device's log, recomputed
    key_stays,          // the hardware lets the key go to nobody
    key_certified,      // the hardware's key is the certificate's
    key_gone,           // the hardware refuses the key
    key_born_here,      // the hardware made the key
};

struct LogCount {
    audit::Event event = audit::Event::boot;
    std::uint32_t at_least = 0;
    std::uint32_t at_most = 0;  // 0 ends a list
};

struct Need {
    EvidenceKind kind = EvidenceKind::none;
    std::string_view what;      // in plain words
    LogCount log[4] = {};       // of log_events
    Proof proof = Proof::none;  // of key_fact and verdict
    // Of log_events: may have happened at another device, whose signed archive is then looked into.
    bool may_be_elsewhere = false;
};

inline constexpr std::size_t need_count_max = 3;

struct Step {
    std::string_view id;
    std::string_view title;
    std::string_view task;      // what to do
    std::string_view check;     // how it is checked
    std::string_view command;   // which command does it
    staff::Role role;
    std::optional<staff::Role> second;  // dual control: another person, of this role. Both show tokens; a name alone will do only at a TEST device
    int earliest_day = 0;
    int due_day = 0;            // later is overdue: shown, never refused
    std::string_view after;     // the step that comes before; empty: none
    Need needs[need_count_max] = {};
};

struct Runbook {
    std::string_view id;
    std::string_view title;
    std::string_view purpose;
    std::span<const Step> steps;

    const Step* find(std::string_view step) const;
};

std::span<const Need> needs_of(const Step& step);
// Nobody is asked: the device looks.
bool is_answered_by_itself(const Need& need);
std::span<const LogCount> counts_of(const Need& need);

// The plan of the first thirty days, then migration, backup, rotation, regulatory audit.
std::span<const Runbook> shipped();
const Runbook* find(std::string_view id);

// All of it as text: what `inkseal runbook show` prints, and what the digest is over.
std::string to_text(const Runbook& runbook);
base::Digest digest_of(const Runbook& runbook);

// The tables, each in a file of its own.
extern const std::span<const Step> first_month_steps;
extern const std::span<const Step> migration_steps;
extern const std::span<const Step> backup_steps;
extern const std::span<const Step> rotation_steps;
extern const std::span<const Step> regulatory_audit_steps;

}  // namespace runbook
