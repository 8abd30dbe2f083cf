// SPDX-License-Identifier: Apache-2.0
// The change of an epoch: re-wrap beside the old, make that durable, increment, delete.
// A power cut finds the database in one of three places:
//
//   before the commit      nothing has happened
//   before the increment   both epochs' wraps are there, the counter shows the old one
//   before the deletion    the same, the counter shows the new one
//
// The second is completed at once when the vault is opened, before anything is written:
// a copy of the disk made in that moment holds the new epoch's key, so no record may be
// shredded between it and the increment.
#include "appliance/vault/state.h"

#include "appliance/crypto/aead.h"
#include "appliance/crypto/key_wrap.h"
#include "appliance/crypto/random.h"

#include <algorithm>

namespace vault {
namespace {

struct Wrap {
    std::uint64_t record;
    base::Bytes wrapped;
};

base::Result<std::vector<Wrap>> wraps_of(Database& database, std::uint64_t epoch) {
    Statement query = TRY(database.prepare("SELECT record, wrapped FROM record_key WHERE epoch=? ORDER BY record"));
    query.with(epoch);
    std::vector<Wrap> wraps;
    while (TRY(query.step())) wraps.push_back({query.count(0), query.bytes(1)});
    return wraps;
}

base::Status insert_epoch(Database& database, std::uint64_t epoch, const base::Bytes& sealed) {
    Statement insert = TRY(database.prepare("INSERT INTO epoch(number, sealed) VALUES(?, ?)"));
    return insert.with(epoch).with(base::ByteView(sealed)).run();
}

base::Result<std::vector<std::uint64_t>> epochs_known(Database& database) {
    Statement query = TRY(database.prepare("SELECT number FROM epoch ORDER BY number"));
    std::vector<std::uint64_t> numbers;
    while (TRY(query.step())) numbers.push_back(query.count(0));
    return numbers;
}

base::Result<base::SecretBytes> open_key(VaultState& state, std::uint64_t epoch) {
    Statement query = TRY(state.database.prepare("SELECT sealed FROM epoch WHERE number=?"));
    if (!TRY(query.with(epoch).step())) return base::Failure{base::Fault::epoch_unavailable, "epoch " + std::to_string(epoch)};
    base::SecretBytes key = TRY(state.keeper->open(epoch, query.bytes(0)));
    if (key.size() != crypto::aead_key_size) return base::Failure{base::Fault::epoch_unavailable, "size of the epoch's key"};
    return key;
}

base::Status forget_before(VaultState& state, std::uint64_t epoch) {
    TRY(begin_work(state));
    for (const std::string_view sql : {"DELETE FROM record_key WHERE epoch<?", "DELETE FROM epoch WHERE number<?"}) {
        auto remove = state.database.prepare(sql);
        const base::Status done = remove ? remove->with(epoch).run() : base::Status(remove.failure());
        if (!done) {
            roll_back(state);
            return done;
        }
    }
    return commit_work(state);
}

// Every wrap of the current epoch again, under `key`, as the next epoch's.
base::Status rewrap(VaultState& state, std::uint64_t next, const base::SecretBytes& key, const base::Bytes& sealed) {
    TRY(insert_epoch(state.database, next, sealed));
    for (const Wrap& wrap : TRY(wraps_of(state.database, state.epoch))) {
        const auto record_key = crypto::unwrap_key(state.epoch_key, wrap.wrapped);
        // Going on would shred a record that nobody asked to shred.
        if (!record_key) return base::Failure{base::Fault::record_torn, "key of record row " + std::to_string(wrap.record)};
        const base::Bytes again = TRY(crypto::wrap_key(key, *record_key));
        Statement insert = TRY(state.database.prepare("INSERT INTO record_key(record, epoch, wrapped) VALUES(?, ?, ?)"));
        TRY(insert.with(wrap.record).with(next).with(base::ByteView(again)).run());
    }
    return {};
}

// The prepared epoch becomes the current one.
base::Status complete_change(VaultState& state, std::uint64_t next) {
    // Asked first: an increment whose answer was lost must not be repeated.
    if (TRY(state.keeper->current_epoch()) != next) TRY(state.keeper->advance());
    base::SecretBytes key = TRY(open_key(state, next));
    state.epoch = next;
    state.epoch_key = std::move(key);
    TRY(forget_before(state, next));
    state.is_change_unfinished = false;
    return {};
}

}  // namespace

base::Status open_epoch(VaultState& state) {
    const std::uint64_t current = TRY(state.keeper->current_epoch());
    const std::vector<std::uint64_t> known = TRY(epochs_known(state.database));
    if (known.empty()) {
        base::SecretBytes key = crypto::random_secret(crypto::aead_key_size);
        const base::Bytes sealed = TRY(state.keeper->seal(current, key));
        TRY(begin_work(state));
        if (const base::Status inserted = insert_epoch(state.database, current, sealed); !inserted) {
            roll_back(state);
            return inserted;
        }
        TRY(commit_work(state));
        state.epoch = current;
        state.epoch_key = std::move(key);
        return {};
    }
    if (std::ranges::find(known, current) == known.end())
        return base::Failure{base::Fault::epoch_unavailable,
                             "newest epoch " + std::to_string(known.back()) + ", counter " + std::to_string(current)};
    state.epoch = current;
    state.epoch_key = TRY(open_key(state, current));
    if (std::ranges::find(known, current + 1) != known.end()) return complete_change(state, current + 1);
    if (known.front() < current) return forget_before(state, current);
    return {};
}

base::Result<std::uint64_t> change_epoch(VaultState& state) {
    const std::uint64_t next = state.epoch + 1;
    if (!state.is_change_unfinished) {
        const base::SecretBytes key = crypto::random_secret(crypto::aead_key_size);
        const base::Bytes sealed = TRY(state.keeper->seal(next, key));
        TRY(begin_work(state));
        if (const base::Status wrapped = rewrap(state, next, key, sealed); !wrapped) {
            roll_back(state);
            return wrapped.failure();
        }
        TRY(commit_work(state));
        state.is_change_unfinished = true;
    }
    TRY(complete_change(state, next));
    return state.epoch;
}

}  // namespace vault
