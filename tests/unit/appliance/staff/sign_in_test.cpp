// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/sign_in.h"

#include "tests/unit/appliance/staff/staff_bench.h"

#include <gtest/gtest.h>

namespace {

using namespace staff_test;
using base::Fault;
using staff::Role;

struct SignIn : testing::Test {
    crypto_test::Pki pki;
    TestToken token{pki, 1};
    staff::Roster roster = roster_of({person_with(token, "zoe", {Role::security_officer})});
    auto sign_in(std::string_view code) { return staff::sign_in(token, pin_of(code), roster, "harbour-otter-41", crypto_test::now_ms); }
};

}  // namespace

TEST_F(SignIn, MakesAPersonOfATokenAndItsCode) { EXPECT_EQ(sign_in("123456")->id, "zoe"); }

TEST_F(SignIn, SpendsATryOfTheTokenForEveryWrongCode) {
    EXPECT_EQ(sign_in("000000").fault(), Fault::pin_wrong);
    EXPECT_EQ(token.tries, 2U);
    EXPECT_EQ(sign_in("000000").fault(), Fault::pin_wrong);
    EXPECT_EQ(sign_in("000000").fault(), Fault::pin_locked);
    EXPECT_EQ(sign_in("123456").fault(), Fault::pin_locked);
}

TEST_F(SignIn, AsksAStrangersTokenForNoCode) {
    TestToken stranger(pki, 2);
    EXPECT_EQ(staff::sign_in(stranger, pin_of("123456"), roster, "harbour-otter-41", crypto_test::now_ms).fault(), Fault::token_not_ours);
    EXPECT_EQ(stranger.tries, 3U);
    EXPECT_FALSE(stranger.is_open);
}

TEST_F(SignIn, RefusesACopiedCertificateWithAnotherKeyBehindIt) {
    token.answering = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 5);
    EXPECT_EQ(sign_in("123456").fault(), Fault::token_failed);
    EXPECT_FALSE(token.is_open) << "what the code opened is closed again";
}

TEST_F(SignIn, AsksADifferentQuestionOnEveryDeviceAndEveryTime) {
    const base::Bytes random(32, 7);
    const base::Bytes other(32, 8);
    EXPECT_NE(staff::challenge_digest("a", random), staff::challenge_digest("b", random));
    EXPECT_NE(staff::challenge_digest("a", random), staff::challenge_digest("a", other));
}
