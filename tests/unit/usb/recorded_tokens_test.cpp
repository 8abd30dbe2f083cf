// SPDX-License-Identifier: Apache-2.0
// Answers of real tokens, recorded by others (tests/vectors/piv_tokens.txt).
#include "usb/piv_signing_key.h"
#include "usb/piv_token.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

using base::Bytes;
using base::Fault;
using usb::PivSlot;
using usb::PivToken;

namespace {

// By "INS P1 P2 data" in hexadecimal, data absent or "*".
using Answers = std::map<std::string, Bytes>;

Bytes bytes(const std::string& hex) {
    Bytes out;
    EXPECT_TRUE(base::from_hex(hex, out)) << hex;
    return out;
}

std::map<std::string, Answers> read_records() {
    std::ifstream file(std::string(SOURCE_DIR) + "/tests/vectors/piv_tokens.txt");
    std::map<std::string, Answers> tokens;
    std::string token, question;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("token ")) token = line.substr(6);
        if (line.starts_with("> ")) question = line.substr(2);
        if (!line.starts_with("< ")) continue;
        std::erase(line, ' ');
        tokens[token][question] = bytes(line.substr(1));
    }
    return tokens;
}

class RecordedWire final : public usb::Wire {
public:
    explicit RecordedWire(Answers answers) : m_answers(std::move(answers)) {}
    base::Result<Bytes> exchange(base::ByteView command, std::int64_t) override {
        const std::string head = base::to_hex(command.subspan(1, 3));
        std::string data;
        if (command.size() > 5) data = " " + base::to_hex(command.subspan(5, command[4]));
        for (const std::string& question : {head + data, head + " *"})
            if (const auto found = m_answers.find(question); found != m_answers.end()) return found->second;
        return head.starts_with("cb") ? Bytes{0x6a, 0x82} : Bytes{0x6d, 0x00};
    }
    base::Status reset() override { return {}; }
    const Bytes& answer_to_reset() const override { return m_none; }
    bool takes_extended() const override { return false; }
    bool is_there() override { return true; }

private:
    Answers m_answers;
    Bytes m_none;
};

base::Result<std::shared_ptr<PivToken>> open(const std::string& name) {
    const auto records = read_records();
    const auto found = records.find(name);
    EXPECT_NE(found, records.end()) << name;
    return PivToken::open(std::make_unique<RecordedWire>(found->second));
}

}  // namespace

TEST(RecordedTokens, OfEveryMakerAreRecognised) {
    const auto newer = open("YubiKey 5.7.4").value();
    EXPECT_EQ(newer->version(), "5.7.4");
    EXPECT_EQ(newer->serial(), "16909060");
    EXPECT_EQ(newer->tries_left().value(), 3U);
    EXPECT_FALSE(newer->certificate(PivSlot::authentication).value());
    EXPECT_EQ(open("YubiKey 5.1.2").value()->tries_left().value(), 3U) << "without metadata";
    const auto card = open("government card").value();
    EXPECT_EQ(card->version(), "");
    EXPECT_EQ(card->tries_left().value(), 7U);
}

TEST(RecordedTokens, AreNamedByTheirHoldersIdentifierWhereThereIsNoNumber) {
    auto answers = read_records()["YubiKey 5.7.4"];
    answers.erase("f80000");
    EXPECT_EQ(PivToken::open(std::make_unique<RecordedWire>(answers)).value()->serial(), "00112233445566778899aabbccddeeff");
}

// It says P-384 of every slot, an origin that is none, and no key.
TEST(RecordedTokens, ThatSayNonsenseOfAKeyAreNotBelieved) {
    const auto token = open("Swissbit iShield Key 2").value();
    EXPECT_EQ(token->tries_left().value(), 3U);
    const auto about = token->metadata(PivSlot::signature);
    ASSERT_TRUE(about) << about.failure().detail;
    EXPECT_FALSE(*about);
}
