// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/emulator/token/hand.h"

#include <gtest/gtest.h>

namespace token {
namespace {

using base::Bytes;

constexpr unsigned fine = 0x9000, blocked = 0x6983, security_status = 0x6982, memory_failure = 0x6581, wrong_data = 0x6A80;

Bytes two(std::string_view a, std::string_view b) {
    Bytes out = Hand::padded(a);
    base::append(out, Hand::padded(b));
    return out;
}

TEST(VirtualPin, CountsTheTryBeforeItCompares) {
    Hand hand;
    hand.disk().writes_left = 1;  // the power goes between the count and the compare's result
    EXPECT_EQ(hand.verify("123456"), memory_failure);
    hand.disk().writes_left = -1;
    hand.pull();
    EXPECT_EQ(hand.tries(), 0x63C2U) << "pulling it gave the try back";
    EXPECT_EQ(hand.verify("123456"), fine);
    EXPECT_EQ(hand.metadata(0x80, 0x06), (Bytes{3, 3}));
}

TEST(VirtualPin, IsNotComparedWhenTheCountCannotBeKept) {
    Hand hand;
    hand.disk().writes_left = 0;
    EXPECT_EQ(hand.verify("123456"), memory_failure);
    EXPECT_EQ(hand.verify("999999"), memory_failure);
    EXPECT_EQ(hand.tries(), 0x63C3U);
}

TEST(VirtualPin, IsBlockedAfterThreeAndStaysSoWithoutPower) {
    Hand hand;
    EXPECT_EQ(hand.verify("000000"), 0x63C2U);
    hand.pull();
    EXPECT_EQ(hand.verify("000000"), 0x63C1U);
    EXPECT_EQ(hand.verify("000000"), blocked);
    hand.pull();
    EXPECT_EQ(hand.verify("123456"), blocked);
    EXPECT_EQ(hand.tries(), blocked);
}

TEST(VirtualPin, OfAWrongFormCostsNothing) {
    Hand hand;
    for (const Bytes& bad : {Bytes{'1', '2', '3', '4', '5', '6'}, Hand::padded("12345"), Hand::padded("12345a"), Bytes(8, 0xFF)})
        EXPECT_EQ(hand.send(0x20, 0, 0x80, bad).word, wrong_data);
    EXPECT_EQ(hand.tries(), 0x63C3U);
}

TEST(VirtualPin, IsForgottenWithThePower) {
    Hand hand;
    EXPECT_EQ(hand.verify("123456"), fine);
    EXPECT_EQ(hand.tries(), fine);
    hand.token().power_off();
    EXPECT_EQ(hand.tries(), 0x6D00U) << "nothing is selected";
    EXPECT_EQ(hand.send(0xA4, 4, 0, Bytes{0xA0, 0, 0, 3, 8}).word, fine);
    EXPECT_EQ(hand.tries(), 0x63C3U);
}

TEST(VirtualPin, ChangesForWhoeverKnowsTheOldOne) {
    Hand hand;
    EXPECT_EQ(hand.send(0x24, 0, 0x80, two("000000", "654321")).word, 0x63C2U);
    EXPECT_EQ(hand.send(0x24, 0, 0x80, two("123456", "65432")).word, wrong_data);
    EXPECT_EQ(hand.send(0x24, 0, 0x80, two("123456", "654321")).word, fine);
    hand.pull();
    EXPECT_EQ(hand.verify("654321"), fine);
    EXPECT_EQ(hand.metadata(0x80, 0x05), Bytes{0}) << "no longer the factory's";
    EXPECT_EQ(hand.metadata(0x81, 0x05), Bytes{1});
}

TEST(VirtualPin, IsUnblockedByThePukWhichCountsToo) {
    Hand hand;
    for (int i = 0; i < 3; ++i) (void)hand.verify("000000");
    EXPECT_EQ(hand.send(0x2C, 0, 0x80, two("00000000", "654321")).word, 0x63C2U);
    EXPECT_EQ(hand.send(0x2C, 0, 0x80, two("12345678", "654321")).word, fine);
    EXPECT_EQ(hand.verify("654321"), fine);
    for (int i = 0; i < 3; ++i) (void)hand.send(0x2C, 0, 0x80, two("00000000", "111111"));
    EXPECT_EQ(hand.send(0x2C, 0, 0x80, two("12345678", "111111")).word, blocked);
    EXPECT_EQ(hand.verify("654321"), fine) << "the PIN is another matter";
}

TEST(VirtualToken, IsResetOnlyWhenNobodyCanUseItAnyMore) {
    Hand hand;
    EXPECT_EQ(hand.manage(), fine);
    (void)hand.generate(0x9A, Algorithm::p256);
    EXPECT_EQ(hand.send(0xFB, 0, 0).word, 0x6985U);
    for (int i = 0; i < 3; ++i) (void)hand.verify("000000");
    EXPECT_EQ(hand.send(0xFB, 0, 0).word, 0x6985U);
    for (int i = 0; i < 3; ++i) (void)hand.send(0x2C, 0, 0x80, two("00000000", "111111"));
    EXPECT_EQ(hand.send(0xFB, 0, 0).word, fine);
    EXPECT_EQ(hand.verify("123456"), fine);
    EXPECT_EQ(hand.sign(0x9A, Algorithm::p256, Bytes(32, 1)).word, 0x6A86U) << "the key is gone";
}

TEST(VirtualManagement, IsShownMutuallyWithEveryCipher) {
    for (const Cipher cipher : {Cipher::tdes, Cipher::aes_128, Cipher::aes_192, Cipher::aes_256}) {
        Hand hand(cipher);
        EXPECT_EQ(hand.metadata(0x9B, 0x01), Bytes{static_cast<std::uint8_t>(cipher)});
        EXPECT_EQ(hand.manage(cipher, Bytes(key_size(cipher), 9)), security_status);
        EXPECT_EQ(hand.manage(cipher), fine);
    }
}

TEST(VirtualManagement, IsShownByAnswerToAChallengeOnce) {
    Hand hand;
    const Bytes ask{0x7C, 2, 0x81, 0};
    const auto respond = [&hand](const Said& asked, base::ByteView key) {
        return hand.send(0x87, 0x0A, 0x9B, tlv(0x7C, tlv(0x82, encrypted(Cipher::aes_192, key, base::ByteView(asked.data).subspan(4))))).word;
    };
    const Said first = hand.send(0x87, 0x0A, 0x9B, ask);
    EXPECT_EQ(respond(first, Bytes(24, 9)), security_status);
    EXPECT_EQ(respond(first, Hand::factory_key(Cipher::aes_192)), 0x6985U) << "a challenge is for one answer";
    const Said second = hand.send(0x87, 0x0A, 0x9B, ask);
    EXPECT_NE(first.data, second.data);
    EXPECT_EQ(respond(second, Hand::factory_key(Cipher::aes_192)), fine);
    EXPECT_EQ(hand.send(0x87, 0x03, 0x9B, ask).word, 0x6A86U) << "another cipher than the key's";
}

TEST(VirtualManagement, IsNotGivenByTheCardsOwnHelp) {
    Hand hand;
    const Said asked = hand.send(0x87, 0x0A, 0x9B, Bytes{0x7C, 2, 0x81, 0});
    Bytes content = tlv(0x82, base::ByteView());
    base::append(content, tlv(0x81, base::ByteView(asked.data).subspan(4)));
    EXPECT_NE(hand.send(0x87, 0x0A, 0x9B, tlv(0x7C, content)).word, fine) << "it encrypts for anybody";
}

TEST(VirtualManagement, KeyIsReplacedAndNeededForEverythingThatChangesTheToken) {
    Hand hand;
    const Bytes object = base::Bytes{0x5C, 3, 0x5F, 0xC1, 0x05, 0x53, 1, 7}, generate{0xAC, 3, 0x80, 1, 0x11};
    Bytes next{0x0C, 0x9B, 32};
    next.resize(3 + 32, 0x42);
    EXPECT_EQ(hand.send(0xDB, 0x3F, 0xFF, object).word, security_status);
    EXPECT_EQ(hand.send(0x47, 0, 0x9A, generate).word, security_status);
    EXPECT_EQ(hand.send(0xFE, 0x11, 0x9A, Bytes{6, 1, 1}).word, security_status);
    EXPECT_EQ(hand.send(0xFF, 0xFF, 0xFF, next).word, security_status);
    EXPECT_EQ(hand.manage(), fine);
    EXPECT_EQ(hand.send(0xFF, 0xFF, 0xFF, next).word, fine);
    hand.pull();
    EXPECT_EQ(hand.manage(), 0x6A86U);
    EXPECT_EQ(hand.manage(Cipher::aes_256, Bytes(32, 0x42)), fine);
    EXPECT_EQ(hand.send(0xDB, 0x3F, 0xFF, object).word, fine);
}

}  // namespace
}  // namespace token
