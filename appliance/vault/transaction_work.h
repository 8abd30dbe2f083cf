// SPDX-License-Identifier: Apache-2.0
// The inside of a Transaction: its operations without the guard around them. Going away
// undone, it rolls back.
#pragma once

#include "appliance/vault/state.h"

namespace vault {

struct TransactionWork {
    explicit TransactionWork(VaultState& vault_state) : state(&vault_state) {}
    TransactionWork(const TransactionWork&) = delete;
    TransactionWork& operator=(const TransactionWork&) = delete;
    ~TransactionWork();

    base::Status put_record(const base::RecordId& id, const RecordDraft& draft, base::ByteView payload);
    base::Result<std::uint64_t> append_leaf(base::ByteView entry);
    base::Result<std::uint64_t> queue_outbox(const OutboxDraft& draft);
    base::Status remove_outbox(std::uint64_t sequence);
    base::Status change_state(const base::RecordId& id, RecordState to);
    base::Status drop_local_key(const base::RecordId& id);
    base::Status erase(const base::RecordId& id);
    base::Result<std::int64_t> begin_intent(const base::EnvelopeId& envelope, const base::RecordId& subject,
                                            std::uint64_t leaf);
    base::Status end_intent(std::int64_t number, IntentEnd end, std::uint64_t leaf);
    base::Status commit();
    void remove_unwanted(const base::Digest& digest);

    VaultState* state;
    std::uint64_t first_leaf = 0;
    std::uint64_t next_leaf = 0;
    std::uint64_t next_sequence = 0;
    bool is_leaf_owed = false;
    bool is_failed = false;  // part of it may be missing: only rolling back is left
    bool is_done = false;
    std::vector<base::Digest> blobs_written;
    std::vector<base::Digest> blobs_dropped;
};

}  // namespace vault
