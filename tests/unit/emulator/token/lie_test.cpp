// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/emulator/token/hand.h"

#include <gtest/gtest.h>

namespace token {
namespace {

using base::Bytes;

constexpr unsigned fine = 0x9000;

TEST(VirtualLie, AboutSignaturesIsSeenByTheVerifierOnly) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    const Bytes p256 = hand.generate(0x9E, Algorithm::p256), rsa = hand.generate(0x82, Algorithm::rsa_2048, tlv(0xAA, std::uint8_t{1})), digest(32, 1);
    hand.token().lie(Lie::wrong_signature);
    const Said elliptic = hand.sign(0x9E, Algorithm::p256, digest), block = hand.sign(0x82, Algorithm::rsa_2048, rsa_block(digest));
    EXPECT_EQ(elliptic.word, fine);
    EXPECT_EQ(block.data.size(), 256U);
    EXPECT_FALSE(is_signed(Algorithm::p256, p256, digest, elliptic.data));
    EXPECT_FALSE(is_signed(Algorithm::rsa_2048, rsa, digest, block.data));
    hand.token().lie(Lie::none);
    EXPECT_TRUE(is_signed(Algorithm::p256, p256, digest, hand.sign(0x9E, Algorithm::p256, digest).data));
}

TEST(VirtualLie, AboutANewKeyGivesAnotherOnesPublicHalf) {
    for (const Algorithm algorithm : {Algorithm::p256, Algorithm::p384, Algorithm::rsa_2048}) {
        Hand hand;
        ASSERT_EQ(hand.manage(), fine);
        hand.token().lie(Lie::wrong_public_key);
        const Bytes said = hand.generate(0x9E, algorithm);
        const Bytes truth = hand.metadata(0x9E, 0x04);
        EXPECT_EQ(said.size(), truth.size());
        EXPECT_NE(said, truth);
    }
}

TEST(VirtualLie, AboutThePinOpensNothing) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    (void)hand.generate(0x9A, Algorithm::p256);
    hand.token().lie(Lie::any_pin_is_right);
    EXPECT_EQ(hand.verify("000000"), fine);
    EXPECT_EQ(hand.sign(0x9A, Algorithm::p256, Bytes(32, 1)).word, 0x6982U);
    EXPECT_EQ(hand.metadata(0x80, 0x06), (Bytes{3, 2})) << "the try was counted all the same";
}

TEST(VirtualLie, GivesTheAnswerBeforeThisOne) {
    Hand hand;
    const Said version = hand.send(0xFD, 0, 0);
    hand.token().lie(Lie::answer_of_another_command);
    EXPECT_EQ(hand.send(0xF8, 0, 0).data, version.data);
    EXPECT_EQ(hand.send(0xFD, 0, 0).data, (Bytes{0, 0, 0x12, 0x67}));
}

TEST(VirtualLie, AboutLengthsCannotBeParsed) {
    Hand hand;
    const Bytes chuid{0x5C, 3, 0x5F, 0xC1, 0x02};
    ASSERT_TRUE(parse_tlvs(hand.send(0xCB, 0x3F, 0xFF, chuid).data));
    hand.token().lie(Lie::impossible_lengths);
    const Said said = hand.send(0xCB, 0x3F, 0xFF, chuid);
    EXPECT_EQ(said.word, fine);
    EXPECT_FALSE(parse_tlvs(said.data));
}

TEST(VirtualLie, HasANameEach) {
    for (int i = 0; i <= static_cast<int>(Lie::impossible_lengths); ++i) {
        const Lie lie = static_cast<Lie>(i);
        EXPECT_EQ(lie_named(name_of(lie)), lie) << i;
    }
    EXPECT_FALSE(lie_named("the truth"));
}

}  // namespace
}  // namespace token
