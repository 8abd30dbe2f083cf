// SPDX-License-Identifier: Apache-2.0
// The closed catalogue of what the audit log can say: one row an event. The log is
// read by strangers, so a field can hold a number, a short code or a digest, and
// never a sentence: there is no place for a name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace audit {

enum class Event : std::uint8_t {
    device_provisioned,
    boot,
    boot_unclean,
    work_order_received,
    document_refused,
    session_started,
    language_chosen,
    identified,
    identification_failed,
    identification_paused,
    identification_reopened,
    consent_given,
    consent_refused,
    document_reviewed,
    field_filled,
    signature_drawn,
    pin_refused,
    pin_locked,
    signing_confirmed,
    signing_intended,
    signature_made,     // "signed", a word of the language
    signing_aborted,
    session_abandoned,
    session_wiped,
    declined,
    help_requested,
    paper_requested,
    parcel_queued,
    receipt_verified,
    receipt_refused,
    timestamp_verified,
    delivered,
    record_key_dropped,
    record_erased,
    fault_shown,
    clock_changed,
    epoch_advanced,
    scrubbed,
    seal_code_set,
    staff_signed_in,
    staff_refused,
    staff_signed_out,
    roster_installed,
    key_created,
    key_imported,
    key_accepted,
    key_used_for_request,
    key_certificate_installed,
    key_activated,
    key_destroyed,
    key_release_intended,
    key_release_approved,
    key_released,
    key_release_abandoned,
    key_tested,
    evidence_archived,
    approval_renewed,
    approval_epoch_advanced,
    revocations_installed,
    key_rotation_started,
    key_registered,
    key_sent,
    key_arrival_confirmed,
    key_sending_abandoned,
    key_into_token,
    retention_changed,
    copy_deleted,
    chip_unlocked,
    house_rules_changed,
    bundle_installed,
    bundle_refused,
    runbook_started,
    runbook_step_done,
    runbook_cancelled,
    runbook_reported,
    decommission_intended,
    decommissioned,
    anchor,
};

enum class Actor : std::uint8_t { person, staff, device, platform };
enum class Severity : std::uint8_t { notice, warning, alarm };

enum class FieldKind : std::uint8_t {
    code,        // [A-Za-z0-9._:-]{1,64}
    number,      // 0 .. 2^53-1
    digest,      // 64 lower-case hexadecimal digits, of something public
    commitment,  // the same, an HMAC under the record's key (see leaf.h)
    base64,      // hardware's statements; RFC 4648, at most 4,096 bytes
};

enum class Presence : std::uint8_t { never, maybe, always };

struct FieldRow {
    std::string_view name;  // empty: no more fields
    FieldKind kind = FieldKind::code;
    bool is_required = false;
};

inline constexpr std::size_t field_count_max = 8;

struct EventRow {
    Event event;
    std::string_view id;       // as it stands in the log, e.g. "signing-intended"
    Actor actor;
    Severity severity;
    Presence subject;          // the record id in "subj"
    Presence commitment;       // the blinded digest in "h"
    std::string_view meaning;  // one English sentence for the reader of the log
    FieldRow fields[field_count_max];
};

const EventRow& row_of(Event event);
std::optional<Event> event_from(std::string_view id);

// All rows in the order of the enumeration.
struct EventCatalogue {
    const EventRow* rows;
    std::size_t size;
};
EventCatalogue event_catalogue();

std::string_view name_of(Actor actor);
std::string_view name_of(Severity severity);
std::string_view name_of(FieldKind kind);

}  // namespace audit
