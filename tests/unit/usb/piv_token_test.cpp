// SPDX-License-Identifier: Apache-2.0
// Our client against the emulator's token: codes, management, certificates.
#include "tests/unit/appliance/crypto/pki.h"
#include "tests/unit/usb/token_bench.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using base::SecretBytes;
using ports::KeyAlgorithm;
using usb::PivSlot;
using usb_test::pin;
using usb_test::TokenBench;

TEST(PivToken, SaysWhoItIs) {
    TokenBench bench;
    const auto token = bench.open().value();
    EXPECT_EQ(token->serial(), "4711");
    EXPECT_FALSE(token->version().empty());
    EXPECT_TRUE(token->is_there());
}

TEST(PivToken, CountsWrongCodesAndTellsWithoutSpendingOne) {
    TokenBench bench;
    const auto token = bench.open().value();
    EXPECT_EQ(token->tries_left().value(), 3U);
    EXPECT_EQ(token->tries_left().value(), 3U);
    const auto wrong = token->verify(pin("999999"));
    EXPECT_EQ(wrong.fault(), Fault::pin_wrong);
    EXPECT_NE(wrong.failure().detail.find("tries left: 2"), std::string::npos);
    EXPECT_EQ(token->tries_left().value(), 2U);
    EXPECT_TRUE(token->verify(pin("123456")));
    EXPECT_EQ(token->tries_left().value(), 3U);
}

TEST(PivToken, RefusesCodesOfAnotherLengthWithoutSpendingATry) {
    TokenBench bench;
    const auto token = bench.open().value();
    for (const char* code : {"", "12345", "123456789"}) EXPECT_EQ(token->verify(pin(code)).fault(), Fault::pin_malformed) << code;
    EXPECT_EQ(token->change_pin(pin("123456"), pin("12345")).fault(), Fault::pin_malformed);
    EXPECT_EQ(token->tries_left().value(), 3U);
}

TEST(PivToken, LocksAndIsUnblockedByItsOtherCode) {
    TokenBench bench;
    const auto token = bench.open().value();
    EXPECT_EQ(token->verify(pin("999999")).fault(), Fault::pin_wrong);
    EXPECT_EQ(token->verify(pin("999999")).fault(), Fault::pin_wrong);
    EXPECT_EQ(token->verify(pin("999999")).fault(), Fault::pin_locked);
    EXPECT_EQ(token->verify(pin("123456")).fault(), Fault::pin_locked);
    EXPECT_EQ(token->tries_left().value(), 0U);
    EXPECT_EQ(token->unblock(pin("11111111"), pin("24682468")).fault(), Fault::pin_wrong);
    ASSERT_TRUE(token->unblock(pin("12345678"), pin("24682468")));
    EXPECT_TRUE(token->verify(pin("24682468")));
    ASSERT_TRUE(token->change_pin(pin("24682468"), pin("135790")));
    EXPECT_EQ(token->change_pin(pin("24682468"), pin("135790")).fault(), Fault::pin_wrong);
    EXPECT_TRUE(token->verify(pin("135790")));
    ASSERT_TRUE(token->change_puk(pin("12345678"), pin("87654321")));
    EXPECT_EQ(token->change_puk(pin("12345678"), pin("87654321")).fault(), Fault::pin_wrong);
}

TEST(PivToken, ProvesItsManagementKeyInEveryCipher) {
    for (const token::Cipher cipher : {token::Cipher::tdes, token::Cipher::aes_128, token::Cipher::aes_192, token::Cipher::aes_256}) {
        TokenBench bench(cipher);
        const auto token = bench.open().value();
        SecretBytes other = bench.management_key();
        other.reveal_to_fill()[0] ^= 0x10;
        EXPECT_EQ(token->authenticate(other).fault(), Fault::pin_wrong);
        EXPECT_EQ(token->authenticate(SecretBytes(17)).fault(), Fault::pin_malformed);
        EXPECT_FALSE(token->generate(PivSlot::authentication, KeyAlgorithm::ecdsa_p256)) << "nobody has shown the management key";
        ASSERT_TRUE(token->authenticate(bench.management_key()));
        EXPECT_TRUE(token->generate(PivSlot::authentication, KeyAlgorithm::ecdsa_p256));
    }
}

TEST(PivToken, TakesANewManagementKeyAndForgetsWhatItWasShown) {
    TokenBench bench;
    const auto token = bench.open().value();
    ASSERT_TRUE(token->authenticate(bench.management_key()));
    const SecretBytes fresh(Bytes(32, 0x5a));
    ASSERT_TRUE(token->set_management_key(fresh));
    ASSERT_TRUE(token->forget());
    EXPECT_FALSE(token->generate(PivSlot::authentication, KeyAlgorithm::ecdsa_p256));
    EXPECT_FALSE(token->authenticate(bench.management_key()));
    EXPECT_TRUE(token->authenticate(fresh));
}

TEST(PivToken, KeepsCertificatesOfAnyLengthInShortAndLongMessages) {
    for (const std::uint32_t message_max : {271U, 3072U}) {
        TokenBench bench(token::Cipher::aes_192, message_max);
        const auto token = bench.open().value();
        EXPECT_FALSE(token->certificate(PivSlot::signature).value());
        ASSERT_TRUE(token->authenticate(bench.management_key()));
        for (const std::size_t size : {1U, 100U, 250U, 256U, 700U, 1800U}) {
            const Bytes certificate(size, 0x30);
            ASSERT_TRUE(token->put_certificate(PivSlot::signature, certificate)) << size;
            EXPECT_EQ(token->certificate(PivSlot::signature).value(), certificate) << size;
        }
        EXPECT_FALSE(token->certificate(PivSlot::authentication).value());
    }
}

TEST(PivToken, TellsWhetherAKeyWasBornInIt) {
    TokenBench bench;
    const auto token = bench.open().value();
    EXPECT_FALSE(token->metadata(PivSlot::signature).value());
    ASSERT_TRUE(token->authenticate(bench.management_key()));
    const Bytes made = token->generate(PivSlot::signature, KeyAlgorithm::ecdsa_p384).value();
    const auto about = token->metadata(PivSlot::signature).value();
    ASSERT_TRUE(about);
    EXPECT_TRUE(about->is_born_here);
    EXPECT_EQ(about->algorithm, KeyAlgorithm::ecdsa_p384);
    EXPECT_EQ(about->public_key, made);
}
