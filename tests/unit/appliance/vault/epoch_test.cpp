// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/vault_bench.h"

#include <gtest/gtest.h>

namespace {

using namespace vault;
using faults::VaultBench;

base::RecordId put(Vault& vault, RecordType type, base::RecordId about = {}) {
    auto tx = vault.begin();
    EXPECT_TRUE(tx);
    EXPECT_TRUE(tx->append_leaf(base::as_bytes("{}")));
    const auto id = tx->put_record({type, {}, about}, base::as_bytes("payload"));
    EXPECT_TRUE(tx->commit());
    return *id;
}

void deliver_and_drop(Vault& vault, const base::RecordId& id) {
    put(vault, RecordType::receipt, id);
    auto tx = vault.begin();
    ASSERT_TRUE(tx);
    for (const RecordState state : {RecordState::sealed, RecordState::queued, RecordState::receipted}) ASSERT_TRUE(tx->change_state(id, state));
    ASSERT_TRUE(tx->drop_local_key(id));
    ASSERT_TRUE(tx->commit());
}

// The same disk, put into the same device.
base::Result<Vault> open_copy(VaultBench& copy, const VaultBench& device) {
    copy.hardware.secret = device.hardware.secret.clone();
    copy.hardware.counter = device.hardware.counter;
    return copy.open();
}

}  // namespace

TEST(Epoch, SurvivorsAreReadableAfterTheChange) {
    VaultBench bench;
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    const base::RecordId before = put(*vault, RecordType::document);
    EXPECT_EQ(*vault->change_epoch(), 8U);
    EXPECT_TRUE(vault->read(before));
    const base::RecordId after = put(*vault, RecordType::document);
    EXPECT_EQ(*vault->change_epoch(), 9U);
    *vault = *bench.open();
    EXPECT_TRUE(vault->read(before));
    EXPECT_TRUE(vault->read(after));
    EXPECT_TRUE(vault->scrub()->is_clean());
}

TEST(Epoch, AnOlderImageOfTheDiskOpensNothing) {
    VaultBench bench;
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    const base::RecordId artifact = put(*vault, RecordType::artifact);
    const faults::Files image = bench.storage.files();
    deliver_and_drop(*vault, artifact);
    {
        VaultBench copy(image);
        auto old = open_copy(copy, bench);
        ASSERT_TRUE(old);
        EXPECT_TRUE(old->read(artifact)) << "until the epoch changes, a copy can be read";
    }
    ASSERT_TRUE(vault->change_epoch());
    VaultBench copy(image);
    EXPECT_EQ(open_copy(copy, bench).fault(), base::Fault::epoch_unavailable);
}

TEST(Epoch, ANewImageDoesNotHoldWhatWasDropped) {
    VaultBench bench;
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    const base::RecordId artifact = put(*vault, RecordType::artifact);
    deliver_and_drop(*vault, artifact);
    ASSERT_TRUE(vault->change_epoch());
    VaultBench copy(bench.storage.files());
    auto same = open_copy(copy, bench);
    ASSERT_TRUE(same);
    EXPECT_EQ(same->read(artifact).fault(), base::Fault::record_erased);
}

TEST(Epoch, AnImageTakenWhileTheChangeHungOutlivesNoLaterShredding) {
    VaultBench bench;
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    const base::RecordId artifact = put(*vault, RecordType::artifact);
    bench.keeper.advances_to_fail = 1;
    EXPECT_EQ(vault->change_epoch().fault(), base::Fault::tpm_failed);
    const faults::Files image = bench.storage.files();  // holds the next epoch's key
    EXPECT_EQ(vault->begin().fault(), base::Fault::vault_unavailable) << "nothing may be shredded in between";
    ASSERT_TRUE(vault->change_epoch());
    deliver_and_drop(*vault, artifact);
    ASSERT_TRUE(vault->change_epoch());
    VaultBench copy(image);
    EXPECT_EQ(open_copy(copy, bench).fault(), base::Fault::epoch_unavailable);
}

TEST(Epoch, AnInterruptedChangeIsCompletedAtOpening) {
    VaultBench bench;
    base::RecordId id;
    {
        auto vault = bench.open();
        ASSERT_TRUE(vault);
        id = put(*vault, RecordType::document);
        bench.keeper.advances_to_fail = 1;
        EXPECT_FALSE(vault->change_epoch());
    }
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    EXPECT_EQ(vault->epoch(), 8U);
    EXPECT_EQ(bench.hardware.counter, 8U);
    EXPECT_TRUE(vault->read(id));
    EXPECT_EQ(*vault->change_epoch(), 9U);
}

TEST(Epoch, AnotherDevicesHardwareOpensNothing) {
    VaultBench bench;
    { ASSERT_TRUE(bench.open()); }
    VaultBench thief(bench.storage.files());
    EXPECT_EQ(thief.open().fault(), base::Fault::epoch_unavailable);
}
