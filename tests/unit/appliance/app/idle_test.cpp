// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/idle.h"

#include <gtest/gtest.h>

TEST(IdleTimer, StaysInsideTheBandsOfVvsg) {
    const app::IdleLimits limits;
    EXPECT_GE(limits.quiet_ms, 120'000);
    EXPECT_LE(limits.quiet_ms, 300'000);
    EXPECT_GE(limits.warning_ms, 20'000);
    EXPECT_LE(limits.warning_ms, 45'000);
}

TEST(IdleTimer, IsSilentThenCountsDownThenExpires) {
    app::IdleTimer timer;
    timer.touch(1'000);
    EXPECT_FALSE(timer.seconds_left(1'000 + 119'999));
    EXPECT_EQ(timer.seconds_left(1'000 + 120'000), 45U);
    EXPECT_EQ(timer.seconds_left(1'000 + 164'001), 1U);
    EXPECT_FALSE(timer.is_expired(1'000 + 164'999));
    EXPECT_TRUE(timer.is_expired(1'000 + 165'000));
}

TEST(IdleTimer, BeginsAnewWithEveryTouch) {
    app::IdleTimer timer;
    timer.touch(0);
    timer.touch(160'000);
    EXPECT_FALSE(timer.seconds_left(200'000));
}
