// SPDX-License-Identifier: Apache-2.0
// What a transaction can do, one operation after the other, between BEGIN and COMMIT.
#include "appliance/vault/transaction_work.h"

#include "appliance/crypto/aead.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "appliance/vault/payload.h"

#include <algorithm>

namespace vault {
namespace {

constexpr std::size_t leaf_size_max = 65'535;  // C2SP tlog-tiles

base::Failure refused(std::string why) { return {base::Fault::event_refused, std::move(why)}; }

bool is_mail_name(std::string_view name) {
    return !name.empty() && name.size() <= 120 && name.front() != '.' && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
    });
}

// Durable before the row that names it.
base::Status write_blob(TransactionWork& work, const base::Digest& digest, base::ByteView content) {
    work.blobs_written.push_back(digest);
    return work.state->disk->write_atomically(blob_path(digest), content);
}

bool is_own_leaf(const TransactionWork& work, std::uint64_t leaf) { return leaf >= work.first_leaf && leaf < work.next_leaf; }

// A receipt about the record, or about the one it belongs to: the evidence travels in
// its artifact's parcel. Read in full, so that a row alone convinces nobody.
base::Result<bool> has_receipt(VaultState& state, const RecordHead& head) {
    for (const base::RecordId& subject : {head.id, head.about}) {
        if (subject.is_empty()) continue;
        for (const RecordRow& row : TRY(find_records(state.database, "about=?", subject.text)))
            if (row.head.type == RecordType::receipt && row.head.state != RecordState::shredded && load_payload(state, row))
                return true;
    }
    return false;
}

}  // namespace

TransactionWork::~TransactionWork() {
    if (is_done) return;
    roll_back(*state);
    state->is_transaction_open = false;
    // Best effort: what stays is swept at the next open.
    for (const base::Digest& digest : blobs_written) remove_unwanted(digest);
}

base::Status TransactionWork::put_record(const base::RecordId& id, const RecordDraft& draft, base::ByteView payload) {
    if (!is_record_id(id.text)) return refused("not a record id");
    if (const auto other = find_record(state->database, id); other || other.fault() != base::Fault::record_missing)
        return other ? base::Status(refused("the record is there already")) : base::Status(other.failure());
    RecordRow row;
    row.head.id = id;
    row.head.type = draft.type;
    row.head.sequence = next_sequence;
    row.head.envelope = draft.envelope;
    row.head.about = draft.about;
    row.head.size = payload.size();
    row.head.wall_ms = state->clock->wall_ms();
    if (needs_leaf(draft.type) || next_leaf != first_leaf) row.head.leaf = first_leaf;

    const base::SecretBytes key = crypto::random_secret(crypto::aead_key_size);
    const base::Bytes sealed = TRY(encrypt_payload(key, state->place.device, row.head, payload));
    row.head.digest = crypto::sha256(sealed);
    if (sealed.size() > inline_size_max) {
        row.place = Place::in_file;
        TRY(write_blob(*this, row.head.digest, sealed));
    }
    TRY(insert_record(state->database, row, sealed));
    TRY(store_key(*state, row.head.sequence, key));
    ++next_sequence;
    is_leaf_owed = is_leaf_owed || needs_leaf(draft.type);
    return {};
}

base::Result<std::uint64_t> TransactionWork::append_leaf(base::ByteView entry) {
    if (entry.size() > leaf_size_max) return refused("leaf too large");
    const base::Digest digest = crypto::sha256(entry);
    Statement insert = TRY(state->database.prepare("INSERT INTO leaf(number, digest, entry) VALUES(?, ?, ?)"));
    TRY(insert.with(next_leaf).with(base::ByteView(digest)).with(entry).run());
    return next_leaf++;
}

base::Result<std::uint64_t> TransactionWork::queue_outbox(const OutboxDraft& draft) {
    if (!is_mail_name(draft.name)) return refused("not a name for the outbox");
    OutboxItem item;
    item.name = draft.name;
    item.subject = draft.subject;
    item.size = draft.content.size();
    item.digest = crypto::sha256(draft.content);
    item.is_in_file = draft.content.size() > inline_size_max;
    if (TRY(is_outbox_name_taken(state->database, item.name))) return refused("the outbox has that name already");
    if (item.is_in_file) TRY(write_blob(*this, item.digest, draft.content));
    return insert_outbox(state->database, item, draft.content);
}

base::Status TransactionWork::remove_outbox(std::uint64_t sequence) {
    Statement remove = TRY(state->database.prepare("DELETE FROM outbox WHERE sequence=? RETURNING place, digest"));
    if (!TRY(remove.with(sequence).step())) return {};
    if (remove.number(0) == 1) {
        const base::Bytes bytes = remove.bytes(1);
        base::Digest digest{};
        if (bytes.size() == digest.size()) std::ranges::copy(bytes, digest.begin());
        blobs_dropped.push_back(digest);
    }
    return remove.run();
}

base::Status TransactionWork::change_state(const base::RecordId& id, RecordState to) {
    RecordRow row = TRY(find_record(state->database, id));
    if (to == RecordState::shredded || !may_become(row.head.type, row.head.state, to))
        return refused(std::string(name_of(row.head.state)) + " does not become " + std::string(name_of(to)));
    if (to == RecordState::receipted && !TRY(has_receipt(*state, row.head))) return refused("no receipt in the vault");
    row.head.state = to;
    return update_record(state->database, row);
}

base::Status TransactionWork::drop_local_key(const base::RecordId& id) {
    RecordRow row = TRY(find_record(state->database, id));
    if (row.head.state != RecordState::receipted || !TRY(has_receipt(*state, row.head))) return refused("not receipted");
    Statement remove = TRY(state->database.prepare("DELETE FROM record_key WHERE record=?"));
    TRY(remove.with(row.head.sequence).run());
    row.head.has_local_key = false;
    return update_record(state->database, row);
}

base::Status TransactionWork::erase(const base::RecordId& id) {
    RecordRow row = TRY(find_record(state->database, id));
    if (!may_become(row.head.type, row.head.state, RecordState::shredded)) return refused("not receipted");
    if (needs_receipt(row.head.type) && !TRY(has_receipt(*state, row.head))) return refused("no receipt in the vault");
    if (row.head.type == RecordType::receipt)
        for (const RecordRow& subject : TRY(find_records(state->database, "id=?1 OR about=?1", row.head.about.text)))
            if (needs_receipt(subject.head.type) && subject.head.state != RecordState::shredded)
                return refused("what the receipt is for is still here");
    if (row.place == Place::in_file) blobs_dropped.push_back(row.head.digest);
    Statement remove = TRY(state->database.prepare("DELETE FROM record_key WHERE record=?"));
    TRY(remove.with(row.head.sequence).run());
    row.head.state = RecordState::shredded;
    row.head.has_local_key = false;
    row.place = Place::nowhere;
    return update_record(state->database, row);
}

base::Result<std::int64_t> TransactionWork::begin_intent(const base::EnvelopeId& envelope, const base::RecordId& subject,
                                                     std::uint64_t leaf) {
    if (!is_own_leaf(*this, leaf)) return refused("an intent without its leaf");
    Intent intent;
    intent.envelope = envelope;
    intent.subject = subject;
    intent.leaf = leaf;
    return insert_intent(state->database, intent);
}

base::Status TransactionWork::end_intent(std::int64_t number, IntentEnd end, std::uint64_t leaf) {
    if (!is_own_leaf(*this, leaf)) return refused("an intent's end without its leaf");
    auto found = TRY(list_intents(state->database, number));
    if (found.empty()) return refused("no such intent");
    Intent& intent = found.front();
    if (intent.end) return refused("the intent has ended");
    intent.end = end;
    intent.end_leaf = leaf;
    return update_intent(state->database, intent);
}

base::Status TransactionWork::commit() {
    if (is_leaf_owed && next_leaf == first_leaf) return refused("an artifact without a leaf");
    TRY(commit_work(*state));
    is_done = true;
    state->is_transaction_open = false;
    state->leaves_durable = next_leaf;
    // The rows are gone, so the files may go. One that stays is swept at the next open.
    for (const base::Digest& digest : blobs_dropped) remove_unwanted(digest);
    return {};
}

void TransactionWork::remove_unwanted(const base::Digest& digest) {
    const auto wanted = is_blob_wanted(state->database, digest);
    if (wanted && !*wanted) static_cast<void>(state->disk->remove(blob_path(digest)));
}

}  // namespace vault
