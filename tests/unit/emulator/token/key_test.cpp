// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/emulator/token/hand.h"

#include <gtest/gtest.h>

#include <random>

namespace token {
namespace {

using base::Bytes;

constexpr unsigned fine = 0x9000, security_status = 0x6982;

TEST(VirtualKey, SignsWhatOpensslAccepts) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    const Bytes p256 = hand.generate(0x9A, Algorithm::p256), p384 = hand.generate(0x82, Algorithm::p384), rsa = hand.generate(0x9D, Algorithm::rsa_2048);
    ASSERT_EQ(hand.verify("123456"), fine);
    const Bytes digest(32, 0x21), long_digest(48, 0x22);
    EXPECT_TRUE(is_signed(Algorithm::p256, p256, digest, hand.sign(0x9A, Algorithm::p256, digest).data));
    EXPECT_TRUE(is_signed(Algorithm::p384, p384, long_digest, hand.sign(0x82, Algorithm::p384, long_digest).data));
    EXPECT_TRUE(is_signed(Algorithm::rsa_2048, rsa, digest, hand.sign(0x9D, Algorithm::rsa_2048, rsa_block(digest)).data));
    EXPECT_FALSE(is_signed(Algorithm::p256, p256, Bytes(32, 0x20), hand.sign(0x9A, Algorithm::p256, digest).data)) << "the test accepts anything";
    EXPECT_EQ(hand.sign(0x9A, Algorithm::p384, long_digest).word, 0x6A86U) << "the key is another kind";
    EXPECT_EQ(hand.sign(0x9D, Algorithm::rsa_2048, Bytes(255, 1)).word, 0x6A80U);
    EXPECT_EQ(hand.sign(0x9D, Algorithm::rsa_2048, Bytes(256, 0xFF)).word, 0x6A80U) << "larger than the modulus";
}

TEST(VirtualKey, SurvivesThePull) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    const Bytes key = hand.generate(0x9E, Algorithm::p256), digest(32, 3);
    hand.pull();
    EXPECT_TRUE(is_signed(Algorithm::p256, key, digest, hand.sign(0x9E, Algorithm::p256, digest).data));
    EXPECT_EQ(hand.metadata(0x9E, 0x04), key);
    EXPECT_EQ(hand.metadata(0x9E, 0x03), Bytes{1}) << "made here";
}

TEST(VirtualKey, ForSignaturesWantsThePinRightBeforeEach) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    (void)hand.generate(0x9C, Algorithm::p256);
    const Bytes digest(32, 3);
    ASSERT_EQ(hand.verify("123456"), fine);
    EXPECT_EQ(hand.sign(0x9C, Algorithm::p256, digest).word, fine);
    EXPECT_EQ(hand.sign(0x9C, Algorithm::p256, digest).word, security_status);
    ASSERT_EQ(hand.verify("123456"), fine);
    (void)hand.send(0xFD, 0, 0);
    EXPECT_EQ(hand.sign(0x9C, Algorithm::p256, digest).word, security_status) << "something came in between";
    ASSERT_EQ(hand.verify("123456"), fine);
    EXPECT_EQ(hand.sign(0x9C, Algorithm::p256, digest).word, fine);
}

TEST(VirtualKey, AsksForThePinAsItsSlotAndItsMakerSay) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    (void)hand.generate(0x9A, Algorithm::p256);
    (void)hand.generate(0x9E, Algorithm::p256);
    (void)hand.generate(0x82, Algorithm::p256, tlv(0xAA, std::uint8_t{1}));
    const Bytes digest(32, 3);
    EXPECT_EQ(hand.sign(0x9A, Algorithm::p256, digest).word, security_status);
    EXPECT_EQ(hand.sign(0x9E, Algorithm::p256, digest).word, fine);
    EXPECT_EQ(hand.sign(0x82, Algorithm::p256, digest).word, fine) << "made without a PIN";
    ASSERT_EQ(hand.verify("123456"), fine);
    EXPECT_EQ(hand.sign(0x9A, Algorithm::p256, digest).word, fine);
    EXPECT_EQ(hand.sign(0x9A, Algorithm::p256, digest).word, fine);
    EXPECT_EQ(hand.verify("000000"), 0x63C2U);
    EXPECT_EQ(hand.sign(0x9A, Algorithm::p256, digest).word, security_status) << "a wrong PIN ends what the right one began";
}

// RFC 6979, A.2.5: a key whose public half is known.
TEST(VirtualKey, IsTakenInAndSaysSo) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    Bytes scalar, x;
    ASSERT_TRUE(base::from_hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", scalar));
    ASSERT_TRUE(base::from_hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6", x));
    EXPECT_EQ(hand.send(0xFE, 0x11, 0x9A, tlv(0x06, Bytes(32, 0xFF))).word, 0x6A80U) << "not below the order";
    EXPECT_EQ(hand.send(0xFE, 0x11, 0x9A, tlv(0x06, Bytes(32, 0x00))).word, 0x6A80U);
    ASSERT_EQ(hand.send(0xFE, 0x11, 0x9A, tlv(0x06, scalar)).word, fine);
    EXPECT_EQ(hand.metadata(0x9A, 0x03), Bytes{2}) << "imported";
    const Bytes point = hand.metadata(0x9A, 0x04);
    ASSERT_EQ(point.size(), 67U);
    EXPECT_EQ(Bytes(point.begin() + 3, point.begin() + 35), x);
    ASSERT_EQ(hand.verify("123456"), fine);
    const Bytes digest(32, 8);
    EXPECT_TRUE(is_signed(Algorithm::p256, point, digest, hand.sign(0x9A, Algorithm::p256, digest).data));
}

TEST(VirtualKey, OfTwoNumbersThatAreNoPrimesIsRefused) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    Bytes first(128, 0xFF), second(128, 0xFD);
    Bytes both = tlv(0x01, first);
    base::append(both, tlv(0x02, second));
    EXPECT_EQ(hand.send(0xFE, 0x07, 0x9A, both).word, 0x6A80U);
}

TEST(VirtualKey, AgreesWithAnother) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    const Bytes ours = hand.generate(0x9D, Algorithm::p256), theirs = hand.generate(0x9E, Algorithm::p256);
    ASSERT_EQ(hand.verify("123456"), fine);
    const auto agreed = [&hand](std::uint8_t slot, base::ByteView point) {
        Bytes content = tlv(0x82, base::ByteView());
        base::append(content, tlv(0x85, point));
        return hand.send(0x87, 0x11, slot, tlv(0x7C, content));
    };
    const Said one = agreed(0x9D, base::ByteView(theirs).subspan(2)), other = agreed(0x9E, base::ByteView(ours).subspan(2));
    EXPECT_EQ(one.word, fine);
    EXPECT_EQ(one.data, other.data);
    Bytes off_curve = theirs;
    off_curve.back() ^= 1U;
    EXPECT_EQ(agreed(0x9D, base::ByteView(off_curve).subspan(2)).word, 0x6A80U);
}

TEST(VirtualKey, IsNotMadeWhenItCannotBeKept) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    hand.disk().writes_left = 0;
    EXPECT_EQ(hand.send(0x47, 0, 0x9A, Bytes{0xAC, 3, 0x80, 1, 0x11}).word, 0x6581U);
    hand.disk().writes_left = -1;
    EXPECT_EQ(hand.send(0xF7, 0, 0x9A).word, 0x6A88U);
}

TEST(VirtualToken, WritesNothingAfterItWasPulled) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    const int before = hand.disk().writes;
    hand.token().cut_power();
    EXPECT_EQ(hand.send(0x47, 0, 0x9A, Bytes{0xAC, 3, 0x80, 1, 0x11}).word, 0x6581U);
    EXPECT_EQ(hand.verify("000000"), 0x6581U);
    EXPECT_EQ(hand.disk().writes, before);
}

TEST(VirtualToken, KeepsObjectsAndChainsWhatIsLong) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    Bytes value(2000);
    for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<std::uint8_t>(i * 7);
    Bytes put{0x5C, 3, 0x5F, 0xC1, 0x05};
    base::append(put, tlv(0x53, value));
    ASSERT_EQ(hand.send(0xDB, 0x3F, 0xFF, put).word, fine);
    hand.pull();
    const Bytes get{0x5C, 3, 0x5F, 0xC1, 0x05};
    EXPECT_EQ(hand.send(0xCB, 0x3F, 0xFF, get).data, tlv(0x53, value));
    Bytes extended{0x00, 0xCB, 0x3F, 0xFF, 0, 0, 5};
    base::append(extended, get);
    base::append(extended, Bytes{0, 0});
    EXPECT_EQ(hand.send(extended).data, tlv(0x53, value)) << "in one piece for who asks for that";
    EXPECT_EQ(hand.send(0xCB, 0x3F, 0xFF, Bytes{0x5C, 3, 0x5F, 0xC1, 0x0A}).word, 0x6A82U);
    EXPECT_EQ(hand.send(0xCB, 0x3F, 0xFF, Bytes{0x5C, 3, 0x5F, 0xC1, 0x09}).word, security_status) << "printed information wants the PIN";
}

TEST(VirtualToken, RefusesAChainThatAnotherCommandBreaks) {
    Hand hand;
    EXPECT_EQ(hand.send(Bytes{0x10, 0xDB, 0x3F, 0xFF, 1, 7}).word, fine);
    EXPECT_EQ(hand.send(Bytes{0x00, 0xFD, 0, 0, 0}).word, 0x6883U);
    EXPECT_EQ(hand.send(Bytes{0x00, 0xFD, 0, 0, 0}).word, fine) << "and is usable again";
    EXPECT_EQ(hand.send(Bytes{0x00, 0xC0, 0, 0, 0}).word, 0x6985U) << "there is nothing more to say";
}

TEST(VirtualToken, AnswersBytesThatMakeNoSense) {
    Hand hand;
    ASSERT_EQ(hand.manage(), fine);
    std::mt19937 random(7);
    const std::vector<std::uint8_t> instructions{0x20, 0x24, 0x2C, 0x47, 0x87, 0xA4, 0xC0, 0xCB, 0xDB, 0xF7, 0xFA, 0xFD, 0xFE, 0xFF};
    for (int round = 0; round < 20'000; ++round) {
        Bytes apdu(random() % 40);
        for (std::uint8_t& byte : apdu) byte = static_cast<std::uint8_t>(random());
        if (apdu.size() >= 5) {
            apdu[0] = random() % 4 == 0 ? 0x10 : 0x00;
            apdu[1] = instructions[random() % instructions.size()];
            if (random() % 2 == 0) apdu[4] = static_cast<std::uint8_t>(apdu.size() - 5);
        }
        EXPECT_GE(hand.token().process(apdu).size(), 2U);
    }
    hand.pull();  // its memory can be read
}

}  // namespace
}  // namespace token
