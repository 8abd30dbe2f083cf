// SPDX-License-Identifier: Apache-2.0
// Tokens that are pulled, lie, stall, or break the rules of their bus. Each gives its Fault
// in bounded time, and the next insertion works.
#include "appliance/crypto/digest.h"
#include "tests/unit/usb/token_bench.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;
using usb::PivSigningKey;
using usb::PivSlot;
using usb_test::KnownPin;
using usb_test::pin;
using usb_test::TokenBench;

namespace {

const base::Digest digest = crypto::sha256(Bytes(1));

void make_key(TokenBench& bench) {
    const auto token = bench.open().value();
    ASSERT_TRUE(token->authenticate(bench.management_key()));
    ASSERT_TRUE(token->generate(PivSlot::signature, KeyAlgorithm::ecdsa_p256));
}

// From the insertion to the signature.
base::Result<Bytes> whole_story(TokenBench& bench, const std::string& code = "123456") {
    auto token = TRY(bench.open());
    auto key = TRY(PivSigningKey::open(std::move(token), PivSlot::signature, std::make_shared<KnownPin>(code)));
    return key->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
}

}  // namespace

TEST(HostileToken, PulledAtEveryCommandIsRemovedAndWorksWhenItIsBack) {
    TokenBench bench;
    make_key(bench);
    bench.plug();
    const std::uint64_t before = bench.reader().commands_received();
    ASSERT_TRUE(whole_story(bench));
    const std::uint64_t commands = bench.reader().commands_received() - before;
    ASSERT_GT(commands, 5U);
    for (const token::PullMoment moment : {token::PullMoment::before_work, token::PullMoment::before_answer})
        for (std::uint64_t at = 1; at <= commands; ++at) {
            bench.plug();
            bench.reader().pull_at(at, moment);
            const auto made = whole_story(bench);
            ASSERT_FALSE(made) << at;
            EXPECT_EQ(made.fault(), Fault::token_removed) << at << ": " << made.failure().detail;
            bench.plug();
            ASSERT_TRUE(whole_story(bench)) << at;
        }
}

TEST(HostileToken, PulledDuringAWrongCodeHasSpentTheTry) {
    TokenBench bench;
    const auto token = bench.open().value();
    bench.reader().pull_at(1, token::PullMoment::before_answer);
    EXPECT_EQ(token->verify(pin("999999")).fault(), Fault::token_removed);
    bench.plug();
    EXPECT_EQ(bench.open().value()->tries_left().value(), 2U);
}

TEST(HostileToken, ThatLiesAboutASignatureIsFoundOut) {
    TokenBench bench;
    make_key(bench);
    bench.card().lie(token::Lie::wrong_signature);
    EXPECT_EQ(whole_story(bench).fault(), Fault::token_failed);
}

TEST(HostileToken, ThatGivesAwayAnotherPublicKeyIsFoundOutAtTheFirstSignature) {
    TokenBench bench;
    const auto token = bench.open().value();
    ASSERT_TRUE(token->authenticate(bench.management_key()));
    bench.card().lie(token::Lie::wrong_public_key);
    const auto made = token->generate(PivSlot::signature, KeyAlgorithm::ecdsa_p256);
    if (!made) {
        EXPECT_EQ(made.fault(), Fault::token_failed) << "a point that is not on the curve";
        return;
    }
    PivSigningKey key(token, PivSlot::signature, KeyAlgorithm::ecdsa_p256, *made, std::make_shared<KnownPin>());
    EXPECT_EQ(key.sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest).fault(), Fault::token_failed);
}

TEST(HostileToken, ThatAnswersAnotherQuestionOrWithImpossibleLengthsFails) {
    for (const token::Lie lie : {token::Lie::answer_of_another_command, token::Lie::impossible_lengths}) {
        TokenBench bench;
        make_key(bench);
        bench.card().lie(lie);
        EXPECT_EQ(whole_story(bench).fault(), Fault::token_failed) << token::name_of(lie);
        bench.plug();
        EXPECT_TRUE(whole_story(bench));
    }
}

TEST(HostileToken, ThatBreaksTheRulesOfTheBusFailsInBoundedTime) {
    using token::FrameDefect;
    for (const FrameDefect defect :
         {FrameDefect::wrong_length, FrameDefect::huge_length, FrameDefect::wrong_sequence, FrameDefect::wrong_slot, FrameDefect::wrong_type,
          FrameDefect::truncated, FrameDefect::shorter_than_header, FrameDefect::empty_answers, FrameDefect::twice}) {
        TokenBench bench;
        make_key(bench);
        bench.plug();
        const std::int64_t begun = bench.clock.boot_ms();
        bench.reader().spoil(defect);
        const auto made = whole_story(bench);
        ASSERT_FALSE(made) << token::name_of(defect);
        EXPECT_EQ(made.fault(), Fault::token_failed) << token::name_of(defect) << ": " << made.failure().detail;
        EXPECT_LE(bench.clock.boot_ms() - begun, 2 * usb::card_wait_ms) << token::name_of(defect);
        bench.plug();
        ASSERT_TRUE(whole_story(bench)) << token::name_of(defect);
    }
}

TEST(HostileToken, MayPutEmptyPacketsBeforeItsFrames) {
    TokenBench bench;
    make_key(bench);
    bench.plug();
    bench.reader().spoil(token::FrameDefect::zero_length_packets);
    EXPECT_TRUE(whole_story(bench));
}

TEST(HostileToken, ThatStallsForEverFailsAfterItsTime) {
    TokenBench bench;
    const auto token = bench.open().value();
    const std::int64_t begun = bench.clock.boot_ms();
    bench.reader().stall_until(token::CcidDevice::Clock::time_point::max());
    EXPECT_EQ(token->verify(pin("123456")).fault(), Fault::token_failed);
    EXPECT_LE(bench.clock.boot_ms() - begun, usb::card_wait_ms + 1'000);
    EXPECT_EQ(token->verify(pin("123456")).fault(), Fault::token_failed) << "what comes late is nobody's answer";
    bench.plug();
    EXPECT_TRUE(bench.open().value()->verify(pin("123456")));
}
