// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/post_office.h"

#include "appliance/audit/anchor.h"
#include "appliance/audit/note.h"
#include "appliance/crypto/digest.h"

#include <algorithm>
#include <cstdio>

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

bool ends_with(std::string_view text, std::string_view ending) {
    return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

LeafDraft about(Event event, const base::RecordId& subject) {
    return {.event = event, .subject = subject, .commitment = {}, .fields = {}};
}

std::string hex_digest(base::ByteView bytes) { return base::to_hex(crypto::sha256(bytes)); }

Result<base::Digest> digest_member(const base::Json& json, std::string_view name) {
    const Bytes bytes = TRY(json.hex(name));
    base::Digest digest{};
    if (bytes.size() != digest.size()) return Failure{Fault::record_torn, std::string(name)};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

// The one record of a type that is about another; the newest when there are several.
Result<RecordHead> find_about(vault::Vault& vault, const base::RecordId& subject, RecordType type) {
    std::optional<RecordHead> found;
    for (RecordHead& head : TRY(vault.heads_about(subject)))
        if (head.type == type && (!found || head.sequence > found->sequence)) found = std::move(head);
    if (!found) return Failure{Fault::record_missing, std::string(vault::name_of(type)) + " of " + subject.text};
    return *found;
}

// Entries that no checkpoint states yet: a refusal, a session that ended without a
// signature. Whoever reads the log should not have to wait for the next signature.
Result<bool> is_ahead_of_checkpoint(const audit::AuditLog& log) {
    const auto text = log.last_checkpoint();
    if (!text && text.fault() == Fault::disk_not_found) return log.size() != 0;
    if (!text) return text.failure();
    const audit::Note note = TRY(audit::parse_note(*text));
    const audit::Checkpoint checkpoint = TRY(audit::parse_checkpoint(note.text));
    return checkpoint.size < log.size();
}

}  // namespace

std::string sequence_text(std::uint64_t sequence) {
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%012llu", static_cast<unsigned long long>(sequence));
    return {text, static_cast<std::size_t>(length)};
}

Status PostOffice::publish_log() {
    const std::string note = TRY(m_device.log.make_checkpoint(m_device.log_signer));
    const LeafDraft anchor = TRY(audit::make_anchor(m_device.log, note, m_device.disk, m_device.anchor, m_device.attestor));
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, anchor));
    TRY(step.commit());
    TRY(audit::finish_anchor(m_device.disk));
    TRY(m_device.log.catch_up());
    // The courier sends a checkpoint that holds the anchor too.
    TRY(m_device.log.make_checkpoint(m_device.log_signer));
    return {};
}

Status PostOffice::wrap(const RecordHead& artifact) {
    const vault::Record pdf = TRY(m_device.vault.read(artifact.id));
    const RecordHead evidence_head = TRY(find_about(m_device.vault, artifact.id, RecordType::evidence));
    vault::Record evidence = TRY(m_device.vault.read(evidence_head.id));
    std::optional<vault::Record> ink;  // nobody drew for the institution's own seal
    if (const auto ink_head = find_about(m_device.vault, artifact.id, RecordType::ink)) ink = TRY(m_device.vault.read(ink_head->id));
    else if (ink_head.fault() != Fault::record_missing) return ink_head.failure();
    const base::Json json = TRY(base::parse_json(base::as_text(evidence.payload)));

    // Numbers of parcels have no gap: artifacts are wrapped in the order they were made.
    std::uint64_t sequence = 1;
    for (const RecordHead& head : TRY(m_device.vault.heads(RecordType::artifact)))
        if (head.sequence < artifact.sequence) ++sequence;

    const base::Json::Object* log = TRY(json.object("log"));
    const base::Json place(*log);
    const auto leaf = static_cast<std::uint64_t>(TRY(place.number("signed")));
    const std::string checkpoint = TRY(m_device.log.last_checkpoint());
    ports::ArtifactLabel label;
    label.sequence = sequence;
    label.byterange_digest = TRY(digest_member(json, "byterange_digest"));
    label.seal_id = TRY(digest_member(json, "seal_id"));
    const Bytes record_key = TRY(json.hex("k_record"));
    const Bytes commitment = crypto::hmac_sha256(record_key, base::as_bytes(artifact.envelope.text));
    std::copy(commitment.begin(), commitment.end(), label.envelope_commitment.begin());

    std::vector<ports::ParcelFile> files;
    files.push_back({"signed.pdf", pdf.payload});
    files.push_back({"evidence.json", evidence.payload});
    base::Bytes entry = TRY(m_device.log.entry(leaf));
    files.push_back({"leaf.json", std::move(entry)});
    const std::string proof = TRY(m_device.log.proof(leaf, checkpoint));
    files.push_back({"signed.pdf.tlog-proof", base::to_bytes(proof)});
    if (ink) files.push_back({"ink.p7m", ink->payload});
    const auto wrapped = m_device.office.wrap_artifact(label, files);
    base::wipe(evidence.payload.data(), evidence.payload.size());
    base::wipe(files[1].content.data(), files[1].content.size());
    if (!wrapped) return wrapped.failure();

    const std::string name = sequence_text(sequence);
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(step.queue_outbox({.name = name + ".parcel", .subject = artifact.id, .content = wrapped->parcel}));
    TRY(step.queue_outbox({.name = name + ".manifest", .subject = artifact.id, .content = wrapped->manifest}));
    for (const base::RecordId& id : {artifact.id, evidence_head.id})
        for (const RecordState state : {RecordState::sealed, RecordState::queued}) TRY(step.change_state(id, state));
    LeafDraft queued = about(Event::parcel_queued, artifact.id);
    queued.fields["parcel"] = hex_digest(wrapped->parcel);
    queued.fields["sequence"] = static_cast<std::int64_t>(sequence);
    TRY(m_device.log.append(step, queued));
    TRY(step.commit());
    return m_device.log.catch_up();
}

Status PostOffice::post_waiting() {
    // The outbox is oldest first and a manifest follows its parcel: a parcel counts
    // for the courier once its manifest is there.
    for (const vault::OutboxItem& item : TRY(m_device.vault.outbox())) {
        if (m_posted.contains(item.name) && m_device.mailbox.still_holds(item.name)) continue;
        const Bytes content = TRY(m_device.vault.outbox_content(item));
        TRY(m_device.mailbox.post(item.name, content));
        m_posted.insert(item.name);
    }
    return {};
}

Status PostOffice::send() {
    bool has_new = false;
    for (const RecordHead& head : TRY(m_device.vault.heads(RecordType::artifact)))
        has_new = has_new || head.state == RecordState::captured;
    if (has_new) {
        TRY(publish_log());
        for (const RecordHead& head : TRY(m_device.vault.heads(RecordType::artifact)))
            if (head.state == RecordState::captured) TRY(wrap(head));
        TRY(m_device.log.make_checkpoint(m_device.log_signer));
    } else if (TRY(is_ahead_of_checkpoint(m_device.log))) {
        TRY(m_device.log.make_checkpoint(m_device.log_signer));
    }
    return post_waiting();
}

Status PostOffice::take_cosigned() {
    const Bytes note = TRY(m_device.mailbox.fetch("log.checkpoint"));
    TRY(m_device.log.keep_cosigned(base::as_text(note), m_device.identity.log_key, m_device.identity.witnesses));
    return m_device.mailbox.discard("log.checkpoint");
}

Status PostOffice::refuse_receipt(const Failure& why, base::ByteView receipt, ArrivalReport& report) {
    ++report.refused;
    vault::Transaction step = TRY(m_device.vault.begin());
    LeafDraft draft = about(Event::receipt_refused, {});
    draft.fields["fault"] = base::row_of(why.fault).code;
    draft.fields["receipt"] = hex_digest(receipt);
    TRY(m_device.log.append(step, draft));
    TRY(step.commit());
    return m_device.log.catch_up();
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
        if (ends_with(item.name, ".manifest")) manifest = TRY(m_device.vault.outbox_content(item));
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
    const RecordHead evidence_head = TRY(find_about(m_device.vault, artifact, RecordType::evidence));
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
    TRY(step.put_record({.type = RecordType::receipt, .envelope = envelope, .about = artifact}, receipt));
    TRY(step.put_record({.type = RecordType::receipt, .envelope = envelope, .about = evidence_head.id}, receipt));
    TRY(step.put_record({.type = RecordType::timestamp, .envelope = envelope, .about = artifact}, *token));
    LeafDraft verified = about(Event::receipt_verified, artifact);
    verified.fields["receipt"] = hex_digest(receipt);
    TRY(m_device.log.append(step, verified));
    LeafDraft stamped = about(Event::timestamp_verified, artifact);
    stamped.fields["token"] = hex_digest(*token);
    stamped.fields["level"] = "B-T";
    TRY(m_device.log.append(step, stamped));
    LeafDraft delivered = about(Event::delivered, artifact);
    delivered.fields["level"] = "B-T";
    TRY(m_device.log.append(step, delivered));
    for (const base::RecordId& id : {artifact, evidence_head.id}) {
        for (const RecordState state : {RecordState::uploading, RecordState::stored, RecordState::receipted})
            TRY(step.change_state(id, state));
        TRY(step.drop_local_key(id));
    }
    TRY(m_device.log.append(step, about(Event::record_key_dropped, artifact)));
    for (const vault::OutboxItem& row : rows) TRY(step.remove_outbox(row.sequence));
    TRY(step.commit());
    TRY(m_device.log.catch_up());
    ++report.delivered;
    TRY(m_device.mailbox.discard(stamp_name));
    return m_device.mailbox.discard(receipt_name);
}

Result<ArrivalReport> PostOffice::receive() {
    ArrivalReport report;
    const std::vector<std::string> arrivals = TRY(m_device.mailbox.arrivals());
    if (std::find(arrivals.begin(), arrivals.end(), "log.checkpoint") != arrivals.end()) {
        // A checkpoint that does not fit is kept for the security officer; receipts wait.
        if (const auto taken = take_cosigned(); !taken) ++report.refused;
    }
    std::optional<Failure> trouble;
    for (const std::string& name : arrivals) {
        if (ends_with(name, ".receipt")) {
            if (const auto taken = take_receipt(name.substr(0, name.size() - 8), report); !taken) trouble = taken.failure();
        } else if (name.rfind("work-", 0) == 0 && ends_with(name, ".parcel")) {
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
    if (report.delivered != 0) TRY(publish_log());
    if (trouble && report.delivered == 0 && report.orders_taken == 0) return *trouble;
    return report;
}

Result<PostOffice::Reached> PostOffice::reached(const base::RecordId& artifact) {
    const RecordHead head = TRY(m_device.vault.head(artifact));
    if (head.state == RecordState::receipted) {
        const bool is_stamped = static_cast<bool>(find_about(m_device.vault, artifact, RecordType::timestamp));
        return is_stamped ? Reached::time_stamped : Reached::received;
    }
    return head.state == RecordState::captured || head.state == RecordState::sealed ? Reached::signed_here : Reached::on_its_way;
}

}  // namespace app
