// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/post_office.h"

#include "appliance/app/journal.h"
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

Result<base::Digest> digest_member(const base::Json& json, std::string_view name) {
    const Bytes bytes = TRY(json.hex(name));
    base::Digest digest{};
    if (bytes.size() != digest.size()) return Failure{Fault::record_torn, std::string(name)};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

// "000000000017.parcel" and its manifest are answered by "000000000017.receipt".
std::string receipt_name(std::string_view item) { return std::string(item.substr(0, item.find('.'))) + ".receipt"; }

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

// The newest, when there are several.
Result<RecordHead> PostOffice::part_of(const base::RecordId& subject, RecordType type) {
    std::optional<RecordHead> found;
    for (RecordHead& head : TRY(m_device.vault.heads_about(subject)))
        if (head.type == type && (!found || head.sequence > found->sequence)) found = std::move(head);
    if (!found) return Failure{Fault::record_missing, std::string(vault::name_of(type)) + " of " + subject.text};
    return *found;
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
    const RecordHead evidence_head = TRY(part_of(artifact.id, RecordType::evidence));
    vault::Record evidence = TRY(m_device.vault.read(evidence_head.id));
    std::vector<base::RecordId> parts = {artifact.id, evidence_head.id};
    std::optional<vault::Record> ink;  // nobody drew for the institution's own seal
    if (const auto ink_head = part_of(artifact.id, RecordType::ink)) {
        ink = TRY(m_device.vault.read(ink_head->id));
        parts.push_back(ink_head->id);
    } else if (ink_head.fault() != Fault::record_missing) {
        return ink_head.failure();
    }
    const base::Json json = TRY(base::parse_json(base::as_text(evidence.payload)));

    // Numbers of parcels have no gap: artifacts are wrapped in the order they were made.
    std::uint64_t sequence = m_device.identity.parcels_from;
    for (const RecordHead& head : TRY(m_device.vault.heads(RecordType::artifact)))
        if (head.sequence < artifact.sequence) ++sequence;
    for (const RecordHead& head : TRY(m_device.vault.heads(RecordState::shredded)))
        if (head.type == RecordType::artifact && head.sequence < artifact.sequence) ++sequence;

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
    for (const base::RecordId& id : parts)
        for (const RecordState state : {RecordState::sealed, RecordState::queued}) TRY(step.change_state(id, state));
    LeafDraft queued = leaf_about(Event::parcel_queued, artifact.id);
    queued.fields["parcel"] = base::to_hex(crypto::sha256(wrapped->parcel));
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
        // Taken away because its receipt has come: that is read at the next look.
        const std::vector<std::string> arrived = TRY(m_device.mailbox.arrivals());
        if (std::find(arrived.begin(), arrived.end(), receipt_name(item.name)) != arrived.end()) continue;
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

Result<PostOffice::Reached> PostOffice::reached(const base::RecordId& artifact) {
    const RecordHead head = TRY(m_device.vault.head(artifact));
    if (head.state == RecordState::receipted || head.state == RecordState::shredded) {
        const bool is_stamped = static_cast<bool>(part_of(artifact, RecordType::timestamp));
        return is_stamped ? Reached::time_stamped : Reached::received;
    }
    return head.state == RecordState::captured || head.state == RecordState::sealed ? Reached::signed_here : Reached::on_its_way;
}

}  // namespace app
