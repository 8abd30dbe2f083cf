// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/session.h"

#include "tests/unit/appliance/staff/staff_bench.h"

#include <gtest/gtest.h>

namespace {

using namespace staff_test;
using base::Fault;
using staff::Duty;
using staff::Role;
using staff::SessionEnd;

constexpr std::int64_t minute = 60'000;

struct StaffSession : testing::Test {
    crypto_test::Pki pki;
    TestToken token{pki, 1};
    HandClock clock;
    staff::Session session{person_with(token, "zoe", {Role::security_officer, Role::auditor}), token, clock};
};

}  // namespace

TEST_F(StaffSession, NamesThePersonAndTheDutyThatWasAllowed) {
    const auto actor = session.require(Duty::create_key);
    ASSERT_TRUE(actor);
    EXPECT_EQ(actor->id(), "zoe");
    EXPECT_EQ(actor->duty(), Duty::create_key);
    EXPECT_TRUE(actor->is_proven());
}

TEST_F(StaffSession, RefusesWhatNoneOfTheRolesMayAndSaysWhoMay) {
    const auto refused = session.require(Duty::approve_release);
    EXPECT_EQ(refused.fault(), Fault::role_refused);
    EXPECT_NE(refused.failure().detail.find("custodian"), std::string::npos);
    EXPECT_FALSE(session.ended()) << "asking is no crime";
}

TEST_F(StaffSession, EndsTheMomentTheTokenIsTakenOutAndDoesNotComeBackWithIt) {
    token.is_in = false;
    EXPECT_EQ(session.require(Duty::create_key).fault(), Fault::token_removed);
    token.is_in = true;
    EXPECT_EQ(session.ended(), SessionEnd::token_removed);
    EXPECT_EQ(session.require(Duty::create_key).fault(), Fault::token_removed);
}

TEST_F(StaffSession, EndsWithThePersonsTimeOnTheRoster) {
    EXPECT_FALSE(session.ended());
    clock.wall = session.person().not_after_ms;
    EXPECT_EQ(session.ended(), SessionEnd::roster_changed);
}

TEST_F(StaffSession, EndsAfterThirtyMinutesWithoutUse) {
    clock.boot += 29 * minute;
    EXPECT_TRUE(session.require(Duty::create_key));
    clock.boot += 29 * minute;
    EXPECT_FALSE(session.ended()) << "use counts";
    clock.boot += 1 * minute;
    EXPECT_EQ(session.ended(), SessionEnd::idle);
    EXPECT_EQ(session.require(Duty::create_key).fault(), Fault::staff_session_over);
}

TEST_F(StaffSession, EndsAfterTwelveHoursHoweverBusy) {
    for (int i = 0; i < 12 * 6 - 1; ++i) {
        clock.boot += 10 * minute;
        ASSERT_TRUE(session.require(Duty::create_key)) << i;
    }
    clock.boot += 10 * minute;
    EXPECT_EQ(session.ended(), SessionEnd::too_long);
    EXPECT_EQ(session.remaining_ms(), 0);
}

TEST_F(StaffSession, DoesNotLastLongerWhenSomebodySetsTheClock) {
    clock.wall -= 365 * crypto_test::day;
    clock.boot += 30 * minute;
    EXPECT_EQ(session.ended(), SessionEnd::idle);
}
