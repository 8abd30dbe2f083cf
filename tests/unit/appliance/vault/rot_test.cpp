// SPDX-License-Identifier: Apache-2.0
// SQLite alone noticed 7 of 2,000 flipped bits. Here each one is either found, or hits
// a byte that means nothing: whoever reads gets exactly what was written, or a fault.
#include "tests/faults/vault_bench.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace {

using namespace vault;
using faults::VaultBench;

void fill(VaultBench& bench) {
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    for (int i = 0; i < 12; ++i) {
        auto tx = vault->begin();
        ASSERT_TRUE(tx);
        const auto leaf = tx->append_leaf(base::as_bytes("{\"leaf\":" + std::to_string(i) + ",\"text\":\"some bytes of an entry\"}"));
        const auto id = tx->put_record({RecordType::artifact, base::EnvelopeId("env-" + std::to_string(i)), {}},
                                       crypto::random_bytes(static_cast<std::size_t>(300 * i * i)));
        ASSERT_TRUE(tx->put_record({RecordType::receipt, {}, *id}, base::as_bytes("a receipt")));
        ASSERT_TRUE(tx->put_record({RecordType::document, {}, {}}, crypto::random_bytes(i == 3 ? 90'000 : 500)));
        ASSERT_TRUE(tx->queue_outbox({"parcel-" + std::to_string(i), *id, crypto::random_bytes(900)}));
        const auto intent = tx->begin_intent(base::EnvelopeId("env"), *id, *leaf);
        if (i % 2 == 0) {
            ASSERT_TRUE(tx->end_intent(*intent, IntentEnd::was_signed, *leaf));
        }
        for (const RecordState state : {RecordState::sealed, RecordState::queued, RecordState::receipted}) ASSERT_TRUE(tx->change_state(*id, state));
        if (i % 3 == 0) {
            ASSERT_TRUE(tx->drop_local_key(*id));
        }
        ASSERT_TRUE(tx->commit());
    }
}

enum class Outcome { refused_at_open, found_by_scrub, harmless, silent };

Outcome look(const faults::Files& files, const VaultBench& original, const std::string& expected) {
    VaultBench bench(files);
    bench.hardware.secret = original.hardware.secret.clone();
    bench.hardware.counter = original.hardware.counter;
    auto vault = bench.open();
    if (!vault) return Outcome::refused_at_open;
    const auto report = vault->scrub();
    if (!report || !report->is_clean()) return Outcome::found_by_scrub;
    return faults::describe(*vault) == expected ? Outcome::harmless : Outcome::silent;
}

}  // namespace

TEST(Rot, NoFlippedBitIsReadAsTruth) {
    VaultBench bench;
    fill(bench);
    std::string expected;
    {
        auto vault = bench.open();
        ASSERT_TRUE(vault);
        ASSERT_TRUE(vault->scrub()->is_clean());
        expected = faults::describe(*vault);
    }
    const faults::Files files = bench.storage.files();
    std::mt19937_64 random(20261122);
    std::map<Outcome, int> seen;
    const int flips = std::getenv("INKSEAL_LONG") != nullptr ? 20'000 : 300;
    for (int i = 0; i < flips; ++i) {
        faults::Files rotten = files;
        base::Bytes& bytes = rotten["vault.db"];
        const std::size_t position = random() % bytes.size();
        const unsigned bit = static_cast<unsigned>(random() % 8);
        bytes[position] = static_cast<std::uint8_t>(bytes[position] ^ 1U << bit);
        const Outcome outcome = look(rotten, bench, expected);
        ++seen[outcome];
        EXPECT_NE(outcome, Outcome::silent) << "byte " << position << ", bit " << bit;
    }
    std::printf("%d flipped bits in vault.db: %d refused at open, %d found by the scrub, %d harmless, %d silent\n", flips,
                seen[Outcome::refused_at_open], seen[Outcome::found_by_scrub], seen[Outcome::harmless], seen[Outcome::silent]);
    EXPECT_GT(seen[Outcome::found_by_scrub], flips / 4) << "the flips hit something";
}

TEST(Rot, EveryFlippedBitInABlobIsFound) {
    VaultBench bench;
    fill(bench);
    const faults::Files files = bench.storage.files();
    std::mt19937_64 random(7);
    for (const auto& [path, bytes] : files) {
        if (!path.starts_with("blobs/")) continue;
        for (int i = 0; i < 50; ++i) {
            faults::Files rotten = files;
            rotten[path][random() % bytes.size()] ^= 0x10U;
            EXPECT_EQ(look(rotten, bench, ""), Outcome::found_by_scrub) << path;
        }
    }
}
