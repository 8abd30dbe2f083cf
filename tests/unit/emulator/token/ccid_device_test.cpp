// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/ccid_device.h"

#include "tests/unit/emulator/token/hand.h"

#include <gtest/gtest.h>

#include <poll.h>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;
using std::chrono::milliseconds;

const Bytes version_apdu{0x00, 0xFD, 0, 0, 0};
const Bytes chuid_apdu{0x00, 0xCB, 0x3F, 0xFF, 5, 0x5C, 3, 0x5F, 0xC1, 2, 0};
constexpr std::uint8_t power_on = 0x62, power_off = 0x63, slot_status = 0x65, parameters = 0x6C, block = 0x6F, abort_it = 0x72;

class Reader {
public:
    explicit Reader(std::size_t message_max = 3072) : device(hand.token(), message_max) {}

    Bytes command(std::uint8_t type, ByteView data = {}, std::array<std::uint8_t, 3> specific = {}, std::uint8_t slot = 0) {
        return frame_of({type, slot, ++m_sequence, specific, base::to_bytes(data)});
    }
    // What comes within the time, or nothing.
    std::optional<Bytes> next(int limit_ms = 2000) {
        const auto end = CcidDevice::Clock::now() + milliseconds(limit_ms);
        while (true) {
            if (auto transfer = device.collect()) return transfer;
            const auto left = std::chrono::ceil<milliseconds>(end - CcidDevice::Clock::now()).count();
            if (left <= 0) return std::nullopt;
            const int wait = device.wait_ms();
            pollfd ended{device.descriptor(), POLLIN, 0};
            (void)poll(&ended, 1, static_cast<int>(wait < 0 ? left : std::min<std::int64_t>(wait, left)));
        }
    }
    CcidMessage ask(std::uint8_t type, ByteView data = {}, std::array<std::uint8_t, 3> specific = {}, std::uint8_t slot = 0) {
        device.receive(command(type, data, specific, slot));
        const auto transfer = next();
        EXPECT_TRUE(transfer);
        const CcidMessage message = message_of(transfer.value_or(Bytes(ccid_header_size)));
        EXPECT_EQ(message.sequence, m_sequence);
        EXPECT_EQ(message.slot, slot);
        return message;
    }
    void start() {
        EXPECT_EQ(ask(power_on).specific[0], 0);
        EXPECT_EQ(ask(block, Bytes{0, 0xA4, 4, 0, 5, 0xA0, 0, 0, 3, 8}).specific[0], 0);
    }

    Hand hand;
    CcidDevice device;

private:
    std::uint8_t m_sequence = 0;
};

TEST(VirtualReader, PowersTheCardAndSaysHowItStands) {
    Reader reader;
    EXPECT_EQ(reader.ask(slot_status).specific[0], 1) << "present, no power";
    const CcidMessage on = reader.ask(power_on);
    EXPECT_EQ(on.type, 0x80);
    EXPECT_EQ(on.data.at(0), 0x3B);
    std::uint8_t check = 0;
    for (std::size_t i = 1; i < on.data.size(); ++i) check ^= on.data[i];
    EXPECT_EQ(check, 0) << "TCK";
    EXPECT_EQ(reader.ask(slot_status).specific[0], 0);
    const CcidMessage set = reader.ask(parameters);
    EXPECT_EQ(set.type, 0x82);
    EXPECT_EQ(set.specific[2], 1) << "T=1";
    EXPECT_EQ(set.data.size(), 7U);
    EXPECT_EQ(reader.ask(power_off).specific[0], 1);
}

TEST(VirtualReader, GivesNoPowerNoAnswer) {
    Reader reader;
    const CcidMessage said = reader.ask(block, version_apdu);
    EXPECT_EQ(said.specific[0], 0x41);
    EXPECT_EQ(said.specific[1], 0xFE) << "the card is mute";
}

TEST(VirtualReader, RefusesBadCommandsAsTheStandardSays) {
    Reader reader;
    reader.start();
    const CcidMessage unknown = reader.ask(0x42);
    EXPECT_EQ(unknown.type, 0x81);
    EXPECT_EQ(unknown.specific[0], 0x40);
    EXPECT_EQ(unknown.specific[1], 0x00);
    const CcidMessage other_slot = reader.ask(slot_status, {}, {}, 1);
    EXPECT_EQ(other_slot.specific[0], 0x42) << "no card there";
    EXPECT_EQ(other_slot.specific[1], 0x05);
    EXPECT_EQ(reader.ask(power_on, {}, {9, 0, 0}).specific[1], 0x07);
    EXPECT_EQ(reader.ask(block, version_apdu, {0, 3, 0}).specific[1], 0x08) << "the middle of nothing";
    EXPECT_EQ(reader.ask(block, {}, {0, 0x10, 0}).specific[1], 0x08) << "more of nothing";
    EXPECT_EQ(reader.ask(abort_it).specific[0], 0x40) << "nobody asked for that on the control pipe";
    EXPECT_EQ(reader.ask(0x69).specific[1], 0x00) << "no key pad";
}

TEST(VirtualReader, RefusesAFrameWhoseLengthIsALie) {
    Reader reader;
    reader.start();
    Bytes frame = reader.command(block, version_apdu);
    frame[1] = 200;
    reader.device.receive(frame);
    const CcidMessage shorter = message_of(*reader.next());
    EXPECT_EQ(shorter.specific[0], 0x40);
    EXPECT_EQ(shorter.specific[1], 0x01);
    frame = reader.command(block, version_apdu);
    frame[1] = 1;
    reader.device.receive(frame);
    EXPECT_EQ(message_of(*reader.next()).specific[1], 0x01);
    frame = reader.command(block, version_apdu);
    frame[4] = 0xFF;
    reader.device.receive(frame);
    EXPECT_EQ(message_of(*reader.next()).specific[1], 0x01);
    reader.device.receive(Bytes{0x6F, 0, 0});
    EXPECT_FALSE(reader.next(50)) << "there is no header to answer";
    EXPECT_EQ(reader.ask(block, version_apdu).specific[0], 0) << "and works on";
}

TEST(VirtualReader, JoinsFramesThatComeInPackets) {
    Reader reader;
    reader.start();
    Bytes apdu{0x00, 0xDB, 0x3F, 0xFF, 113};  // a frame of 128 bytes: two packets, and none that is short
    apdu.resize(118, 0x01);
    const Bytes frame = reader.command(block, apdu);
    ASSERT_EQ(frame.size(), 128U);
    reader.device.receive(ByteView(frame).first(64));
    EXPECT_FALSE(reader.next(20));
    reader.device.receive(ByteView(frame).last(64));
    reader.device.receive({});  // some hosts end it so
    EXPECT_EQ(message_of(*reader.next()).data, (Bytes{0x69, 0x82}));
    EXPECT_FALSE(reader.next(20));
}

TEST(VirtualReader, ChainsWhatIsLongerThanItsMessages) {
    Reader reader(10 + 16);
    EXPECT_EQ(reader.ask(power_on).specific[0], 0);
    EXPECT_EQ(reader.ask(block, Bytes{0, 0xA4, 4, 0}, {0, 1, 0}).specific[2], 0x10) << "go on";
    EXPECT_EQ(reader.ask(block, Bytes{5, 0xA0}, {0, 3, 0}).specific[2], 0x10);
    CcidMessage said = reader.ask(block, Bytes{0, 0, 3, 8}, {0, 2, 0});
    EXPECT_EQ(said.specific[2], 1) << "the first of several";
    Bytes answer = said.data;
    while (said.specific[2] == 1 || said.specific[2] == 3) {
        EXPECT_EQ(said.data.size(), 16U);
        said = reader.ask(block, {}, {0, 0x10, 0});
        base::append(answer, said.data);
    }
    EXPECT_EQ(said.specific[2], 2) << "the last";
    EXPECT_EQ(answer, reader.hand.token().process(Bytes{0, 0xA4, 4, 0, 5, 0xA0, 0, 0, 3, 8}));
}

TEST(VirtualReader, AsksForTimeWhileTheCardWorks) {
    Reader reader;
    reader.start();
    ASSERT_EQ(reader.hand.manage(), 0x9000U);
    const Bytes generate{0x00, 0x47, 0, 0x9A, 5, 0xAC, 3, 0x80, 1, 0x07, 0};
    int extensions = 0;
    // How long it takes to find primes is chance.
    for (int round = 0; round < 20 && extensions == 0; ++round) {
        reader.device.receive(reader.command(block, generate));
        CcidMessage said = message_of(*reader.next(30'000));
        if (said.specific[0] == 0x80) {
            reader.device.receive(reader.command(slot_status));
            const CcidMessage busy = message_of(*reader.next());
            if (busy.type == 0x81) {
                EXPECT_EQ(busy.specific[1], 0xE0) << "one command at a time";
            } else {
                said = busy;
            }
        }
        for (; said.specific[0] == 0x80; said = message_of(*reader.next(30'000))) ++extensions;
        EXPECT_EQ(said.specific[0], 0);
        EXPECT_GT(said.data.size(), 2U);
        while (reader.device.collect()) {}
    }
    EXPECT_GT(extensions, 0);
}

TEST(VirtualReader, StopsAChainWhenBothPipesSaySo) {
    Reader reader;
    reader.start();
    EXPECT_EQ(reader.ask(block, Bytes{0, 0xFD}, {0, 1, 0}).specific[2], 0x10);
    const Bytes frame = reader.command(abort_it);
    reader.device.request_abort(0, frame[6]);
    reader.device.receive(frame);
    EXPECT_EQ(message_of(*reader.next()).specific[0], 0);
    EXPECT_EQ(reader.ask(block, Bytes{0, 0, 0}, {0, 2, 0}).specific[1], 0x08) << "what it was in the middle of is gone";
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
