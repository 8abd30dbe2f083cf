// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/anchor.h"

#include "appliance/crypto/digest.h"
#include "tests/faults/log_bench.h"

#include <gtest/gtest.h>

namespace {

using namespace audit;

// The hardware: it stays when a disk is turned back.
struct Chip final : ports::Counter, ports::TimeAttestor {
    std::uint64_t count = 40;
    base::Bytes last_binding;

    base::Result<std::uint64_t> value() override { return count; }
    base::Result<std::uint64_t> increment() override { return ++count; }
    base::Result<ports::TimeStatement> attest_time(base::ByteView binding) override {
        last_binding = base::to_bytes(binding);
        return ports::TimeStatement{123'456, 5, 1, true, base::Bytes(134, 1), base::Bytes(71, 2)};
    }
    base::Result<ports::CounterStatement> attest_counter(base::ByteView) override {
        return ports::CounterStatement{count, base::Bytes(149, 3), base::Bytes(71, 4)};
    }
    base::Result<ports::CounterStatement> attest_serial(base::ByteView) override { return base::Fault::tpm_absent; }
};

struct AnchorTest : testing::Test {
    AnchorTest() { bench.grow_to(5); }
    std::string anchor() {
        const std::string note = *bench.log->make_checkpoint(*bench.key);
        const auto draft = make_anchor(*bench.log, note, bench.storage, chip, chip);
        EXPECT_TRUE(draft);
        bench.add(*draft);
        EXPECT_TRUE(finish_anchor(bench.storage));
        return note;
    }
    base::Result<AnchorState> check() { return check_anchor(*bench.log, bench.storage, chip, birth); }
    static constexpr std::uint64_t birth = 40;

    faults::LogBench bench;
    Chip chip;
};

}  // namespace

TEST_F(AnchorTest, BindsTheStatementsToTheCheckpoint) {
    const std::string note = anchor();
    const base::Digest digest = crypto::sha256(base::as_bytes(note));
    EXPECT_TRUE(std::ranges::equal(chip.last_binding, digest));
    const auto statement = read_anchor(*bench.log->leaf(5));
    ASSERT_TRUE(statement) << statement.failure().detail;
    EXPECT_EQ(statement->checkpoint, digest);
    EXPECT_EQ(statement->counter.value, 41U);
    EXPECT_EQ(statement->counter.attested, base::Bytes(149, 3));
    EXPECT_EQ(statement->time.clock_ms, 123'456U);
    EXPECT_EQ(statement->time.reset_count, 5U);
    EXPECT_TRUE(statement->time.is_safe);
    bench.grow_to(7);
    EXPECT_EQ(bench.log->leaf(6)->time.reset_count, 5U) << "later entries know which run of the chip they belong to";
    EXPECT_EQ(bench.log->leaf(6)->time.clock_ms, std::nullopt);
    EXPECT_EQ(read_anchor(*bench.log->leaf(6)).fault(), base::Fault::audit_broken);
}

TEST_F(AnchorTest, AgreesAfterEachAnchorHoweverFarBackItIs) {
    EXPECT_EQ(*check(), AnchorState::never_anchored);
    anchor();
    EXPECT_EQ(*check(), AnchorState::agrees);
    bench.grow_to(600);
    EXPECT_EQ(*check(), AnchorState::agrees);
    anchor();
    EXPECT_EQ(*check(), AnchorState::agrees);
}

TEST_F(AnchorTest, AnOlderStateOfTheDiskIsARollback) {
    anchor();
    const auto entries = bench.leaves.entries;
    const faults::Files disk = bench.storage.files();
    bench.grow_to(20);
    anchor();
    faults::SimStorage old_disk(disk);
    faults::MemoryLeaves old_leaves;
    old_leaves.entries = entries;
    auto log = AuditLog::open(bench.origin, old_leaves, old_disk, bench.clock);
    ASSERT_TRUE(log);
    EXPECT_EQ(check_anchor(*log, old_disk, chip, birth).fault(), base::Fault::audit_rolled_back);
    EXPECT_EQ(*check(), AnchorState::agrees);
}

TEST_F(AnchorTest, ADeletedLogIsNotTakenForANewDevice) {
    anchor();
    faults::SimStorage empty_disk;
    faults::MemoryLeaves no_leaves;
    auto log = AuditLog::open(bench.origin, no_leaves, empty_disk, bench.clock);
    ASSERT_TRUE(log);
    EXPECT_EQ(check_anchor(*log, empty_disk, chip, birth).fault(), base::Fault::audit_rolled_back);
}

TEST_F(AnchorTest, ACounterThatIsTooLowIsAnotherChip) {
    anchor();
    chip.count -= 1;
    EXPECT_EQ(check().fault(), base::Fault::audit_rolled_back);
}

TEST_F(AnchorTest, PowerCutBetweenIncrementAndLeafIsNoRollback) {
    anchor();
    const std::string note = *bench.log->make_checkpoint(*bench.key);
    ASSERT_TRUE(make_anchor(*bench.log, note, bench.storage, chip, chip));  // and the leaf is never written
    EXPECT_EQ(*check(), AnchorState::unfinished);
    anchor();
    EXPECT_EQ(*check(), AnchorState::agrees);
}

TEST_F(AnchorTest, HoweverOftenItIsCutShortOneStepIsOwed) {
    anchor();
    for (int cut = 0; cut < 5; ++cut) {
        const std::string note = *bench.log->make_checkpoint(*bench.key);
        ASSERT_TRUE(make_anchor(*bench.log, note, bench.storage, chip, chip));
        ASSERT_TRUE(check()) << "after " << cut + 1 << " cuts: " << check().failure().detail;
        EXPECT_EQ(*check(), AnchorState::unfinished);
        EXPECT_EQ(chip.count, 42U);
    }
    anchor();
    EXPECT_EQ(*check(), AnchorState::agrees);
}

TEST_F(AnchorTest, ANoteLeftBehindDoesNotGiveTwoAnchorsOneNumber) {
    const std::string note = *bench.log->make_checkpoint(*bench.key);
    bench.add(*make_anchor(*bench.log, note, bench.storage, chip, chip));  // and finish_anchor() failed
    anchor();
    EXPECT_EQ(chip.count, 42U);
    EXPECT_EQ(*check(), AnchorState::agrees);
}

TEST_F(AnchorTest, TheVeryFirstAnchorMayBeCutShortToo) {
    const std::string note = *bench.log->make_checkpoint(*bench.key);
    ASSERT_TRUE(make_anchor(*bench.log, note, bench.storage, chip, chip));
    EXPECT_EQ(*check(), AnchorState::unfinished);
}

TEST_F(AnchorTest, PowerCutBeforeTheIncrementOwesNothing) {
    anchor();
    base::Json pending;
    pending.set("checkpoint", "00").set("counter", static_cast<std::int64_t>(chip.count + 1));
    ASSERT_TRUE(bench.storage.write_atomically("anchor.pending", base::as_bytes(base::canonical_json(pending))));
    EXPECT_EQ(*check(), AnchorState::agrees);
    EXPECT_FALSE(bench.storage.exists("anchor.pending"));
}

TEST_F(AnchorTest, AnUnfinishedAnchorExcusesOneStepOnly) {
    anchor();
    const std::string note = *bench.log->make_checkpoint(*bench.key);
    ASSERT_TRUE(make_anchor(*bench.log, note, bench.storage, chip, chip));
    chip.count += 1;
    EXPECT_EQ(check().fault(), base::Fault::audit_rolled_back);
}
