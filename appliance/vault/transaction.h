// SPDX-License-Identifier: Apache-2.0
// One durable step: records, audit leaves, outbox rows and changes of state that
// become true together at commit(), or not at all.
//
//   Transaction step = TRY(vault.begin());
//   base::RecordId artifact = TRY(step.put_record({.type = RecordType::artifact, ...}, pdf));
//   TRY(log.append(step, leaf));
//   TRY(step.queue_outbox({.name = ..., .subject = artifact, .content = parcel}));
//   TRY(step.commit());
//
// A transaction that goes out of scope uncommitted never happened. One at a time; it
// must not outlive its vault. Every member may fail with disk_full (nothing
// happened; free room and begin again) or vault_unavailable (open the vault again).
#pragma once

#include "appliance/ports/leaf_store.h"
#include "appliance/vault/intent.h"
#include "appliance/vault/outbox.h"
#include "appliance/vault/record.h"

#include <memory>

namespace vault {

struct TransactionWork;

class Transaction final : public ports::LeafWriter {
public:
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction() override;

    // Encrypts and stores. Large ciphertext goes to a file that is durable before
    // its row is. The second form is for an id that was promised earlier
    // (new_record_id), for instance in an intent.
    base::Result<base::RecordId> put_record(const RecordDraft& draft, base::ByteView payload);
    base::Status put_record(const base::RecordId& id, const RecordDraft& draft, base::ByteView payload);

    // ports::LeafWriter
    std::uint64_t next_leaf() const override;
    base::Result<std::uint64_t> append_leaf(base::ByteView entry) override;

    // Returns the row's sequence number.
    base::Result<std::uint64_t> queue_outbox(const OutboxDraft& draft);
    // The parcel was posted (or overtaken). Absent is success.
    base::Status remove_outbox(std::uint64_t sequence);

    // Moves along the transition table; event_refused where it has no such step.
    // `receipted` additionally demands a record of type receipt about this one, or about
    // the one this is about (evidence and ink travel with their artifact), in the vault
    // or in this transaction, that can be opened and whose tag is right.
    base::Status change_state(const base::RecordId& id, RecordState state);

    // Destroys this device's wrap of the record's key. Refused (event_refused) unless
    // the record is receipted. What is gone from a copied disk as well is decided by
    // the next Vault::change_epoch.
    base::Status drop_local_key(const base::RecordId& id);

    // Retention: removes payload and key and leaves the head as `shredded`. Refused
    // (event_refused) for what needs a receipt and has none, and for a receipt whose
    // subject is still here.
    base::Status erase(const base::RecordId& id);

    // The intent's leaf must have been appended in this transaction.
    // Returns the intent's number.
    base::Result<std::int64_t> begin_intent(const base::EnvelopeId& envelope, const base::RecordId& subject,
                                            std::uint64_t leaf);
    // Once for each intent, with its leaf in this transaction; else event_refused.
    base::Status end_intent(std::int64_t number, IntentEnd end, std::uint64_t leaf);

    // Durable on return. Refuses (event_refused, nothing happens) a transaction that
    // wrote an artifact, evidence, receipt or time-stamp and no leaf.
    base::Status commit();

    // For Vault::begin, the only one who can make a TransactionWork.
    explicit Transaction(std::unique_ptr<TransactionWork> work);

private:
    std::unique_ptr<TransactionWork> m_work;
};

}  // namespace vault
