// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/vault_bench.h"

#include <gtest/gtest.h>

namespace {

using namespace faults;
using vault::RecordType;

base::Status write_one(vault::Vault& vault, std::size_t size) {
    vault::Transaction tx = TRY(vault.begin());
    TRY(tx.put_record({RecordType::document, {}, {}}, base::Bytes(size, 3)));
    TRY(tx.append_leaf(base::as_bytes("{}")));
    return tx.commit();
}

}  // namespace

TEST(DiskFull, RefusesANewSessionBeforeItBegins) {
    VaultBench bench;
    auto opened = bench.open();
    ASSERT_TRUE(opened);
    EXPECT_TRUE(opened->has_room_for_session());
    bench.storage.limit_bytes(32U << 10U);
    EXPECT_EQ(opened->has_room_for_session().fault(), base::Fault::disk_full);
}

TEST(DiskFull, AtEveryLimitNothingIsLostAndFreeingTheReserveHelps) {
    std::uint64_t refused = 0;
    for (std::uint64_t room = 0; room < 120'000; room += 2'000) {
        VaultBench bench;
        auto opened = bench.open();
        ASSERT_TRUE(opened);
        ASSERT_TRUE(opened->restore_reserve());
        ASSERT_TRUE(write_one(*opened, 100));
        const std::string before = describe(*opened);
        std::uint64_t used = 0;
        for (const auto& [path, bytes] : bench.storage.files()) used += bytes.size();
        bench.storage.limit_bytes(used + room);
        const base::Status large = write_one(*opened, 70'000);
        if (!large) {
            ++refused;
            EXPECT_EQ(large.fault(), base::Fault::disk_full) << room;
            EXPECT_EQ(describe(*opened), before) << room;
        }
        // What has begun can end: a small step fits into what the reserve gives back.
        ASSERT_TRUE(opened->release_reserve());
        EXPECT_TRUE(write_one(*opened, 10)) << room;
        bench.storage.limit_bytes(~std::uint64_t{0});
        EXPECT_TRUE(write_one(*opened, 70'000)) << "stuck after room was made, limit " << room;
        EXPECT_TRUE(opened->scrub()->is_clean()) << room;
    }
    EXPECT_GT(refused, 25U);
}
