// SPDX-License-Identifier: Apache-2.0
#include "appliance/vault/vault.h"

#include "appliance/vault/payload.h"
#include "appliance/vault/schema.h"
#include "appliance/vault/transaction_work.h"

#include <algorithm>

namespace vault {
namespace {

std::vector<RecordHead> heads_of(const std::vector<RecordRow>& rows) {
    std::vector<RecordHead> heads;
    for (const RecordRow& row : rows) heads.push_back(row.head);
    return heads;
}

base::Status check_usable(const VaultState& state) {
    if (state.is_broken) return base::Failure{base::Fault::vault_unavailable, "a commit failed; open the vault again"};
    return {};
}

}  // namespace

base::Status begin_work(VaultState& state) {
    TRY(check_usable(state));
    return state.database.run("BEGIN IMMEDIATE");
}

base::Status commit_work(VaultState& state) {
    const base::Status committed = state.database.run("COMMIT");
    if (committed) return {};
    // After a failed fsync nobody knows what is on the disk, and a second fsync would
    // report success for pages the kernel has given up. Only reading it again tells.
    if (committed.fault() != base::Fault::disk_full) state.is_broken = true;
    roll_back(state);
    return committed;
}

void roll_back(VaultState& state) {
    if (!state.database.is_in_transaction()) return;
    if (const base::Status undone = state.database.run("ROLLBACK"); !undone) state.is_broken = true;
}

Vault::Vault(std::unique_ptr<VaultState> state) : m_state(std::move(state)) {}
Vault::Vault(Vault&&) noexcept = default;
Vault& Vault::operator=(Vault&&) noexcept = default;
Vault::~Vault() { CHECK(!m_state || !m_state->is_transaction_open); }

base::Result<Vault> Vault::open(VaultPlace place, base::Disk& disk, ports::EpochKeeper& keeper, const base::Clock& clock) {
    Database database = TRY(Database::open(place.database, place.vfs));
    TRY(migrate(database, clock.wall_ms()));
    if (TRY(database.text_of("PRAGMA quick_check(1)")) != "ok") return base::Failure{base::Fault::vault_corrupt, "quick_check"};
    auto state = std::make_unique<VaultState>(std::move(place), disk, keeper, clock, std::move(database));
    state->leaves_durable = TRY(count_leaves(state->database));
    TRY(open_epoch(*state));
    TRY(sweep_blobs(*state));
    return Vault(std::move(state));
}

base::Result<Transaction> Vault::begin() {
    if (m_state->is_transaction_open) return base::Failure{base::Fault::vault_unavailable, "a transaction is open"};
    if (m_state->is_change_unfinished)
        return base::Failure{base::Fault::vault_unavailable, "the epoch's change is unfinished"};
    TRY(begin_work(*m_state));
    m_state->is_transaction_open = true;
    auto work = std::make_unique<TransactionWork>(*m_state);  // rolls back from here on
    work->first_leaf = work->next_leaf = m_state->leaves_durable;
    work->next_sequence = static_cast<std::uint64_t>(
        TRY(m_state->database.number_of("SELECT coalesce(max(sequence), 0) + 1 FROM record")));
    return Transaction(std::move(work));
}

base::Result<Record> Vault::read(const base::RecordId& id) {
    RecordRow row = TRY(find_record(m_state->database, id));
    base::Bytes payload = TRY(load_payload(*m_state, row));
    return Record{std::move(row.head), std::move(payload)};
}

base::Result<base::SecretBytes> Vault::read_secret(const base::RecordId& id) {
    const RecordRow row = TRY(find_record(m_state->database, id));
    const base::SecretBytes key = TRY(load_key(*m_state, row));
    const base::Bytes sealed = TRY(load_sealed(*m_state, row));
    return decrypt_secret(key, m_state->place.device, row.head, sealed);
}

base::Result<RecordHead> Vault::head(const base::RecordId& id) {
    RecordRow row = TRY(find_record(m_state->database, id));
    return std::move(row.head);
}

base::Result<std::vector<RecordHead>> Vault::heads(RecordType type) {
    return heads_of(TRY(find_records(m_state->database, "state<>7 AND type=?", static_cast<std::int64_t>(type))));
}

base::Result<std::vector<RecordHead>> Vault::heads(RecordState state) {
    return heads_of(TRY(find_records(m_state->database, "state=?", static_cast<std::int64_t>(state))));
}

base::Result<std::vector<RecordHead>> Vault::heads(const base::EnvelopeId& envelope) {
    return heads_of(TRY(find_records(m_state->database, "state<>7 AND envelope=?", envelope.text)));
}

base::Result<std::vector<RecordHead>> Vault::heads_about(const base::RecordId& subject) {
    return heads_of(TRY(find_records(m_state->database, "state<>7 AND about=?", subject.text)));
}

base::Result<Record> Vault::latest(RecordType type) {
    Statement query = TRY(m_state->database.prepare("SELECT max(sequence) FROM record WHERE state<>7 AND type=?"));
    if (!TRY(query.with(static_cast<std::int64_t>(type)).step()) || query.is_null(0))
        return base::Failure{base::Fault::record_missing, std::string(name_of(type))};
    auto rows = TRY(find_records(m_state->database, "sequence=?", query.number(0)));
    if (rows.empty()) return base::Failure{base::Fault::record_missing, std::string(name_of(type))};
    base::Bytes payload = TRY(load_payload(*m_state, rows.front()));
    return Record{std::move(rows.front().head), std::move(payload)};
}

base::Result<std::uint64_t> Vault::leaf_count() {
    TRY(check_usable(*m_state));
    return m_state->leaves_durable;
}

base::Result<std::vector<base::Bytes>> Vault::leaves(std::uint64_t first, std::uint64_t count_max) {
    Statement query = TRY(m_state->database.prepare("SELECT entry FROM leaf WHERE number>=? AND number<? ORDER BY number LIMIT ?"));
    constexpr std::uint64_t limit = 1U << 20U;  // and a number that SQLite's own can hold
    query.with(std::min(first, m_state->leaves_durable)).with(m_state->leaves_durable).with(std::min(count_max, limit));
    std::vector<base::Bytes> entries;
    while (TRY(query.step())) entries.push_back(query.bytes(0));
    return entries;
}

base::Result<std::vector<OutboxItem>> Vault::outbox() { return list_outbox(m_state->database); }

base::Result<base::Bytes> Vault::outbox_content(const OutboxItem& item) { return load_outbox(*m_state, item); }

base::Result<std::vector<Intent>> Vault::open_intents() {
    auto intents = TRY(list_intents(m_state->database, std::nullopt));
    std::erase_if(intents, [](const Intent& intent) { return intent.end.has_value(); });
    return intents;
}

base::Result<Intent> Vault::intent(std::int64_t number) {
    const auto intents = TRY(list_intents(m_state->database, number));
    if (intents.empty()) return base::Failure{base::Fault::record_missing, "intent " + std::to_string(number)};
    return intents.front();
}

base::Result<std::uint64_t> Vault::change_epoch() {
    TRY(check_usable(*m_state));
    if (m_state->is_transaction_open) return base::Failure{base::Fault::vault_unavailable, "a transaction is open"};
    return vault::change_epoch(*m_state);
}

std::uint64_t Vault::epoch() const { return m_state->epoch; }

base::Status Vault::has_room_for_session() {
    const std::uint64_t free = TRY(m_state->disk->free_bytes());
    if (free >= m_state->place.free_bytes_min) return {};
    return base::Failure{base::Fault::disk_full, std::to_string(free) + " bytes free"};
}

base::Status Vault::release_reserve() { return m_state->disk->remove(reserve_file); }

base::Status Vault::restore_reserve() {
    if (m_state->disk->exists(reserve_file)) return {};
    return m_state->disk->write_atomically(reserve_file, base::Bytes(m_state->place.reserve_bytes));
}

base::Result<ScrubReport> Vault::scrub() {
    TRY(check_usable(*m_state));
    Scrubbing so_far;
    while (!so_far.is_done()) TRY(vault::scrub_some(*m_state, so_far));
    return std::move(so_far.report);
}

base::Status Vault::scrub_some(Scrubbing& so_far) {
    TRY(check_usable(*m_state));
    return vault::scrub_some(*m_state, so_far);
}

const std::vector<base::RecordId>& Vault::missing_at_open() const { return m_state->missing_at_open; }

}  // namespace vault
