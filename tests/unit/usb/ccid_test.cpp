// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/usb/scripted_pipe.h"
#include "usb/ccid_reader.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using usb::CcidReader;
using usb_test::class_descriptor;
using usb_test::frame;
using usb_test::Script;
using usb_test::ScriptedPipe;

namespace {

const Bytes answer_to_reset = {0x3b, 0x00};

// Powers on as a good reader does; what it says to the rest is the test's.
struct Conversation {
    Conversation() { script.answers.push_back(frame(0x80, 0, 0, 0, 0, answer_to_reset)); }

    base::Result<std::unique_ptr<CcidReader>> open(std::uint32_t features = 0x000400fe, std::uint32_t message_max = 3072, CcidReader::Waiting waiting = {}) {
        return CcidReader::open(std::make_unique<ScriptedPipe>(script), class_descriptor(features, message_max), script.clock, std::move(waiting));
    }

    Script script;
};

constexpr std::int64_t patience = 30'000;

Fault fault_of_answer(const std::vector<Bytes>& transfers) {
    Conversation conversation;
    const auto reader = conversation.open().value();
    for (const Bytes& transfer : transfers) conversation.script.answers.push_back(transfer);
    const auto answer = reader->exchange(Bytes{0x00}, patience);
    EXPECT_FALSE(answer);
    if (answer) return Fault::not_implemented_here;
    EXPECT_FALSE(reader->exchange(Bytes{0x00}, patience)) << "a broken conversation went on";
    EXPECT_LE(conversation.script.clock.boot, 2 * patience);
    return answer.fault();
}

}  // namespace

TEST(CcidFrame, WritesTheHeaderOfTheStandard) {
    const Bytes data = {0xaa, 0xbb};
    const base::SecretBytes out = encode(usb::CcidCommand{
        .type = usb::CcidCommandType::transfer_block, .slot = 0, .sequence = 7, .chain = usb::CcidChain::goes_on, .data = data});
    EXPECT_EQ(base::to_hex(out.reveal()), "6f0200000000" "07" "000300" "aabb");
    const base::SecretBytes power = encode(usb::CcidCommand{.type = usb::CcidCommandType::power_on, .sequence = 1, .power = 2, .data = {}});
    EXPECT_EQ(base::to_hex(power.reveal()), "62000000000001020000");
}

TEST(CcidFrame, RefusesWhatIsNotExactlyOneFrame) {
    const Bytes good = frame(0x80, 3, 0, 0, 0, {0x90, 0x00});
    ASSERT_TRUE(usb::decode_answer(good));
    EXPECT_EQ(usb::decode_answer(good)->sequence, 3);
    for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(usb::decode_answer(base::ByteView(good).first(size))) << size;
    Bytes longer = good;
    longer.push_back(0);
    EXPECT_FALSE(usb::decode_answer(longer));
    Bytes huge = good;
    huge[1] = huge[2] = huge[3] = huge[4] = 0xff;
    EXPECT_FALSE(usb::decode_answer(huge));
    EXPECT_FALSE(usb::decode_answer(frame(0x82, 0, 0, 0, 0, {})));
    EXPECT_FALSE(usb::decode_answer(frame(0x80, 0, 0xc0, 0, 0, {}))) << "reserved outcome";
    EXPECT_FALSE(usb::decode_answer(frame(0x80, 0, 0x03, 0, 0, {}))) << "reserved presence";
    EXPECT_FALSE(usb::decode_answer(frame(0x80, 0, 0, 0, 4, {}))) << "reserved chaining";
    EXPECT_FALSE(usb::decode_answer(frame(0x81, 0, 0, 0, 0, {1}))) << "a slot status has no data";
}

TEST(CcidDescriptor, IsFoundBehindOthersAndReadStrictly) {
    Bytes extra = {0x03, 0x24, 0x00};
    base::append(extra, class_descriptor(0x00020030, 271));
    const auto found = usb::parse_ccid_descriptor(extra);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->level, usb::ExchangeLevel::short_apdu);
    EXPECT_FALSE(found->chooses_voltage);
    EXPECT_EQ(found->message_size_max, 271U);
    for (std::size_t size = 0; size < extra.size(); ++size) EXPECT_FALSE(usb::parse_ccid_descriptor(base::ByteView(extra).first(size))) << size;
    EXPECT_FALSE(usb::parse_ccid_descriptor(class_descriptor(0x00060000))) << "two levels at once";
    EXPECT_FALSE(usb::parse_ccid_descriptor(class_descriptor(0x00040000, 270)));
    EXPECT_FALSE(usb::parse_ccid_descriptor(class_descriptor(0x00040000, 70'000)));
    EXPECT_FALSE(usb::parse_ccid_descriptor(Bytes{0x00, 0x21})) << "a length of nought must not turn in circles";
}

TEST(CcidReader, PowersTheCardAndExchangesApdus) {
    Conversation conversation;
    const auto reader = conversation.open().value();
    EXPECT_EQ(reader->answer_to_reset(), answer_to_reset);
    conversation.script.answers.push_back(frame(0x80, 1, 0, 0, 0, {0x90, 0x00}));
    EXPECT_EQ(reader->exchange(Bytes{0x00, 0xa4, 0x04, 0x00}, patience).value(), (Bytes{0x90, 0x00}));
    EXPECT_EQ(base::to_hex(conversation.script.sent[1]), "6f040000000001000000" "00a40400");
}

TEST(CcidReader, TriesEveryVoltageOfAReaderThatDoesNotChoose) {
    Conversation conversation;
    conversation.script.answers = {frame(0x80, 0, 0x41, 0xfe, 0, {}), frame(0x80, 1, 0x41, 0xfe, 0, {}), frame(0x80, 2, 0, 0, 0, answer_to_reset)};
    ASSERT_TRUE(conversation.open(0x00040000));
    for (std::uint8_t i = 0; i < 3; ++i) EXPECT_EQ(conversation.script.sent[i][7], i + 1);
}

TEST(CcidReader, TellsAnEmptyReaderFromAMuteCard) {
    Conversation empty;
    empty.script.answers = {frame(0x80, 0, 0x42, 0xfe, 0, {})};
    EXPECT_EQ(empty.open().fault(), Fault::token_absent);
    Conversation mute;
    mute.script.answers = {frame(0x80, 0, 0x41, 0xfe, 0, {})};
    EXPECT_EQ(mute.open().fault(), Fault::token_failed);
    Conversation bare;
    EXPECT_EQ(bare.open(0x00010000).fault(), Fault::token_failed) << "a reader without APDUs";
}

TEST(CcidReader, WaitsWhileTheCardAsksForMoreTimeAndNoLonger) {
    Conversation conversation;
    int waits = 0;
    const auto reader = conversation.open(0x000400fe, 3072, [&] { ++waits; }).value();
    for (int i = 0; i < 20; ++i) conversation.script.answers.push_back(frame(0x80, 1, 0x80, 1, 0, {}));
    conversation.script.answers.push_back(frame(0x80, 1, 0, 0, 0, {0x90, 0x00}));
    EXPECT_TRUE(reader->exchange(Bytes{0x00}, patience));
    EXPECT_EQ(waits, 20);
    conversation.script.react = [](Script& script, const Bytes&) { script.answers.assign(10'000, frame(0x80, 2, 0x80, 1, 0, {})); };
    EXPECT_EQ(reader->exchange(Bytes{0x00}, patience).fault(), Fault::token_failed);
    EXPECT_EQ(waits, 20 + static_cast<int>(usb::more_time_max));
}

TEST(CcidReader, EndsWhenTheWholeTimeIsUpHoweverOftenTheCardAsks) {
    Conversation conversation;
    const auto reader = conversation.open().value();
    conversation.script.answers.assign(100, frame(0x80, 1, 0x80, 1, 0, {}));
    EXPECT_EQ(reader->exchange(Bytes{0x00}, /*patience_ms=*/50).fault(), Fault::token_failed);
}

TEST(CcidReader, JoinsTransfersAndSkipsEmptyPackets) {
    Conversation conversation;
    const auto reader = conversation.open().value();
    const Bytes whole = frame(0x80, 1, 0, 0, 0, Bytes(118, 0x5a));
    conversation.script.answers = {Bytes(), Bytes(whole.begin(), whole.begin() + 64), Bytes(), Bytes(whole.begin() + 64, whole.end()), Bytes()};
    EXPECT_EQ(reader->exchange(Bytes{0x00}, patience).value().size(), 118U);
    conversation.script.answers.push_back(frame(0x80, 2, 0, 0, 0, {0x90, 0x00}));  // behind the empty packet that ended the last
    EXPECT_TRUE(reader->exchange(Bytes{0x00}, patience));
}

TEST(CcidReader, ChainsLongCommandsAndAnswersInPieces) {
    Conversation conversation;
    const auto reader = conversation.open(0x000400fe, 271).value();
    conversation.script.answers = {frame(0x80, 1, 0, 0, 0x10, {}), frame(0x80, 2, 0, 0, 0x10, {}), frame(0x80, 3, 0, 0, 0x01, {1}),
                                   frame(0x80, 4, 0, 0, 0x03, {2}), frame(0x80, 5, 0, 0, 0x02, {3})};
    EXPECT_EQ(reader->exchange(Bytes(600, 0x77), patience).value(), (Bytes{1, 2, 3}));
    const std::vector<Bytes>& sent = conversation.script.sent;
    ASSERT_EQ(sent.size(), 6U);
    EXPECT_EQ(sent[1][8], 0x01);
    EXPECT_EQ(sent[2][8], 0x03);
    EXPECT_EQ(sent[3][8], 0x02);
    EXPECT_EQ(sent[1].size() + sent[2].size() + sent[3].size(), 600U + 30U);
    for (std::size_t i : {4U, 5U}) EXPECT_EQ(base::to_hex(base::ByteView(sent[i]).subspan(7)), "001000");
}

TEST(CcidReader, RefusesPiecesOutOfOrder) {
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0, 0, 0x03, {1})}), Fault::token_failed);
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0, 0, 0x02, {1})}), Fault::token_failed);
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0, 0, 0x10, {})}), Fault::token_failed) << "nothing more to send";
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0, 0, 0x01, {1}), frame(0x80, 2, 0, 0, 0x01, {1})}), Fault::token_failed);
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0, 0, 0x01, {1}), frame(0x80, 2, 0, 0, 0x03, {})}), Fault::token_failed);
}

TEST(CcidReader, RefusesAnswersToAnotherQuestion) {
    EXPECT_EQ(fault_of_answer({frame(0x80, 0, 0, 0, 0, {0x90, 0x00})}), Fault::token_failed) << "sequence";
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0, 0, 0, {0x90, 0x00}, /*slot=*/1)}), Fault::token_failed);
    EXPECT_EQ(fault_of_answer({frame(0x81, 1, 0, 0, 0, {})}), Fault::token_failed) << "kind";
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0, 0, 0, Bytes(4000, 0))}), Fault::token_failed) << "longer than the limit";
    EXPECT_EQ(fault_of_answer({Bytes(9, 0x80)}), Fault::token_failed) << "shorter than a header";
    EXPECT_EQ(fault_of_answer({Bytes(), Bytes(), Bytes(), Bytes(), Bytes(), Bytes(), Bytes(), Bytes(), Bytes(), Bytes()}), Fault::token_failed);
    EXPECT_EQ(fault_of_answer({}), Fault::token_failed) << "silence";
    Bytes twice = frame(0x80, 1, 0, 0, 0, {0x90, 0x00});
    base::append(twice, Bytes(twice));
    EXPECT_EQ(fault_of_answer({twice}), Fault::token_failed);
}

TEST(CcidReader, KnowsACardThatWasTakenOutOfItsReader) {
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0x42, 0xfe, 0, {})}), Fault::token_removed);
    EXPECT_EQ(fault_of_answer({frame(0x80, 1, 0x41, 0xfb, 0, {})}), Fault::token_failed) << "a hardware error";
}

TEST(CcidReader, KnowsAReaderThatWasPulled) {
    Conversation conversation;
    const auto reader = conversation.open().value();
    conversation.script.react = [](Script& script, const Bytes&) { script.is_there = false; };
    EXPECT_EQ(reader->exchange(Bytes{0x00}, patience).fault(), Fault::token_removed);
    EXPECT_FALSE(reader->is_there());
}
