// SPDX-License-Identifier: Apache-2.0
// Cuts the power after every single write, sync and change of a name, in a day of a
// device's life, and opens what is left: everything acknowledged is there, nothing is
// half there, and the device goes on.
#include "appliance/audit/log.h"
#include "appliance/crypto/software_key.h"
#include "tests/faults/vault_bench.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace {

using namespace faults;
using vault::RecordState;
using vault::RecordType;

constexpr const char* origin = "clinic.example/inkseal/harbour-otter-41/1";

// Each step is one transaction (or one epoch change); acknowledged with a mark.
class Life {
public:
    Life(VaultBench& bench, vault::Vault& opened, audit::AuditLog& log, ports::SigningKey& log_key)
        : m_bench(bench), m_vault(opened), m_log(log), m_log_key(log_key) {}

    std::vector<std::string> run() {
        m_bench.keeper.on_advance = [this](std::uint64_t epoch) { m_bench.storage.mark("epoch " + std::to_string(epoch)); };
        acknowledge();
        const base::EnvelopeId envelope("env-1");
        const base::RecordId promised = vault::new_record_id();
        std::int64_t intent = 0;
        step([&](vault::Transaction& tx) {
            const auto order = tx.put_record({RecordType::work_order, envelope, {}}, base::as_bytes("an order"));
            leaf(tx, audit::Event::work_order_received, *order, {{"parcel", std::string(64, 'a')}});
        });
        step([&](vault::Transaction& tx) {
            const std::uint64_t intended = leaf(tx, audit::Event::signing_intended, promised,
                                                {{"signer", std::string(64, 'b')}, {"key", std::string(64, 'c')}});
            intent = *tx.begin_intent(envelope, promised, intended);
        });
        step([&](vault::Transaction& tx) {
            const base::Bytes pdf(70'000, 0x25);   // becomes a file
            const base::Bytes parcel(66'000, 0x50);
            EXPECT_TRUE(tx.put_record(promised, {RecordType::artifact, envelope, {}}, pdf));
            EXPECT_TRUE(tx.put_record({RecordType::evidence, envelope, promised}, base::as_bytes("evidence")));
            const std::uint64_t made = leaf(tx, audit::Event::signature_made, promised, {{"intent", intent}});
            EXPECT_TRUE(tx.end_intent(intent, vault::IntentEnd::was_signed, made));
            EXPECT_TRUE(tx.queue_outbox({"parcel-1.ink", promised, parcel}));
            EXPECT_TRUE(tx.change_state(promised, RecordState::sealed));
            EXPECT_TRUE(tx.change_state(promised, RecordState::queued));
        });
        EXPECT_TRUE(m_log.make_checkpoint(m_log_key));
        step([&](vault::Transaction& tx) {
            const auto receipt = tx.put_record({RecordType::receipt, envelope, promised}, base::as_bytes("a receipt"));
            leaf(tx, audit::Event::receipt_verified, promised, {{"receipt", std::string(64, 'd')}}, false);
            EXPECT_TRUE(receipt);
            EXPECT_TRUE(tx.change_state(promised, RecordState::receipted));
            EXPECT_TRUE(tx.remove_outbox(1));
        });
        step([&](vault::Transaction& tx) {
            leaf(tx, audit::Event::record_key_dropped, promised, {}, false);
            EXPECT_TRUE(tx.drop_local_key(promised));
        });
        EXPECT_TRUE(m_vault.change_epoch());
        acknowledge();
        step([&](vault::Transaction& tx) {
            leaf(tx, audit::Event::record_erased, promised, {}, false);
            EXPECT_TRUE(tx.erase(promised));
        });
        EXPECT_TRUE(m_log.make_checkpoint(m_log_key));
        return std::move(m_states);
    }

private:
    template <typename Work>
    void step(Work work) {
        auto tx = m_vault.begin();
        ASSERT_TRUE(tx);
        work(*tx);
        ASSERT_TRUE(tx->commit());
        acknowledge();
    }

    std::uint64_t leaf(vault::Transaction& tx, audit::Event event, const base::RecordId& subject,
                       base::Json::Object fields, bool has_commitment = true) {
        const auto index = m_log.append(tx, {event, subject, has_commitment ? std::string(64, 'e') : std::string(), std::move(fields)});
        EXPECT_TRUE(index) << (index ? "" : index.failure().detail);
        return index ? *index : 0;
    }

    void acknowledge() {
        m_bench.storage.mark("ack " + std::to_string(m_states.size()));
        m_states.push_back(describe(m_vault));
    }

    VaultBench& m_bench;
    vault::Vault& m_vault;
    audit::AuditLog& m_log;
    ports::SigningKey& m_log_key;
    std::vector<std::string> m_states;
};

struct Tally {
    std::uint64_t points = 0;
    std::uint64_t lives = 0;
    std::uint64_t unusable = 0;  // did not open, or not go on
    std::uint64_t wrong = 0;     // lost what was acknowledged, or half a step
    std::string first;           // the first trouble, in words
};

void live_on(const Files& disk, const base::SecretBytes& secret, crypto::SoftwareKey& log_key, std::uint64_t epoch, std::size_t acknowledged,
             const std::vector<std::string>& states, Tally& tally, const std::string& where) {
    const auto trouble = [&](std::uint64_t& counter, const std::string& why) {
        ++counter;
        if (tally.first.empty()) tally.first = where + ": " + why;
    };
    ++tally.lives;
    VaultBench bench(disk);
    bench.hardware.secret = secret.clone();
    bench.hardware.counter = epoch;
    auto opened = bench.open();
    if (!opened) return trouble(tally.unusable, std::string(base::row_of(opened.fault()).name) + " " + opened.failure().detail);
    const std::string found = describe(*opened);
    // The step that was under way may have become durable, entirely.
    const bool is_known = found == states[acknowledged] ||
                          (acknowledged + 1 < states.size() && found == states[acknowledged + 1]);
    if (!is_known) return trouble(tally.wrong, "expected\n" + states[acknowledged] + "found\n" + found);
    if (!opened->missing_at_open().empty()) return trouble(tally.wrong, "a row without its file");
    const auto scrub = opened->scrub();
    if (!scrub || !scrub->is_clean()) return trouble(tally.wrong, "scrub: " + (scrub ? scrub->findings.front().where : scrub.failure().detail));
    auto log = audit::AuditLog::open(origin, *opened, bench.storage, bench.clock);
    if (!log) return trouble(tally.unusable, "log: " + log.failure().detail);
    auto tx = opened->begin();
    if (!tx || !log->append(*tx, {audit::Event::session_wiped, {}, {}, {}}) || !tx->commit() || !log->catch_up())
        return trouble(tally.unusable, "does not go on");
    if (const auto note = log->make_checkpoint(log_key); !note) return trouble(tally.unusable, "checkpoint: " + note.failure().detail);
    const auto verdict = log->verify_all({origin, audit::NoteKeyType::ecdsa, log_key.public_key()});
    if (!verdict) return trouble(tally.wrong, "log: " + verdict.failure().detail);
}

Tally cut_everywhere(bool disk_lies, std::uint64_t torn_masks) {
    VaultBench bench;
    if (disk_lies) bench.storage.ignore_syncs();
    const std::uint64_t first_epoch = bench.hardware.counter;
    const auto log_key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    std::vector<std::string> states;
    {
        auto opened = bench.open();
        EXPECT_TRUE(opened);
        auto log = audit::AuditLog::open(origin, *opened, bench.storage, bench.clock);
        EXPECT_TRUE(log);
        states = Life(bench, *opened, *log, *log_key).run();
    }
    Tally tally;
    PowerCut cut({}, bench.storage.history());
    do {
        const std::string ack = cut.last_mark("ack ");
        if (ack.empty()) continue;  // before the first opening returned there is nothing to keep; see below
        ++tally.points;
        const std::string epoch = cut.last_mark("epoch ");
        const std::uint64_t counter = epoch.empty() ? first_epoch : std::stoull(epoch);
        for (std::uint64_t mask = 0; mask < 2 + torn_masks; ++mask) {
            const Files disk = cut.disk(mask == 0 ? Mask::lost : mask == 1 ? Mask::kept : Mask::torn, mask * 1000 + cut.position());
            live_on(disk, bench.hardware.secret, *log_key, counter, std::stoull(ack), states, tally,
                    "operation " + std::to_string(cut.position()) + ", mask " + std::to_string(mask));
        }
    } while (cut.step());
    return tally;
}

std::uint64_t torn_masks() { return std::getenv("INKSEAL_LONG") != nullptr ? 100 : 4; }

}  // namespace

TEST(PowerCut, NothingAcknowledgedIsLostAndNothingIsHalfThereAtAnyPoint) {
    const Tally tally = cut_everywhere(/*disk_lies=*/false, torn_masks());
    RecordProperty("points", std::to_string(tally.points));
    std::printf("power cuts: %llu points, %llu lives\n", static_cast<unsigned long long>(tally.points),
                static_cast<unsigned long long>(tally.lives));
    EXPECT_GT(tally.points, 100U);
    EXPECT_EQ(tally.unusable, 0U) << tally.first;
    EXPECT_EQ(tally.wrong, 0U) << tally.first;
}

TEST(PowerCut, TheRigNoticesADiskThatDoesNotSync) {
    const Tally tally = cut_everywhere(/*disk_lies=*/true, 1);
    EXPECT_GT(tally.unusable + tally.wrong, tally.points) << "a rig that finds nothing here finds nothing anywhere";
}

TEST(PowerCut, AFirstStartThatIsCutShortCanBeRepeated) {
    VaultBench bench;
    { ASSERT_TRUE(bench.open()); }
    PowerCut cut({}, bench.storage.history());
    std::uint64_t lives = 0;
    do {
        for (std::uint64_t mask = 0; mask < 6; ++mask) {
            VaultBench next(cut.disk(mask == 0 ? Mask::lost : mask == 1 ? Mask::kept : Mask::torn, mask * 1000 + cut.position()));
            next.hardware.secret = bench.hardware.secret.clone();
            next.hardware.counter = bench.hardware.counter;
            const auto opened = next.open();
            ASSERT_TRUE(opened) << "operation " << cut.position() << ", mask " << mask << ": " << opened.failure().detail;
            ++lives;
        }
    } while (cut.step());
    EXPECT_GT(lives, 100U);
}

TEST(PowerCut, AFailedSyncStopsTheVaultAndReopeningFindsTheTruth) {
    // The number of syncs in one transaction with a blob, then each of them failing.
    std::uint64_t failures = 0;
    for (std::uint64_t number = 1; number < 20; ++number) {
        VaultBench bench;
        std::string before;
        {
            auto opened = bench.open();
            ASSERT_TRUE(opened);
            before = describe(*opened);
            bench.storage.fail_sync_number(bench.storage.syncs_seen() + number);
            auto tx = opened->begin();
            ASSERT_TRUE(tx);
            const auto put = tx->put_record({RecordType::document, {}, {}}, base::Bytes(70'000, 1));
            const base::Status committed = put ? tx->commit() : base::Status(put.failure());
            if (committed) break;
            ++failures;
            EXPECT_EQ(committed.fault(), base::Fault::disk_failed);
            if (!put) continue;
            EXPECT_EQ(opened->begin().fault(), base::Fault::vault_unavailable) << "never sync again what failed to sync";
        }
        auto again = bench.open();
        ASSERT_TRUE(again);
        EXPECT_TRUE(again->scrub()->is_clean());
    }
    EXPECT_GE(failures, 2U);
}
