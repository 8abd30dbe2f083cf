// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/emulator/token/host.h"

namespace token {
namespace {

using base::Bytes;
using std::chrono::milliseconds;

TEST(VirtualReader, EndsWithoutWaitingForASlowCard) {
    const auto started = CcidDevice::Clock::now();
    {
        Reader reader;
        reader.start();
        reader.device.slow_down(milliseconds(60'000));
        reader.device.receive(reader.command(block, version_apdu));
    }
    EXPECT_LT(CcidDevice::Clock::now() - started, std::chrono::seconds(10));
}

TEST(VirtualReader, CanHaveAnEmptySlot) {
    Reader reader;
    reader.start();
    ASSERT_EQ(reader.hand.verify("123456"), 0x9000U);
    reader.device.take_card_out();
    EXPECT_EQ(reader.ask(slot_status).specific[0], 2);
    EXPECT_EQ(reader.ask(block, version_apdu).specific[1], 0xFE);
    EXPECT_EQ(reader.ask(power_on).specific[0], 0x42);
    EXPECT_EQ(reader.ask(power_off).specific[0], 2);
    reader.device.put_card_in();
    EXPECT_EQ(reader.ask(slot_status).specific[0], 1);
    reader.start();
    EXPECT_EQ(reader.hand.tries(), 0x63C3U) << "who was verified has gone with the power";
}

TEST(VirtualReader, BreaksTheRulesAsOrdered) {
    Reader reader;
    reader.start();
    const auto ask_raw = [&reader](FrameDefect defect) {
        reader.device.spoil(defect);
        reader.device.receive(reader.command(block, version_apdu));
        auto transfer = reader.next();
        EXPECT_TRUE(transfer) << name_of(defect);
        return transfer.value_or(Bytes(ccid_header_size));
    };
    const Bytes sound = ask_raw(FrameDefect::none);
    ASSERT_EQ(sound.size(), 15U);
    EXPECT_EQ(length_in(ask_raw(FrameDefect::wrong_length)), 8U);
    EXPECT_EQ(length_in(ask_raw(FrameDefect::huge_length)), 0xFFFFFFFFU);
    EXPECT_EQ(ask_raw(FrameDefect::wrong_sequence)[6], static_cast<std::uint8_t>(sound[6] + 4));
    EXPECT_EQ(ask_raw(FrameDefect::wrong_slot)[5], 1);
    EXPECT_EQ(ask_raw(FrameDefect::wrong_type)[0], 0x0F);
    EXPECT_EQ(ask_raw(FrameDefect::truncated).size(), 7U);
    EXPECT_EQ(ask_raw(FrameDefect::shorter_than_header).size(), 5U);
    EXPECT_TRUE(ask_raw(FrameDefect::zero_length_packets).empty());
    EXPECT_EQ(reader.next()->size(), 15U);
    EXPECT_TRUE(ask_raw(FrameDefect::empty_answers).empty());
    EXPECT_FALSE(reader.next(20));
    const Bytes first = ask_raw(FrameDefect::twice);
    EXPECT_EQ(reader.next(), first);
    for (int i = 0; i <= static_cast<int>(FrameDefect::twice); ++i) {
        const auto defect = static_cast<FrameDefect>(i);
        EXPECT_EQ(defect_named(name_of(defect)), defect) << i;
    }
}

TEST(VirtualReader, CanAskForTimeForEver) {
    Reader reader;
    reader.start();
    reader.device.spoil(FrameDefect::endless_time_extensions);
    reader.device.receive(reader.command(block, version_apdu));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(message_of(*reader.next(1000)).specific[0], 0x80);
    reader.device.spoil(FrameDefect::none);
    EXPECT_EQ(message_of(*reader.next(1000)).specific[0], 0x00);
}

TEST(VirtualReader, StallsAsLongAsOrdered) {
    Reader reader;
    reader.start();
    reader.device.stall_until(CcidDevice::Clock::now() + milliseconds(150));
    reader.device.receive(reader.command(block, version_apdu));
    EXPECT_FALSE(reader.next(50));
    EXPECT_TRUE(reader.next(1000));
    reader.device.stall_until(CcidDevice::Clock::time_point::max());
    reader.device.receive(reader.command(block, version_apdu));
    EXPECT_FALSE(reader.next(100));
    reader.device.stall_until(CcidDevice::Clock::time_point::min());
    EXPECT_TRUE(reader.next(1000));
}

TEST(VirtualReader, IsPulledAtTheCommandOrdered) {
    for (const PullMoment moment : {PullMoment::before_work, PullMoment::before_answer}) {
        Reader reader;
        reader.start();
        reader.device.pull_at(2, moment);
        EXPECT_EQ(reader.ask(block, version_apdu).specific[0], 0);
        EXPECT_FALSE(reader.device.is_pulled());
        Bytes verify{0x00, 0x20, 0, 0x80, 8};
        base::append(verify, Hand::padded("000000"));
        reader.device.receive(reader.command(block, verify));
        EXPECT_FALSE(reader.next(200));
        EXPECT_TRUE(reader.device.is_pulled());
        const std::uint8_t left = moment == PullMoment::before_work ? 3 : 2;
        EXPECT_EQ(reader.hand.metadata(0x80, 0x06), (Bytes{3, left}));
    }
}

}  // namespace
}  // namespace token
