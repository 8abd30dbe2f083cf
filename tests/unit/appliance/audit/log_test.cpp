// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/log.h"

#include "tests/faults/log_bench.h"

#include <gtest/gtest.h>

#include <ctime>

namespace {

using namespace audit;
using faults::LogBench;

}  // namespace

TEST(AuditLog, NumbersItsEntriesAndWritesTheTimeItWasTold) {
    LogBench bench;
    ports::TimeStatement time;
    time.reset_count = 4;
    time.is_safe = true;
    bench.log->remember_time(time);
    bench.grow_to(3);
    const auto leaf = bench.log->leaf(2);
    ASSERT_TRUE(leaf);
    EXPECT_EQ(leaf->sequence, 2U);
    EXPECT_EQ(leaf->time.reset_count, 4U);
    EXPECT_EQ(leaf->time.boot_ms, bench.clock.boot);
    EXPECT_EQ(bench.log->leaf(3).fault(), base::Fault::proof_invalid);
}

TEST(AuditLog, FollowsWhatIsDurableOnly) {
    LogBench bench;
    bench.grow_to(2);
    const base::Digest root = bench.log->root();
    faults::MemoryLeaves hoped = bench.leaves;  // a step that is never committed
    ASSERT_TRUE(bench.log->append(hoped, {Event::session_wiped, {}, {}, {}}));
    ASSERT_TRUE(bench.log->catch_up());
    EXPECT_EQ(bench.log->size(), 2U);
    EXPECT_EQ(bench.log->root(), root);
}

TEST(AuditLog, RecoversTheSameTreeAtEverySize) {
    for (const std::uint64_t published : {0U, 1U, 255U, 256U, 300U, 513U})
        for (const std::uint64_t more : {0U, 1U, 256U}) {
            LogBench bench;
            bench.grow_to(published);
            if (published != 0) {
                ASSERT_TRUE(bench.log->make_checkpoint(*bench.key));
            }
            bench.grow_to(published + more);
            const base::Digest root = bench.log->root();
            bench.reopen();
            EXPECT_EQ(bench.log->size(), published + more);
            EXPECT_EQ(bench.log->root(), root);
            ASSERT_TRUE(bench.log->make_checkpoint(*bench.key));
            EXPECT_TRUE(bench.log->verify_all(bench.verifier()));
        }
}

TEST(AuditLog, MakesItsTilesAgainWhenTheyAreLost) {
    LogBench bench;
    bench.grow_to(600);
    ASSERT_TRUE(bench.log->make_checkpoint(*bench.key));
    const base::Digest root = bench.log->root();
    for (const auto& [path, bytes] : bench.storage.files())
        if (path.starts_with("log/tile/")) {
            ASSERT_TRUE(bench.storage.remove(path));
        }
    EXPECT_EQ(bench.log->verify_all(bench.verifier()).fault(), base::Fault::audit_broken);
    bench.reopen();
    EXPECT_EQ(bench.log->root(), root);
    ASSERT_TRUE(bench.log->make_checkpoint(*bench.key));
    EXPECT_TRUE(bench.log->verify_all(bench.verifier()));
}

TEST(AuditLog, RefusesAStoreThatLostOrChangedEntries) {
    LogBench bench;
    bench.grow_to(300);
    ASSERT_TRUE(bench.log->make_checkpoint(*bench.key));
    const auto open = [&] { return AuditLog::open(bench.origin, bench.leaves, bench.storage, bench.clock); };
    EXPECT_EQ(AuditLog::open("another.example/log", bench.leaves, bench.storage, bench.clock).fault(), base::Fault::audit_broken);
    base::Bytes last = bench.leaves.entries.back();
    bench.leaves.entries.pop_back();
    EXPECT_EQ(open().fault(), base::Fault::audit_broken);
    bench.leaves.entries.push_back(last);
    EXPECT_TRUE(open());
}

TEST(AuditLog, VerifyAllFindsEveryChangedEntryTileAndCheckpoint) {
    LogBench bench;
    bench.grow_to(520);
    ASSERT_TRUE(bench.log->make_checkpoint(*bench.key));
    bench.grow_to(530);
    const auto verdict = bench.log->verify_all(bench.verifier());
    ASSERT_TRUE(verdict) << verdict.failure().detail;
    EXPECT_EQ(verdict->entries, 530U);
    EXPECT_EQ(verdict->checkpoint_size, 520U);
    for (const std::size_t index : {0U, 255U, 256U, 519U, 525U}) {
        const base::Bytes good = bench.leaves.entries[index];
        std::string text(base::as_text(good));
        text[text.find("\"field\":") + 8] = text[text.find("\"field\":") + 8] == '9' ? '8' : '9';
        bench.leaves.entries[index] = base::to_bytes(text);
        EXPECT_FALSE(bench.log->verify_all(bench.verifier())) << index;
        bench.leaves.entries[index] = good;
    }
    std::swap(bench.leaves.entries[3], bench.leaves.entries[4]);
    EXPECT_EQ(bench.log->verify_all(bench.verifier()).fault(), base::Fault::audit_broken);
    std::swap(bench.leaves.entries[3], bench.leaves.entries[4]);
    for (const auto& [path, bytes] : bench.storage.files()) {
        if (bytes.empty() || path.find(".tmp") != std::string::npos) continue;
        base::Bytes spoilt = bytes;
        spoilt[spoilt.size() / 2] ^= 1U;
        ASSERT_TRUE(bench.storage.write_atomically(path, spoilt));
        EXPECT_FALSE(bench.log->verify_all(bench.verifier())) << path;
        EXPECT_FALSE(verify_folder(bench.storage, bench.verifier())) << path;
        ASSERT_TRUE(bench.storage.write_atomically(path, bytes));
    }
    EXPECT_TRUE(bench.log->verify_all(bench.verifier()));
    EXPECT_EQ(bench.log->verify_all({bench.origin, NoteKeyType::ecdsa, (*crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256))->public_key()}).fault(),
              base::Fault::checkpoint_invalid);
}

TEST(AuditLog, ACopiedFolderIsEnoughForAnAuditor) {
    LogBench bench;
    bench.grow_to(700);
    ASSERT_TRUE(bench.log->make_checkpoint(*bench.key));
    faults::Files folder;
    for (const auto& [path, bytes] : bench.storage.files())
        if (path.starts_with("log/")) folder[path] = bytes;
    faults::SimStorage copy(folder);
    const auto verdict = verify_folder(copy, bench.verifier());
    ASSERT_TRUE(verdict) << verdict.failure().detail;
    EXPECT_EQ(verdict->entries, 700U);
    EXPECT_EQ(verdict->root, bench.log->root());
}

TEST(AuditLog, TwoCheckpointsAreConsistentAndProvable) {
    LogBench bench;
    bench.grow_to(300);
    const Checkpoint first = open_checkpoint(*bench.log->make_checkpoint(*bench.key), bench.verifier())->checkpoint;
    bench.grow_to(900);
    const Checkpoint second = open_checkpoint(*bench.log->make_checkpoint(*bench.key), bench.verifier())->checkpoint;
    const auto proof = bench.log->consistency(300, 900);
    ASSERT_TRUE(proof);
    EXPECT_TRUE(verify_consistency(first.size, first.root, second.size, second.root, *proof));
    EXPECT_EQ(bench.log->consistency(300, 901).fault(), base::Fault::proof_invalid);
}

TEST(AuditLog, KeepsACosignedCheckpointOfItsOwnPastOnly) {
    LogBench bench;
    const Ed25519Key platform = *Ed25519Key::generate();
    const NoteKey cosigner{"platform.example/cosigner", NoteKeyType::cosignature, platform.public_key()};
    const auto cosigned = [&](std::string text) {
        Note note = *parse_note(text);
        EXPECT_TRUE(cosign_note(note, cosigner.name, platform, 1'795'338'005));
        return note_text(note);
    };
    bench.grow_to(300);
    const std::string first = *bench.log->make_checkpoint(*bench.key);
    EXPECT_EQ(bench.log->keep_cosigned(first, bench.verifier(), {cosigner}).fault(), base::Fault::checkpoint_invalid) << "not cosigned";
    ASSERT_TRUE(bench.log->keep_cosigned(cosigned(first), bench.verifier(), {cosigner}));
    EXPECT_EQ(*bench.log->last_cosigned(), cosigned(first));
    bench.grow_to(400);
    const std::string second = *bench.log->make_checkpoint(*bench.key);
    ASSERT_TRUE(bench.log->keep_cosigned(cosigned(second), bench.verifier(), {cosigner}));
    ASSERT_TRUE(bench.log->keep_cosigned(cosigned(first), bench.verifier(), {cosigner}));
    EXPECT_EQ(*bench.log->last_cosigned(), cosigned(second)) << "an older one does not replace it";
    EXPECT_EQ(bench.log->verify_all(bench.verifier(), {cosigner})->cosigned_size, 400U);

    LogBench clone;  // the same key on another history
    clone.key = bench.key;
    clone.clock.boot = 77;
    clone.grow_to(350);
    EXPECT_EQ(clone.log->keep_cosigned(cosigned(first), bench.verifier(), {cosigner}).fault(), base::Fault::log_conflict);
    EXPECT_EQ(clone.log->keep_cosigned(cosigned(second), bench.verifier(), {cosigner}).fault(), base::Fault::log_conflict) << "turned back";
}

TEST(AuditLog, BuildsAndProvesFast) {
    constexpr std::uint64_t count = 50'000;
    LogBench bench;
    Leaf leaf;
    leaf.event = Event::session_wiped;
    for (std::uint64_t i = 0; i < count; ++i) {
        leaf.sequence = i;
        bench.leaves.entries.push_back(*encode_leaf(leaf));
    }
    auto seconds = [began = std::clock()]() mutable {  // of this processor's time
        const std::clock_t now = std::clock();
        return static_cast<double>(now - std::exchange(began, now)) / CLOCKS_PER_SEC;
    };
    ASSERT_TRUE(bench.log->catch_up());
    const double build = seconds();
    const std::string note = *bench.log->make_checkpoint(*bench.key);
    const double publish = seconds();
    std::size_t proof_size = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) proof_size = std::max(proof_size, bench.log->proof(i * 49, note)->size());
    const double prove = seconds();
    const LogProof proof = *parse_proof(*bench.log->proof(4321, note));
    const base::Bytes entry = *bench.log->entry(4321);
    seconds();
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(verify_proof(proof, entry, bench.verifier()));
    const double verify = seconds() / 200 * 1000;  // ms
    std::printf("%.0f leaves/s into the tree, %.2f s to publish, %.3f ms a proof of at most %zu bytes, %.3f ms to verify\n",
                count / build, publish, prove, proof_size, verify);
    EXPECT_LT(proof_size, 2048U);
}
