// SPDX-License-Identifier: Apache-2.0
// The face of a transaction: every operation behind one guard.
#include "appliance/vault/transaction.h"

#include "appliance/vault/transaction_work.h"

namespace vault {
namespace {

// A refusal has written nothing and the step may go on. After any other fault something
// may be missing, or SQLite has rolled back by itself and would make the next statement
// durable on its own: then nothing is left but to give up the whole step.
template <typename Operation>
auto attempt(TransactionWork& work, Operation operation) -> decltype(operation()) {
    CHECK(!work.is_done);
    if (work.is_failed || !work.state->database.is_in_transaction())
        return base::Failure{base::Fault::vault_unavailable, "the transaction has failed"};
    auto result = operation();
    if (!result && result.fault() != base::Fault::event_refused && result.fault() != base::Fault::record_missing)
        work.is_failed = true;
    return result;
}

}  // namespace

Transaction::Transaction(std::unique_ptr<TransactionWork> work) : m_work(std::move(work)) {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

base::Result<base::RecordId> Transaction::put_record(const RecordDraft& draft, base::ByteView payload) {
    base::RecordId id = new_record_id();
    TRY(put_record(id, draft, payload));
    return id;
}

base::Status Transaction::put_record(const base::RecordId& id, const RecordDraft& draft, base::ByteView payload) {
    return attempt(*m_work, [&] { return m_work->put_record(id, draft, payload); });
}

std::uint64_t Transaction::next_leaf() const { return m_work->next_leaf; }

base::Result<std::uint64_t> Transaction::append_leaf(base::ByteView entry) {
    return attempt(*m_work, [&] { return m_work->append_leaf(entry); });
}

base::Result<std::uint64_t> Transaction::queue_outbox(const OutboxDraft& draft) {
    return attempt(*m_work, [&] { return m_work->queue_outbox(draft); });
}

base::Status Transaction::remove_outbox(std::uint64_t sequence) {
    return attempt(*m_work, [&] { return m_work->remove_outbox(sequence); });
}

base::Status Transaction::change_state(const base::RecordId& id, RecordState state) {
    return attempt(*m_work, [&] { return m_work->change_state(id, state); });
}

base::Status Transaction::drop_local_key(const base::RecordId& id) {
    return attempt(*m_work, [&] { return m_work->drop_local_key(id); });
}

base::Status Transaction::erase(const base::RecordId& id) {
    return attempt(*m_work, [&] { return m_work->erase(id); });
}

base::Result<std::int64_t> Transaction::begin_intent(const base::EnvelopeId& envelope, const base::RecordId& subject,
                                                     std::uint64_t leaf) {
    return attempt(*m_work, [&] { return m_work->begin_intent(envelope, subject, leaf); });
}

base::Status Transaction::end_intent(std::int64_t number, IntentEnd end, std::uint64_t leaf) {
    return attempt(*m_work, [&] { return m_work->end_intent(number, end, leaf); });
}

base::Status Transaction::commit() {
    return attempt(*m_work, [&] { return m_work->commit(); });
}

}  // namespace vault
