// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/vault_bench.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>

namespace {

using namespace vault;
using faults::VaultBench;

base::RecordId put(Vault& vault, RecordType type, base::ByteView payload) {
    auto tx = vault.begin();
    EXPECT_TRUE(tx);
    EXPECT_TRUE(tx->append_leaf(base::as_bytes("{}")));
    const auto id = tx->put_record({type, base::EnvelopeId("env"), {}}, payload);
    EXPECT_TRUE(id);
    EXPECT_TRUE(tx->commit());
    return *id;
}

}  // namespace

TEST(Vault, GivesBackWhatItWasGivenAfterReopening) {
    VaultBench bench;
    const base::Bytes small = crypto::random_bytes(100);
    const base::Bytes large = crypto::random_bytes(3'000'000);
    base::RecordId small_id;
    base::RecordId large_id;
    {
        auto vault = bench.open();
        ASSERT_TRUE(vault) << vault.failure().detail;
        small_id = put(*vault, RecordType::document, small);
        large_id = put(*vault, RecordType::artifact, large);
    }
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    EXPECT_EQ(vault->read(small_id)->payload, small);
    EXPECT_EQ(vault->read(large_id)->payload, large);
    EXPECT_FALSE(vault->head(small_id)->is_in_file);
    EXPECT_TRUE(vault->head(large_id)->is_in_file);
    EXPECT_LT(vault->head(small_id)->sequence, vault->head(large_id)->sequence);
    EXPECT_EQ(vault->read(new_record_id()).fault(), base::Fault::record_missing);
}

TEST(Vault, LeavesNoPlaintextOnTheDisk) {
    VaultBench bench;
    const std::string canary = "canary Maria Musterfrau";
    base::Bytes large;
    while (large.size() < 200'000) base::append(large, canary);
    {
        auto vault = bench.open();
        ASSERT_TRUE(vault);
        put(*vault, RecordType::document, base::as_bytes(canary));
        put(*vault, RecordType::artifact, large);
    }
    std::size_t bytes_seen = 0;
    for (const auto& operation : bench.storage.history()) {
        bytes_seen += operation.data.size();
        EXPECT_EQ(base::as_text(operation.data).find("Musterfrau"), std::string_view::npos);
    }
    EXPECT_GT(bytes_seen, large.size());
}

TEST(Vault, ReadsASecretWithoutTurningItIntoText) {
    VaultBench bench;
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    const base::RecordId id = put(*vault, RecordType::signer_code, base::as_bytes("123456"));
    const auto code = vault->read_secret(id);
    ASSERT_TRUE(code);
    EXPECT_EQ(base::as_text(code->reveal()), "123456");
}

TEST(Vault, TheLatestSettingsCount) {
    VaultBench bench;
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    EXPECT_EQ(vault->latest(RecordType::settings).fault(), base::Fault::record_missing);
    put(*vault, RecordType::settings, base::as_bytes("old"));
    bench.clock.wall -= 1'000'000'000;  // a clock that jumps back changes nothing
    put(*vault, RecordType::settings, base::as_bytes("new"));
    EXPECT_EQ(base::as_text(vault->latest(RecordType::settings)->payload), "new");
}

TEST(Vault, SweepsFilesThatNoRowNamesAndKeepsTheOthers) {
    VaultBench bench;
    base::RecordId id;
    {
        auto vault = bench.open();
        ASSERT_TRUE(vault);
        id = put(*vault, RecordType::artifact, base::Bytes(100'000, 1));
    }
    ASSERT_TRUE(bench.storage.write_atomically("blobs/" + std::string(64, '0'), base::as_bytes("orphan")));
    ASSERT_TRUE(bench.storage.write_atomically("blobs/half-written.tmp", base::as_bytes("orphan")));
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    EXPECT_EQ(bench.storage.list("blobs")->size(), 1U);
    EXPECT_TRUE(vault->read(id));
    EXPECT_TRUE(vault->missing_at_open().empty());
}

TEST(Vault, SaysWhichFileIsMissing) {
    VaultBench bench;
    base::RecordId id;
    {
        auto vault = bench.open();
        ASSERT_TRUE(vault);
        id = put(*vault, RecordType::artifact, base::Bytes(100'000, 1));
    }
    ASSERT_TRUE(bench.storage.remove("blobs/" + bench.storage.list("blobs")->front()));
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    EXPECT_EQ(vault->missing_at_open(), std::vector{id});
    EXPECT_EQ(vault->read(id).fault(), base::Fault::record_torn);
    EXPECT_FALSE(vault->scrub()->is_clean());
}

TEST(Vault, RefusesASchemaOfALaterProgram) {
    VaultBench bench;
    { ASSERT_TRUE(bench.open()); }
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open_v2("vault.db", &raw, SQLITE_OPEN_READWRITE, bench.storage.vfs().c_str()), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(raw, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA user_version=99;", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(raw);
    EXPECT_EQ(bench.open().fault(), base::Fault::vault_unavailable);
}

TEST(Vault, RefusesAFileThatIsNoDatabase) {
    VaultBench bench(faults::Files{{"vault.db", base::Bytes(8192, 0x41)}});
    EXPECT_EQ(bench.open().fault(), base::Fault::vault_corrupt);
}

TEST(Vault, TheReserveComesAndGoes) {
    VaultBench bench;
    auto vault = bench.open();
    ASSERT_TRUE(vault);
    ASSERT_TRUE(vault->restore_reserve());
    EXPECT_EQ(bench.storage.read("vault.reserve")->size(), 256U << 10U);
    ASSERT_TRUE(vault->release_reserve());
    EXPECT_FALSE(bench.storage.exists("vault.reserve"));
}

TEST(Vault, ASecondOpenerOnARealFileSystemIsTurnedAway) {
    std::string folder = std::filesystem::temp_directory_path() / "inkseal-vault-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    VaultBench bench;
    const VaultPlace place{.database = folder + "/vault.db", .vfs = "", .device = base::DeviceId("d")};
    {
        auto vault = Vault::open(place, bench.storage, bench.keeper, bench.clock);
        ASSERT_TRUE(vault) << vault.failure().detail;
        put(*vault, RecordType::document, base::as_bytes("x"));
        EXPECT_EQ(Vault::open(place, bench.storage, bench.keeper, bench.clock).fault(), base::Fault::vault_unavailable);
    }
    EXPECT_TRUE(Vault::open(place, bench.storage, bench.keeper, bench.clock));
    EXPECT_FALSE(std::filesystem::exists(folder + "/vault.db-shm")) << "no index in shared memory";
    std::filesystem::remove_all(folder);
}
