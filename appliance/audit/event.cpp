// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/event.h"

#include "appliance/base/check.h"

#include <array>

namespace audit {
namespace {

using enum Event;
using enum Actor;
using enum Severity;
using enum Presence;

constexpr FieldRow need(std::string_view name, FieldKind kind) { return {name, kind, true}; }
constexpr FieldRow may(std::string_view name, FieldKind kind) { return {name, kind, false}; }

constexpr FieldKind code = FieldKind::code;
constexpr FieldKind number = FieldKind::number;
constexpr FieldKind digest = FieldKind::digest;
constexpr FieldKind commitment = FieldKind::commitment;
constexpr FieldKind base64 = FieldKind::base64;

// event, id, actor, severity, subject, commitment, meaning, fields
constexpr auto rows = std::to_array<EventRow>({
    {device_provisioned, "device-provisioned", staff, notice, never, never,
     "The device received its identity and its keys; a log after a factory reset names the final checkpoint of the one before.",
     {need("device", code), may("profile", code), may("previous_checkpoint", digest), may("attestation_key", digest)}},
    {boot, "boot", device, notice, never, never,
     "The device started.",
     {need("software", code), may("epoch", number), may("platform", digest)}},
    {boot_unclean, "boot-unclean", device, warning, never, never,
     "The device started and found that it had not been shut down in order.",
     {need("open_intents", number), may("open_sessions", number)}},
    {work_order_received, "work-order-received", platform, notice, always, maybe,
     "A work order was opened, checked and stored.",
     {need("parcel", digest), may("documents", number)}},
    {document_refused, "document-refused", device, warning, maybe, maybe,
     "A document was refused before anyone saw it.",
     {need("fault", code), may("document", number)}},
    {session_started, "session-started", person, notice, maybe, never,
     "Someone began to use the device.",
     {may("session", number), may("mode", code)}},
    {language_chosen, "language-chosen", person, notice, maybe, never,
     "The person chose the language of the screens.",
     {need("language", code)}},
    {identified, "identified", person, notice, maybe, maybe,
     "The person named the appointment and was identified for it.",
     {need("method", code)}},
    {identification_failed, "identification-failed", person, warning, maybe, never,
     "An attempt at identification failed.",
     {need("method", code), may("tries_left", number)}},
    {identification_paused, "identification-paused", device, alarm, maybe, never,
     "So many codes were wrong since the last signature that the device takes none for a while.",
     {need("failed", number), need("seconds", number)}},
    {identification_reopened, "identification-reopened", staff, notice, never, never,
     "The wrong codes were forgotten at the console, and the pause with them.",
     {}},
    {consent_given, "consent-given", person, notice, maybe, maybe,
     "The person agreed to sign electronically, having been shown the named text.",
     {need("text", digest), need("language", code)}},
    {consent_refused, "consent-refused", person, notice, maybe, maybe,
     "The person did not agree to sign electronically.",
     {need("text", digest), need("language", code)}},
    {document_reviewed, "document-reviewed", person, notice, maybe, always,
     "The person was shown every page of the document.",
     {need("document", number), need("pages", number), may("seconds", number)}},
    {field_filled, "field-filled", person, notice, maybe, always,
     "The person completed a field.",
     {need("document", number), need("field", number)}},
    {signature_drawn, "signature-drawn", person, notice, maybe, always,
     "The person drew a signature and accepted it.",
     {need("strokes", number), may("points", number), may("pointer", code)}},
    {pin_refused, "pin-refused", person, warning, maybe, never,
     "A wrong code was entered; the hardware had counted the attempt before.",
     {need("tries_left", number)}},
    {pin_locked, "pin-locked", device, alarm, maybe, never,
     "The code was wrong too often and the hardware locked it.",
     {}},
    {signing_confirmed, "signing-confirmed", person, notice, maybe, always,
     "The person confirmed the signature on exactly what was shown.",
     {may("documents", number)}},
    {signing_intended, "signing-intended", device, notice, always, always,
     "The device is about to use the signing key, once, on the committed bytes.",
     {need("signer", commitment), need("key", commitment), may("serial", commitment), may("document", number)}},
    {signature_made, "signed", device, notice, always, always,
     "The signature was made, accepted by both verifiers and stored.",
     {need("intent", number), may("seal", commitment), may("document", number)}},
    {signing_aborted, "signing-aborted", device, warning, always, maybe,
     "An intended signature was not completed.",
     {need("intent", number), need("fault", code)}},
    {session_abandoned, "session-abandoned", person, notice, maybe, never,
     "The session ended before the signature.",
     {need("reason", code)}},
    {session_wiped, "session-wiped", device, notice, maybe, never,
     "Everything the session held in memory was overwritten.",
     {}},
    {declined, "declined", person, notice, maybe, maybe,
     "The person declined to sign.",
     {may("reason", code), may("document", number)}},
    {help_requested, "help-requested", person, notice, maybe, never,
     "The person asked for help.",
     {may("screen", code)}},
    {paper_requested, "paper-requested", person, notice, maybe, never,
     "The person asked to sign on paper instead.",
     {may("screen", code)}},
    {parcel_queued, "parcel-queued", device, notice, always, never,
     "A parcel for the platform was placed in the outbox.",
     {need("parcel", digest), may("sequence", number)}},
    {receipt_verified, "receipt-verified", platform, notice, always, never,
     "The platform's receipt was checked and stored.",
     {need("receipt", digest), may("parcel", digest)}},
    {receipt_refused, "receipt-refused", device, alarm, maybe, never,
     "A receipt did not pass its checks; nothing was deleted.",
     {need("fault", code), may("receipt", digest)}},
    {timestamp_verified, "timestamp-verified", platform, notice, always, never,
     "A time-stamp over a signature was checked and stored.",
     {need("token", digest), may("level", code)}},
    {delivered, "delivered", platform, notice, always, never,
     "The platform has everything that belongs to the record.",
     {may("level", code)}},
    {record_key_dropped, "record-key-dropped", device, notice, always, never,
     "The device destroyed its own key to the record.",
     {may("epoch", number)}},
    {record_erased, "record-erased", device, notice, always, never,
     "The record was removed: the platform has it, or its time is over.",
     {}},
    {fault_shown, "fault-shown", device, warning, maybe, never,
     "A fault was shown to the person.",
     {need("fault", code), may("screen", code)}},
    {clock_changed, "clock-changed", device, warning, never, never,
     "The device's wall clock was set or jumped.",
     {need("before", number), need("after", number), may("by", code)}},
    {epoch_advanced, "epoch-advanced", device, notice, never, never,
     "The storage key was changed; older copies of the disk can no longer be read.",
     {need("epoch", number), may("records", number)}},
    {scrubbed, "scrubbed", device, notice, never, never,
     "Everything stored was read and checked.",
     {need("records", number), need("leaves", number), need("findings", number)}},
    {seal_code_set, "seal-code-set", staff, notice, never, never,
     "The code in front of the institution's own seal was set.",
     {}},
    {staff_signed_in, "staff-signed-in", staff, notice, never, never,
     "A member of staff signed in with a token and its code.",
     {need("person", code), need("token", digest), may("roster", number)}},
    {staff_refused, "staff-refused", staff, warning, never, never,
     "Somebody was refused at the door for staff, or asked for what their role may not.",
     {need("fault", code), may("person", code), may("token", digest), may("duty", code)}},
    {staff_signed_out, "staff-signed-out", staff, notice, never, never,
     "A member of staff is no longer signed in.",
     {need("person", code), need("reason", code)}},
    {roster_installed, "roster-installed", staff, notice, never, never,
     "A newer roster of staff, signed by the platform, took the place of the one before.",
     {need("serial", number), need("pack", digest), may("person", code)}},
    {key_created, "key-created", staff, notice, never, never,
     "A key was born in the security chip.",
     {need("name", code), need("key", digest), need("algorithm", code), need("person", code), may("custodians", number), may("approvals", number)}},
    {key_imported, "key-imported", staff, warning, never, never,
     "A key that others have seen was taken into the security chip; copies of it may exist.",
     {need("name", code), need("key", digest), need("algorithm", code), need("person", code), may("file", digest)}},
    {key_accepted, "key-accepted", staff, notice, never, never,
     "A key came from another device's security chip without ever having been in the clear.",
     {need("name", code), need("key", digest), need("algorithm", code), need("person", code), may("file", digest)}},
    {key_used_for_request, "key-used-for-request", staff, notice, never, never,
     "A key signed the request for a certificate of its own, or a proof that it is here; that cost one use.",
     {need("name", code), need("key", digest), need("request", digest), need("person", code), may("serial", number)}},
    {key_certificate_installed, "key-certificate-installed", staff, notice, never, never,
     "A key received a certificate.",
     {need("name", code), need("key", digest), need("certificate", digest), need("person", code)}},
    {key_activated, "key-activated", staff, notice, never, never,
     "From here on documents are signed with this key.",
     {need("name", code), need("key", digest), need("certificate", digest), need("person", code), may("before", digest)}},
    {key_destroyed, "key-destroyed", staff, notice, never, never,
     "A private key was destroyed; its certificate and the evidence about it stay.",
     {need("name", code), need("key", digest), need("person", code)}},
    {key_release_intended, "key-release-intended", staff, warning, never, never,
     "Somebody asked for a key to leave the device; its custodians decide.",
     {need("name", code), need("key", digest), need("destination", code), need("command", digest), need("person", code)}},
    {key_release_approved, "key-release-approved", staff, warning, never, never,
     "A custodian approved exactly this release.",
     {need("key", digest), need("command", digest), need("person", code), need("custodian", number)}},
    {key_released, "key-released", staff, alarm, never, never,
     "The security chip let a key go, as its custodians approved.",
     {need("name", code), need("key", digest), need("destination", code), need("command", digest), need("person", code), may("file", digest)}},
    {key_release_abandoned, "key-release-abandoned", staff, notice, never, never,
     "A release that was asked for did not take place.",
     {need("key", digest), need("fault", code)}},
    {key_tested, "key-tested", staff, notice, never, never,
     "A document marked TEST was signed with the key and accepted by both verifiers, and the log holds exactly the entries of that.",
     {need("name", code), need("key", digest), need("seal", digest), need("entries", number), need("person", code)}},
    {evidence_archived, "evidence-archived", staff, notice, never, never,
     "Certificates and evidence were copied out for the archive; no private key.",
     {need("archive", digest), need("files", number), need("person", code)}},
    {approval_renewed, "approval-renewed", platform, notice, never, never,
     "The platform renewed what the security chip may sign: until this clock, this reset and this serial.",
     {need("clock", number), need("resets", number), need("serial", number), need("epoch", number)}},
    {approval_epoch_advanced, "approval-epoch-advanced", platform, alarm, never, never,
     "By order of the platform every earlier approval ended; nothing is signed before a new one comes.",
     {need("epoch", number)}},
    {anchor, "anchor", device, notice, never, never,
     "The security chip signed its counter and its time over the named checkpoint.",
     {need("checkpoint", digest), need("counter", number), need("counter_attested", base64),
      need("counter_signature", base64), need("time_attested", base64), need("time_signature", base64)}},
});

}  // namespace

const EventRow& row_of(Event event) {
    const auto index = static_cast<std::size_t>(event);
    CHECK(index < rows.size() && rows[index].event == event);
    return rows[index];
}

std::optional<Event> event_from(std::string_view id) {
    for (const EventRow& row : rows)
        if (row.id == id) return row.event;
    return std::nullopt;
}

EventCatalogue event_catalogue() { return {rows.data(), rows.size()}; }

std::string_view name_of(Actor actor) {
    switch (actor) {
        case person: return "person";
        case staff: return "staff";
        case device: return "device";
        case platform: return "platform";
    }
    return {};
}

std::string_view name_of(Severity severity) {
    switch (severity) {
        case notice: return "notice";
        case warning: return "warning";
        case alarm: return "alarm";
    }
    return {};
}

std::string_view name_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::code: return "code";
        case FieldKind::number: return "number";
        case FieldKind::digest: return "digest";
        case FieldKind::commitment: return "commitment";
        case FieldKind::base64: return "base64";
    }
    return {};
}

}  // namespace audit
