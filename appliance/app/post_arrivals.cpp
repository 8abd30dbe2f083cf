// SPDX-License-Identifier: Apache-2.0
// What the courier brought: orders, the platform's receipts, the cosigned log.
#include "appliance/app/journal.h"
#include "appliance/app/post_office.h"
#include "appliance/audit/note.h"
#include "appliance/crypto/digest.h"

#include <algorithm>
#include <optional>

namespace app {
namespace {

using audit::Event;
using audit::LeafDraft;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using vault::RecordHead;
using vault::RecordState;
using vault::RecordType;

std::string hex_digest(base::ByteView bytes) { return base::to_hex(crypto::sha256(bytes)); }

}  // namespace

Status PostOffice::take_cosigned() {
    const Bytes note = TRY(m_device.mailbox.fetch("log.checkpoint"));
    TRY(m_device.log.keep_cosigned(base::as_text(note), m_device.identity.log_key, m_device.identity.witnesses));
    return m_device.mailbox.discard("log.checkpoint");
}

Status PostOffice::refuse_receipt(const Failure& why, base::ByteView receipt, ArrivalReport& report) {
    ++report.refused;
    vault::Transaction step = TRY(m_device.vault.begin());
    LeafDraft draft = leaf_about(Event::receipt_refused, {});
    draft.fields["fault"] = base::row_of(why.fault).code;
    draft.fields["receipt"] = hex_digest(receipt);
    TRY(m_device.log.append(step, draft));
    TRY(step.commit());
    return m_device.log.catch_up();
}

// What was ordered is the platform's, and it has it back, signed: the document as it was
// before, the name on the order and the person's code have no business here any more.
Status PostOffice::erase_order(vault::Transaction& step, const base::RecordId& order) {
    if (order.is_empty()) return {};  // the institution's own seal fulfils nobody's
    for (const RecordHead& head : TRY(m_device.vault.heads_about(order)))
        if (head.type == RecordType::document || head.type == RecordType::signer_code) TRY(step.erase(head.id));
    TRY(step.erase(order));
    TRY(m_device.log.append(step, leaf_about(Event::record_erased, order)));
    return {};
}

Status PostOffice::take_receipt(std::string_view sequence, ArrivalReport& report) {
    const std::string name(sequence);
    const std::string receipt_name = name + ".receipt";
    const std::string stamp_name = name + ".timestamp";
    const Bytes receipt = TRY(m_device.mailbox.fetch(receipt_name));
    const auto token = m_device.mailbox.fetch(stamp_name);

    std::vector<vault::OutboxItem> rows;
    Bytes manifest;
    for (vault::OutboxItem& item : TRY(m_device.vault.outbox())) {
        if (item.name != name + ".manifest" && item.name != name + ".parcel") continue;
        if (item.name.ends_with(".manifest")) manifest = TRY(m_device.vault.outbox_content(item));
        rows.push_back(std::move(item));
    }
    if (manifest.empty()) {  // dealt with before; power was cut before the mailbox was tidied
        TRY(m_device.mailbox.discard(stamp_name));
        return m_device.mailbox.discard(receipt_name);
    }
    if (const auto checked = m_device.office.check_receipt(receipt, manifest); !checked) {
        TRY(refuse_receipt(checked.failure(), receipt, report));
        return m_device.mailbox.discard(receipt_name);
    }
    const base::RecordId artifact = rows.front().subject;
    const RecordHead evidence_head = TRY(part_of(artifact, RecordType::evidence));
    const vault::Record evidence = TRY(m_device.vault.read(evidence_head.id));
    const base::Json json = TRY(base::parse_json(base::as_text(evidence.payload)));
    if (!token) return token.failure();
    const Bytes signature_value = TRY(json.base64("signature_value"));
    if (const auto stamped = m_device.office.check_timestamp(*token, signature_value); !stamped) {
        TRY(refuse_receipt(stamped.failure(), receipt, report));
        TRY(m_device.mailbox.discard(stamp_name));
        return m_device.mailbox.discard(receipt_name);
    }
    // Not before the platform cosigned a log that holds this signature.
    const base::Json place(*TRY(json.object("log")));
    const auto leaf = static_cast<std::uint64_t>(TRY(place.number("signed")));
    const std::string cosigned = TRY(m_device.log.last_cosigned());
    const audit::VerifiedCheckpoint covered =
        TRY(audit::open_checkpoint(cosigned, m_device.identity.log_key, m_device.identity.witnesses));
    if (covered.checkpoint.size <= leaf) return Failure{Fault::receipt_invalid, "the cosigned log does not hold the signature yet"};

    vault::Transaction step = TRY(m_device.vault.begin());
    const base::EnvelopeId envelope = evidence_head.envelope;
    std::vector<base::RecordId> parts = {artifact, evidence_head.id};
    if (const auto ink = part_of(artifact, RecordType::ink)) parts.push_back(ink->id);
    else if (ink.fault() != Fault::record_missing) return ink.failure();
    for (const base::RecordId& id : parts)
        TRY(step.put_record({.type = RecordType::receipt, .envelope = envelope, .about = id}, receipt));
    TRY(step.put_record({.type = RecordType::timestamp, .envelope = envelope, .about = artifact}, *token));
    LeafDraft verified = leaf_about(Event::receipt_verified, artifact);
    verified.fields["receipt"] = hex_digest(receipt);
    TRY(m_device.log.append(step, verified));
    LeafDraft stamped = leaf_about(Event::timestamp_verified, artifact);
    stamped.fields["token"] = hex_digest(*token);
    stamped.fields["level"] = "B-T";
    TRY(m_device.log.append(step, stamped));
    LeafDraft delivered = leaf_about(Event::delivered, artifact);
    delivered.fields["level"] = "B-T";
    TRY(m_device.log.append(step, delivered));
    for (const base::RecordId& id : parts) {
        for (const RecordState state : {RecordState::uploading, RecordState::stored, RecordState::receipted})
            TRY(step.change_state(id, state));
        TRY(step.drop_local_key(id));
    }
    TRY(m_device.log.append(step, leaf_about(Event::record_key_dropped, artifact)));
    const base::RecordId order = TRY(m_device.vault.head(artifact)).about;
    TRY(erase_order(step, order));
    // Nobody here can read them any more: they only fill the disk.
    for (const base::RecordId& id : parts) TRY(step.erase(id));
    TRY(m_device.log.append(step, leaf_about(Event::record_erased, artifact)));
    for (const vault::OutboxItem& row : rows) TRY(step.remove_outbox(row.sequence));
    TRY(step.commit());
    m_owes_epoch_end = true;
    TRY(m_device.log.catch_up());
    ++report.delivered;
    TRY(m_device.mailbox.discard(stamp_name));
    return m_device.mailbox.discard(receipt_name);
}

// Earlier copies of the disk still hold the keys that were dropped here; under a new
// epoch the chip opens none of them.
Status PostOffice::end_epoch() {
    LeafDraft advanced = leaf_about(Event::epoch_advanced);
    advanced.fields["epoch"] = static_cast<std::int64_t>(TRY(m_device.vault.change_epoch()));
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, advanced));
    TRY(step.commit());
    return m_device.log.catch_up();
}

// Entries of an earlier run need no look: a run begins with nothing owed.
Status PostOffice::end_owed_epoch() {
    for (std::uint64_t index = m_device.log.size(); index != 0; --index) {
        const audit::Leaf leaf = TRY(m_device.log.leaf(index - 1));
        if (leaf.event == Event::delivered) return end_epoch();
        if (leaf.event == Event::epoch_advanced || leaf.event == Event::boot) break;
    }
    return {};
}

Result<ArrivalReport> PostOffice::receive() {
    ArrivalReport report;
    const std::vector<std::string> arrivals = TRY(m_device.mailbox.arrivals());
    if (std::find(arrivals.begin(), arrivals.end(), "log.checkpoint") != arrivals.end()) {
        // A checkpoint that does not fit is kept for the security officer; receipts wait.
        if (const auto taken = take_cosigned(); !taken) {
            ++report.refused;
            if (taken.fault() == Fault::log_conflict) report.conflict = taken.failure();
        }
        if (report.conflict) return report;
    }
    std::optional<Failure> trouble;
    for (const std::string& name : arrivals) {
        if (name.ends_with(".receipt")) {
            if (const auto taken = take_receipt(name.substr(0, name.size() - 8), report); !taken) trouble = taken.failure();
        } else if (name.rfind("work-", 0) == 0 && name.ends_with(".parcel")) {
            const Bytes parcel = TRY(m_device.mailbox.fetch(name));
            const auto taken = m_orders.take(parcel);
            if (!taken) {  // not its fault: it stays for another try
                trouble = taken.failure();
                continue;
            }
            ++(*taken == Intake::stored ? report.orders_taken : report.orders_refused);
            TRY(m_device.mailbox.discard(name));
        }
    }
    if (m_owes_epoch_end) {  // also from an earlier look, at which it failed
        TRY(end_epoch());
        m_owes_epoch_end = false;
        TRY(publish_log());
    }
    if (trouble && report.delivered == 0 && report.orders_taken == 0) return *trouble;
    return report;
}

}  // namespace app
