// SPDX-License-Identifier: Apache-2.0
// The inside of a Transaction. Going away undone, it rolls back.
#pragma once

#include "appliance/vault/state.h"

namespace vault {

struct TransactionWork {
    explicit TransactionWork(VaultState& vault_state) : state(&vault_state) {}
    TransactionWork(const TransactionWork&) = delete;
    TransactionWork& operator=(const TransactionWork&) = delete;
    ~TransactionWork();

    VaultState* state;
    std::uint64_t first_leaf = 0;
    std::uint64_t next_leaf = 0;
    std::uint64_t next_sequence = 0;
    bool is_leaf_owed = false;
    bool is_done = false;
    std::vector<base::Digest> blobs_written;
    std::vector<base::Digest> blobs_dropped;
};

}  // namespace vault
