// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/emulator/token/host.h"

#include <random>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;
using std::chrono::milliseconds;

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
    reader.device.slow_down(milliseconds(500));
    reader.device.receive(reader.command(block, version_apdu));
    CcidMessage said = message_of(*reader.next());
    EXPECT_EQ(said.type, 0x80);
    EXPECT_EQ(said.specific[0], 0x80);
    EXPECT_TRUE(said.data.empty());
    reader.device.receive(reader.command(slot_status));
    EXPECT_EQ(message_of(*reader.next()).specific[1], 0xE0) << "one command at a time";
    int extensions = 1;
    for (said = message_of(*reader.next()); said.specific[0] == 0x80; said = message_of(*reader.next())) ++extensions;
    EXPECT_EQ(extensions, 2);
    EXPECT_EQ(said.data, (Bytes{5, 4, 3, 0x90, 0x00}));
}

TEST(VirtualReader, SurvivesFramesThatMakeNoSense) {
    Reader reader;
    reader.start();
    std::mt19937 random(11);
    const std::vector<std::uint8_t> types{0x61, 0x62, 0x63, 0x65, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x6F, 0x6F, 0x71, 0x72, 0x73, 0x00};
    for (int round = 0; round < 5'000; ++round) {
        Bytes frame(random() % 90);
        for (std::uint8_t& byte : frame) byte = static_cast<std::uint8_t>(random() % 4 == 0 ? random() : 0);
        if (frame.size() >= ccid_header_size) {
            frame[0] = types[random() % types.size()];
            if (random() % 4 != 0) frame[1] = static_cast<std::uint8_t>(frame.size() - ccid_header_size);
        }
        reader.device.receive(frame);
        while (reader.next(0)) {}
    }
    while (reader.next(300)) {}
    reader.device.receive(Bytes(1, 0));  // whatever it waited for ends here
    while (reader.next(300)) {}
    EXPECT_EQ(reader.ask(power_on).specific[0], 0);
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

}  // namespace
}  // namespace token
