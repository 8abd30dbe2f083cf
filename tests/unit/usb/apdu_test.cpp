// SPDX-License-Identifier: Apache-2.0
#include "usb/apdu.h"

#include "usb/card.h"
#include "usb/tlv.h"

#include <gtest/gtest.h>

#include <deque>

using base::Bytes;
using base::Fault;
using base::SecretBytes;
using usb::ApduForm;
using usb::Command;

namespace {

struct ScriptedWire final : usb::Wire {
    struct Far {
        std::vector<Bytes> sent;
        std::deque<Bytes> answers;
        Bytes answer_to_reset;
        bool takes_extended = false;
    };
    explicit ScriptedWire(Far& far) : m_far(far) {}
    base::Result<Bytes> exchange(base::ByteView command, std::int64_t) override {
        m_far.sent.push_back(base::to_bytes(command));
        if (m_far.answers.empty()) return Fault::token_removed;
        Bytes next = m_far.answers.front();
        m_far.answers.pop_front();
        return next;
    }
    base::Status reset() override { return {}; }
    const Bytes& answer_to_reset() const override { return m_far.answer_to_reset; }
    bool takes_extended() const override { return m_far.takes_extended; }
    bool is_there() override { return true; }
    Far& m_far;
};

std::string hex(const SecretBytes& bytes) { return base::to_hex(bytes.reveal()); }
Command command_with(std::size_t size, bool expects_data) {
    return {.cla = 0, .ins = 0x87, .p1 = 1, .p2 = 2, .data = SecretBytes(size), .expects_data = expects_data};
}

Bytes bytes(const char* text) {
    Bytes out;
    EXPECT_TRUE(base::from_hex(text, out));
    return out;
}

// YubiKey 5: extended lengths and chaining. The other: a proprietary card without capabilities.
const Bytes capable = bytes("3bfd1300008131fe158073c021c057597562694b657940");
const Bytes modest = bytes("3bf2180002c10a31fe58c80874");

}  // namespace

TEST(Apdu, HasTheFourCasesInBothForms) {
    EXPECT_EQ(hex(encode(command_with(0, false), ApduForm::short_form)), "00870102");
    EXPECT_EQ(hex(encode(command_with(0, true), ApduForm::short_form)), "0087010200");
    EXPECT_EQ(hex(encode(command_with(1, false), ApduForm::short_form)), "008701020100");
    EXPECT_EQ(hex(encode(command_with(1, true), ApduForm::short_form)), "00870102010000");
    EXPECT_EQ(hex(encode(command_with(0, true), ApduForm::extended)), "00870102000000");
    EXPECT_EQ(hex(encode(command_with(2, false), ApduForm::extended)), "008701020000020000");
    EXPECT_EQ(hex(encode(command_with(2, true), ApduForm::extended)), "0087010200000200000000");
}

TEST(Card, SendsLongDataInAChainOrExtended) {
    ScriptedWire::Far far{.sent = {}, .answers = {bytes("9000"), bytes("9000"), bytes("0102" "9000")}, .answer_to_reset = modest, .takes_extended = true};
    usb::Card chaining(std::make_unique<ScriptedWire>(far));
    EXPECT_EQ(chaining.transmit(command_with(600, true))->data, (Bytes{1, 2}));
    ASSERT_EQ(far.sent.size(), 3U);
    EXPECT_EQ(far.sent[0][0], 0x10);
    EXPECT_EQ(far.sent[0].size(), 260U) << "no Le before the last piece";
    EXPECT_EQ(far.sent[2][0], 0x00);
    EXPECT_EQ(far.sent[2].size(), 5U + 90U + 1U);

    ScriptedWire::Far whole{.sent = {}, .answers = {bytes("9000")}, .answer_to_reset = capable, .takes_extended = true};
    usb::Card extended(std::make_unique<ScriptedWire>(whole));
    EXPECT_TRUE(extended.transmit(command_with(600, true)));
    ASSERT_EQ(whole.sent.size(), 1U);
    EXPECT_EQ(whole.sent[0].size(), 4U + 3U + 600U + 2U);

    ScriptedWire::Far reader{.sent = {}, .answers = {bytes("9000"), bytes("9000"), bytes("9000")}, .answer_to_reset = capable, .takes_extended = false};
    usb::Card behind_short(std::make_unique<ScriptedWire>(reader));
    EXPECT_TRUE(behind_short.transmit(command_with(600, true)));
    EXPECT_EQ(reader.sent.size(), 3U);
}

TEST(Card, EndsAChainThatTheCardRefuses) {
    ScriptedWire::Far far{.sent = {}, .answers = {bytes("6e00")}, .answer_to_reset = modest};
    usb::Card card(std::make_unique<ScriptedWire>(far));
    EXPECT_EQ(card.transmit(command_with(600, true))->status, 0x6e00);
    EXPECT_EQ(far.sent.size(), 1U);
}

TEST(Card, FetchesTheRestAndRepeatsWithTheLengthThatIsWanted) {
    ScriptedWire::Far far{.sent = {}, .answers = {bytes("aa6102"), bytes("bbcc6101"), bytes("dd9000")}, .answer_to_reset = {}};
    usb::Card card(std::make_unique<ScriptedWire>(far));
    EXPECT_EQ(card.transmit(command_with(0, true))->data, bytes("aabbccdd"));
    EXPECT_EQ(far.sent[1], bytes("00c0000002"));
    EXPECT_EQ(far.sent[2], bytes("00c0000001"));

    ScriptedWire::Far exact{.sent = {}, .answers = {bytes("6c03"), bytes("0102039000")}, .answer_to_reset = {}};
    usb::Card other(std::make_unique<ScriptedWire>(exact));
    EXPECT_EQ(other.transmit(command_with(0, true))->data.size(), 3U);
    EXPECT_EQ(exact.sent[1], bytes("0087010203"));
}

TEST(Card, EndsPromisesWithoutEnd) {
    ScriptedWire::Far far;
    far.answers.assign(100'000, bytes("6100"));
    usb::Card card(std::make_unique<ScriptedWire>(far));
    EXPECT_EQ(card.transmit(command_with(0, true)).fault(), Fault::token_failed);
    far.answers.assign(100'000, bytes("006100"));
    EXPECT_EQ(card.transmit(command_with(0, true)).fault(), Fault::token_failed);
    EXPECT_GT(far.answers.size(), 1000U);
    far.answers.assign(1, bytes("90"));
    EXPECT_EQ(card.transmit(command_with(0, true)).fault(), Fault::token_failed) << "no status word";
}

TEST(Card, ReadsTheCapabilitiesFromTheAnswerToReset) {
    EXPECT_TRUE(usb::promises_extended(capable));
    EXPECT_FALSE(usb::promises_extended(modest));
    for (std::size_t size = 0; size < 20; ++size) EXPECT_FALSE(usb::promises_extended(base::ByteView(capable).first(size))) << size;
    EXPECT_FALSE(usb::promises_extended(Bytes(64, 0xff)));
}

TEST(Card, SaysWhatAStatusWordMeans) {
    EXPECT_EQ(usb::status_failure(0x63c2, "VERIFY").fault, Fault::pin_wrong);
    EXPECT_NE(usb::status_failure(0x63c2, "VERIFY").detail.find("tries left: 2"), std::string::npos);
    EXPECT_EQ(usb::status_failure(0x63c0, "VERIFY").fault, Fault::pin_locked);
    EXPECT_EQ(usb::status_failure(0x6983, "VERIFY").fault, Fault::pin_locked);
    EXPECT_EQ(usb::status_failure(0x6982, "PUT DATA").fault, Fault::token_failed);
    EXPECT_EQ(usb::status_failure(0x6f00, "x").fault, Fault::token_failed);
}

TEST(Tlv, ReadsTagsAndLengthsOfEverySize) {
    usb::TlvReader reader{base::ByteView()};
    EXPECT_TRUE(reader.is_finished());
    Bytes written;
    usb::append_tlv(written, 0x7f49, Bytes(300, 1));
    usb::append_tlv(written, 0x5fc105, Bytes(130, 2));
    usb::append_tlv(written, 0x00, {});
    EXPECT_EQ(base::to_hex(base::ByteView(written).first(5)), "7f4982012c");
    usb::TlvReader again(written);
    EXPECT_EQ(again.take(0x7f49).size(), 300U);
    EXPECT_EQ(again.take(0x5fc105).size(), 130U);
    EXPECT_EQ(again.take_any().tag, 0U);
    EXPECT_TRUE(again.is_finished());
}

TEST(Tlv, RefusesWhatACardCannotMean) {
    for (const char* hostile : {"53", "5380", "5301", "538401000000", "5383ffffff00", "7f", "7fff", "7fffffff00", "53820100"}) {
        const Bytes input = bytes(hostile);
        usb::TlvReader reader(input);
        (void)reader.take_any();
        EXPECT_TRUE(reader.is_failed()) << hostile;
        EXPECT_FALSE(usb::find_tlv(input, 0x53)) << hostile;
    }
    EXPECT_FALSE(usb::find_tlv(bytes("5300" "5301"), 0x53)) << "what follows must be well-formed, too";
    EXPECT_FALSE(usb::find_tlv(Bytes(2 * (usb::tlv_elements_max + 1), 0), 0x00)) << "too many";
    EXPECT_EQ(usb::find_tlv(bytes("5300" "5302aabb"), 0x53)->size(), 0U) << "the first counts";
}
