// SPDX-License-Identifier: Apache-2.0
#include "sync/names.h"

#include "sync/backoff.h"
#include "sync/courier_memory.h"
#include "sync/http.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

#include <random>

namespace sync_test {

using namespace exchange;

TEST(Names, SortAsNumbersDo) {
    EXPECT_EQ(parcel_name(17), "000000000017.parcel");
    EXPECT_EQ(sequence_of("000000000017.parcel", ".parcel"), 17U);
    for (const char* wrong : {"17.parcel", "000000000017.parcels", "00000000001x.parcel", "000000000000.parcel", ""})
        EXPECT_FALSE(sequence_of(wrong, ".parcel")) << wrong;
}

TEST(Names, OfWorkOrdersComeBack) {
    EXPECT_EQ(work_order_of(work_order_file("12")), "12");
    for (const char* wrong : {"work-.parcel", "work-../a.parcel", "work-a", "other-1.parcel"})
        EXPECT_FALSE(work_order_of(wrong)) << wrong;
}

TEST(Names, ThatCouldLeaveTheirFolderAreNone) {
    for (const char* wrong : {"", "..", "a/b", ".a", "A", "a b", "-a", "_a", "a..b"}) EXPECT_FALSE(is_plain_name(wrong)) << wrong;
    EXPECT_TRUE(is_plain_name("harbour-otter-41"));
}

TEST(HttpFields, AreFoundInAnyCaseAndReadStrictly) {
    const HttpFields fields{{"Upload-Offset", "12"}, {"Retry-After", "-1"}, {"X", "012"}};
    EXPECT_EQ(number_field(fields, "upload-offset"), 12U);
    EXPECT_FALSE(number_field(fields, "Retry-After"));
    EXPECT_FALSE(number_field(fields, "X"));
    EXPECT_FALSE(parse_decimal("18446744073709551616"));
}

TEST(Backoff, StaysUnderItsCapAndUsesAllOfIt) {
    std::mt19937_64 random(7);
    for (std::uint32_t failures = 1; failures < 40; ++failures) {
        std::int64_t largest = 0;
        for (int i = 0; i < 2000; ++i) largest = std::max(largest, delay_after_failure(failures, 0, random()));
        const std::int64_t bound = std::min<std::int64_t>(600, 5LL << std::min(failures, 20U)) * 1000;
        EXPECT_LE(largest, bound);
        EXPECT_GT(largest, bound * 9 / 10) << failures;
    }
    EXPECT_GT(delay_after_failure(30, backoff_long_after_ms, ~0ULL), 3'590'000);
    EXPECT_LE(delay_after_failure(30, backoff_long_after_ms, ~0ULL), 3'600'000);
}

TEST(Backoff, NeverComesBeforeRetryAfter) {
    std::mt19937_64 random(8);
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t delay = delay_after_retry_after(100, random());
        EXPECT_GE(delay, 100'000);
        EXPECT_LE(delay, 120'000);
    }
    EXPECT_LE(delay_after_retry_after(~0ULL, ~0ULL), 86'400'000LL * 12 / 10);
}

TEST(CourierMemory, ComesBackAndForgetsNonsense) {
    CourierMemory memory;
    memory.failures = 3;
    memory.next_visit_ms = 99;
    memory.troubles[7] = 2;
    memory.parked[9] = {"server_conflict", "409", "ab", 0};
    EXPECT_EQ(read_memory(base::as_bytes(write_memory(memory))), memory);
    EXPECT_EQ(read_memory(base::as_bytes("{\"failures\":\"x\"}")), CourierMemory{});
}

}  // namespace sync_test
