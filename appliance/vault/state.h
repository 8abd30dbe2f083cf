// SPDX-License-Identifier: Apache-2.0
// What an open vault holds, shared by its own source files and by nobody else.
#pragma once

#include "appliance/vault/rows.h"
#include "appliance/vault/sqlite.h"
#include "appliance/vault/vault.h"

namespace vault {

struct VaultState {
    VaultState(VaultPlace where, base::Disk& blobs, ports::EpochKeeper& epochs, const base::Clock& time, Database opened)
        : place(std::move(where)), disk(&blobs), keeper(&epochs), clock(&time), database(std::move(opened)) {}

    VaultPlace place;
    base::Disk* disk;
    ports::EpochKeeper* keeper;
    const base::Clock* clock;
    Database database;

    std::uint64_t epoch = 0;
    base::SecretBytes epoch_key;
    bool is_change_unfinished = false;  // the next epoch is prepared, the counter not yet incremented
    bool is_transaction_open = false;
    std::uint64_t leaves_durable = 0;   // what an open transaction appended does not count yet
    bool is_broken = false;             // a commit's outcome is unknown
    std::vector<base::RecordId> missing_at_open;
};

// --- epochs (epoch.cpp)
// Finds or makes the current epoch's key; completes a change that was interrupted.
base::Status open_epoch(VaultState& state);
base::Result<std::uint64_t> change_epoch(VaultState& state);

// --- a record's key and bytes (reading.cpp)
base::Status store_key(VaultState& state, std::uint64_t sequence, const base::SecretBytes& key);
base::Result<base::SecretBytes> load_key(VaultState& state, const RecordRow& row);
// The ciphertext, compared with its digest.
base::Result<base::Bytes> load_sealed(VaultState& state, const RecordRow& row);
base::Result<base::Bytes> load_payload(VaultState& state, const RecordRow& row);
base::Result<base::Bytes> load_outbox(VaultState& state, const OutboxItem& item);

// --- (scrub.cpp)
base::Status scrub_some(VaultState& state, Scrubbing& so_far);
// Removes files that no row names; lists rows whose file is not there.
base::Status sweep_blobs(VaultState& state);
// Fault vault_corrupt when the entries' numbers have a gap.
base::Result<std::uint64_t> count_leaves(Database& database);

// Runs between BEGIN IMMEDIATE and COMMIT; rolls back when `work` fails. A commit that
// fails in the disk breaks the vault.
base::Status begin_work(VaultState& state);
base::Status commit_work(VaultState& state);
void roll_back(VaultState& state);

}  // namespace vault
