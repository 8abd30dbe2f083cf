// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/vault_bench.h"

#include <gtest/gtest.h>

namespace {

using namespace vault;
using faults::VaultBench;

class TransactionTest : public testing::Test {
protected:
    void SetUp() override {
        auto opened = bench.open();
        ASSERT_TRUE(opened) << opened.failure().detail;
        vault.emplace(std::move(*opened));
    }

    Transaction begin() {
        auto tx = vault->begin();
        EXPECT_TRUE(tx) << tx.failure().detail;
        return std::move(*tx);
    }
    std::uint64_t leaf(Transaction& tx) { return *tx.append_leaf(base::as_bytes("{}")); }

    base::RecordId store(RecordType type, std::size_t size = 10, base::RecordId about = {}) {
        Transaction tx = begin();
        leaf(tx);
        const auto id = tx.put_record({type, base::EnvelopeId("env"), about}, base::Bytes(size, 9));
        EXPECT_TRUE(id);
        EXPECT_TRUE(tx.commit());
        return *id;
    }
    base::Status change(const base::RecordId& id, RecordState state) {
        Transaction tx = begin();
        TRY(tx.change_state(id, state));
        return tx.commit();
    }
    base::Status drop(const base::RecordId& id) {
        Transaction tx = begin();
        TRY(tx.drop_local_key(id));
        return tx.commit();
    }
    base::Status erase(const base::RecordId& id) {
        Transaction tx = begin();
        TRY(tx.erase(id));
        return tx.commit();
    }
    void deliver(const base::RecordId& id) {
        store(RecordType::receipt, 10, id);
        for (const RecordState state : {RecordState::sealed, RecordState::queued, RecordState::receipted})
            EXPECT_TRUE(change(id, state));
    }

    VaultBench bench;
    std::optional<Vault> vault;
};

constexpr auto refused = base::Fault::event_refused;

}  // namespace

TEST_F(TransactionTest, NoArtifactBecomesDurableWithoutALeaf) {
    for (const RecordType type : {RecordType::artifact, RecordType::evidence, RecordType::receipt, RecordType::timestamp, RecordType::ink}) {
        Transaction tx = begin();
        ASSERT_TRUE(tx.put_record({type, {}, {}}, base::as_bytes("x")));
        EXPECT_EQ(tx.commit().fault(), refused);
    }
    EXPECT_TRUE(vault->heads(RecordState::captured)->empty());
    EXPECT_EQ(*vault->leaf_count(), 0U);
}

TEST_F(TransactionTest, NoLeafBecomesDurableWithoutItsArtifact) {
    {
        Transaction tx = begin();
        leaf(tx);
        ASSERT_TRUE(tx.put_record({RecordType::artifact, {}, {}}, base::Bytes(100'000, 1)));
        ASSERT_TRUE(tx.queue_outbox({"a.ink", {}, base::as_bytes("parcel")}));
    }  // abandoned
    EXPECT_EQ(*vault->leaf_count(), 0U);
    EXPECT_TRUE(vault->outbox()->empty());
    EXPECT_TRUE(vault->heads(RecordType::artifact)->empty());
    EXPECT_TRUE(bench.storage.list("blobs")->empty()) << "the file went with the step";
}

TEST_F(TransactionTest, ARecordRemembersTheLeafOfItsStep) {
    store(RecordType::document);
    const base::RecordId id = store(RecordType::artifact);
    EXPECT_EQ(vault->head(id)->leaf, 1U);
}

TEST_F(TransactionTest, OnlyOneIsOpenAtATime) {
    Transaction tx = begin();
    EXPECT_EQ(vault->begin().fault(), base::Fault::vault_unavailable);
    EXPECT_EQ(vault->change_epoch().fault(), base::Fault::vault_unavailable);
    EXPECT_TRUE(tx.commit());
    EXPECT_TRUE(vault->begin());
}

TEST_F(TransactionTest, ReceiptedDemandsAReceiptThatCanBeRead) {
    const base::RecordId id = store(RecordType::artifact);
    ASSERT_TRUE(change(id, RecordState::sealed));
    ASSERT_TRUE(change(id, RecordState::queued));
    EXPECT_EQ(change(id, RecordState::receipted).fault(), refused);
    store(RecordType::receipt, 10, store(RecordType::artifact));
    EXPECT_EQ(change(id, RecordState::receipted).fault(), refused) << "a receipt for something else";
    store(RecordType::timestamp, 10, id);
    EXPECT_EQ(change(id, RecordState::receipted).fault(), refused) << "a time-stamp is no receipt";
    store(RecordType::receipt, 10, id);
    EXPECT_TRUE(change(id, RecordState::receipted));
}

TEST_F(TransactionTest, AReceiptInTheSameStepCounts) {
    const base::RecordId id = store(RecordType::artifact);
    ASSERT_TRUE(change(id, RecordState::sealed));
    ASSERT_TRUE(change(id, RecordState::queued));
    Transaction tx = begin();
    leaf(tx);
    ASSERT_TRUE(tx.put_record({RecordType::receipt, {}, id}, base::as_bytes("receipt")));
    EXPECT_TRUE(tx.change_state(id, RecordState::receipted));
    EXPECT_TRUE(tx.commit());
}

TEST_F(TransactionTest, EvidenceAndInkShareTheReceiptOfTheirArtifact) {
    const base::RecordId artifact = store(RecordType::artifact);
    const base::RecordId ink = store(RecordType::ink, 10, artifact);
    store(RecordType::receipt, 10, artifact);
    for (const RecordState state : {RecordState::sealed, RecordState::queued, RecordState::receipted}) EXPECT_TRUE(change(ink, state));
    EXPECT_TRUE(drop(ink));
}

TEST_F(TransactionTest, TheLocalKeyStaysUntilTheReceipt) {
    const base::RecordId id = store(RecordType::artifact);
    store(RecordType::receipt, 10, id);
    for (const RecordState state : {RecordState::sealed, RecordState::queued, RecordState::uploading, RecordState::stored}) {
        EXPECT_EQ(drop(id).fault(), refused) << name_of(state);
        EXPECT_EQ(erase(id).fault(), refused) << name_of(state);
        ASSERT_TRUE(change(id, state));
    }
    EXPECT_TRUE(vault->read(id));
    ASSERT_TRUE(change(id, RecordState::receipted));
    EXPECT_TRUE(drop(id));
    EXPECT_EQ(vault->read(id).fault(), base::Fault::record_erased);
    EXPECT_FALSE(vault->head(id)->has_local_key);
}

TEST_F(TransactionTest, AReceiptOutlivesWhatItIsFor) {
    const base::RecordId artifact = store(RecordType::artifact);
    const base::RecordId evidence = store(RecordType::evidence, 10, artifact);
    deliver(artifact);
    for (const RecordState state : {RecordState::sealed, RecordState::queued, RecordState::receipted}) ASSERT_TRUE(change(evidence, state));
    const base::RecordId receipt = vault->heads(RecordType::receipt)->front().id;
    EXPECT_EQ(erase(receipt).fault(), refused);
    ASSERT_TRUE(erase(artifact));
    EXPECT_EQ(erase(receipt).fault(), refused) << "the evidence is still here";
    ASSERT_TRUE(erase(evidence));
    EXPECT_TRUE(erase(receipt));
}

TEST_F(TransactionTest, ErasingRemovesTheFileAndKeepsTheHead) {
    const base::RecordId id = store(RecordType::artifact, 200'000);
    deliver(id);
    ASSERT_EQ(bench.storage.list("blobs")->size(), 1U);
    ASSERT_TRUE(erase(id));
    EXPECT_TRUE(bench.storage.list("blobs")->empty());
    EXPECT_EQ(vault->head(id)->state, RecordState::shredded);
    EXPECT_EQ(vault->read(id).fault(), base::Fault::record_erased);
    EXPECT_TRUE(vault->heads(RecordType::artifact)->empty());
}

TEST_F(TransactionTest, WhatCameFromThePlatformMayGoAtAnyTime) {
    EXPECT_TRUE(erase(store(RecordType::envelope_progress)));
    EXPECT_TRUE(erase(store(RecordType::work_order)));
    EXPECT_TRUE(erase(store(RecordType::signer_code)));
}

TEST_F(TransactionTest, AnIntentNeedsItsLeafAndEndsOnce) {
    std::int64_t number = 0;
    {
        Transaction tx = begin();
        EXPECT_EQ(tx.begin_intent(base::EnvelopeId("env"), {}, 0).fault(), refused) << "no leaf yet";
        const std::uint64_t intended = leaf(tx);
        number = *tx.begin_intent(base::EnvelopeId("env"), {}, intended);
        ASSERT_TRUE(tx.commit());
    }
    ASSERT_EQ(vault->open_intents()->size(), 1U);
    {
        Transaction tx = begin();
        EXPECT_EQ(tx.end_intent(number, IntentEnd::was_signed, 0).fault(), refused) << "a leaf of another step";
        EXPECT_EQ(tx.end_intent(number + 1, IntentEnd::was_signed, leaf(tx)).fault(), refused);
        EXPECT_TRUE(tx.end_intent(number, IntentEnd::was_aborted, leaf(tx)));
        EXPECT_EQ(tx.end_intent(number, IntentEnd::was_signed, leaf(tx)).fault(), refused) << "twice";
        ASSERT_TRUE(tx.commit());
    }
    EXPECT_TRUE(vault->open_intents()->empty());
    EXPECT_EQ(vault->intent(number)->end, IntentEnd::was_aborted);
}

TEST_F(TransactionTest, TheOutboxKeepsOrderAndNames) {
    {
        Transaction tx = begin();
        ASSERT_TRUE(tx.queue_outbox({"b.ink", {}, base::Bytes(100'000, 2)}));
        ASSERT_TRUE(tx.queue_outbox({"a.ink", {}, base::as_bytes("small")}));
        EXPECT_EQ(tx.queue_outbox({"a.ink", {}, base::as_bytes("again")}).fault(), refused);
        for (const char* name : {"", ".hidden", "../up", "UPPER", "with space", "slash/ed"})
            EXPECT_EQ(tx.queue_outbox({name, {}, {}}).fault(), refused) << name;
        ASSERT_TRUE(tx.commit());
    }
    const auto items = *vault->outbox();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].name, "b.ink");
    EXPECT_EQ(vault->outbox_content(items[0])->size(), 100'000U);
    EXPECT_EQ(*vault->outbox_content(items[1]), base::to_bytes(std::string_view("small")));
    {
        Transaction tx = begin();
        ASSERT_TRUE(tx.remove_outbox(items[0].sequence));
        ASSERT_TRUE(tx.remove_outbox(items[1].sequence));
        ASSERT_TRUE(tx.remove_outbox(99));
        ASSERT_TRUE(tx.commit());
    }
    EXPECT_TRUE(bench.storage.list("blobs")->empty());
    Transaction tx = begin();
    EXPECT_GT(*tx.queue_outbox({"c.ink", {}, {}}), items[1].sequence) << "numbers are never used again";
}

TEST_F(TransactionTest, TwoParcelsWithTheSameContentShareAFileUntilBothAreGone) {
    const base::Bytes content(100'000, 2);
    Transaction tx = begin();
    const auto first = *tx.queue_outbox({"a.ink", {}, content});
    ASSERT_TRUE(tx.queue_outbox({"b.ink", {}, content}));
    ASSERT_TRUE(tx.commit());
    Transaction next = begin();
    ASSERT_TRUE(next.remove_outbox(first));
    ASSERT_TRUE(next.commit());
    ASSERT_EQ(vault->outbox()->size(), 1U);
    EXPECT_TRUE(vault->outbox_content(vault->outbox()->front()));
}

TEST_F(TransactionTest, APromisedIdIsUsedOnce) {
    const base::RecordId id = new_record_id();
    Transaction tx = begin();
    EXPECT_EQ(tx.put_record(base::RecordId("not hex"), {RecordType::document, {}, {}}, {}).fault(), refused);
    EXPECT_TRUE(tx.put_record(id, {RecordType::document, {}, {}}, {}));
    EXPECT_EQ(tx.put_record(id, {RecordType::document, {}, {}}, {}).fault(), refused);
}

TEST_F(TransactionTest, HopedForLeavesAreNotInTheLog) {
    Transaction tx = begin();
    leaf(tx);
    EXPECT_EQ(*vault->leaf_count(), 0U);
    EXPECT_TRUE(vault->leaves(0, 10)->empty());
    ASSERT_TRUE(tx.commit());
    EXPECT_EQ(*vault->leaf_count(), 1U);
    EXPECT_EQ(vault->leaves(0, 10)->size(), 1U);
    EXPECT_TRUE(vault->leaves(5, ~std::uint64_t{0})->empty());
}

TEST_F(TransactionTest, AStepThatFailedInTheMiddleCannotBeCommitted) {
    const std::string before = faults::describe(*vault);
    std::uint64_t used = 0;
    for (const auto& [path, bytes] : bench.storage.files()) used += bytes.size();
    {
        Transaction tx = begin();
        leaf(tx);
        ASSERT_TRUE(tx.put_record({RecordType::artifact, {}, {}}, base::as_bytes("small")));
        bench.storage.limit_bytes(used);
        EXPECT_EQ(tx.put_record({RecordType::evidence, {}, {}}, base::Bytes(100'000, 1)).fault(), base::Fault::disk_full);
        bench.storage.limit_bytes(~std::uint64_t{0});
        EXPECT_EQ(tx.append_leaf({}).fault(), base::Fault::vault_unavailable);
        EXPECT_EQ(tx.commit().fault(), base::Fault::vault_unavailable);
    }
    EXPECT_EQ(faults::describe(*vault), before);
    EXPECT_TRUE(vault->begin());
}
