// SPDX-License-Identifier: Apache-2.0
// A whole conversation with a reader that we did not write, bit for bit (tests/vectors/ccid_qemu.txt).
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "tests/unit/usb/scripted_pipe.h"
#include "usb/ccid_reader.h"
#include "usb/piv_signing_key.h"

#include <gtest/gtest.h>

#include <fstream>

using base::Bytes;
using base::Fault;
using ports::HashAlgorithm;
using ports::SignatureScheme;
using usb::PivSlot;

namespace {

struct Recording {
    Bytes descriptor;
    std::vector<Bytes> sent, received;
};

Recording read_recording() {
    std::ifstream file(std::string(SOURCE_DIR) + "/tests/vectors/ccid_qemu.txt");
    Recording recording;
    for (std::string line; std::getline(file, line);) {
        if (line.size() < 2 || line[0] == '#') continue;
        Bytes bytes;
        EXPECT_TRUE(base::from_hex(line.substr(2), bytes)) << line;
        if (line[0] == 'd') recording.descriptor = bytes;
        if (line[0] == '>') recording.sent.push_back(bytes);
        if (line[0] == '<') recording.received.push_back(bytes);
    }
    return recording;
}

struct RecordedPin final : usb::PinSource {
    base::Result<base::Pin> pin(PivSlot, std::optional<unsigned>) override {
        base::Pin out;
        for (const char digit : {'1', '2', '3', '4', '5', '6'}) out.push(digit);
        return out;
    }
};

// Answers each frame with the recorded one, as long as the frames are those of the recording.
void play(usb_test::Script& script, const Recording& recording) {
    script.react = [&recording](usb_test::Script& self, const Bytes& frame) {
        const std::size_t at = self.sent.size() - 1;
        ASSERT_LT(at, recording.sent.size());
        ASSERT_EQ(base::to_hex(frame), base::to_hex(recording.sent[at])) << "frame " << at;
        self.answers.push_back(recording.received[at]);
    };
}

struct Made {
    Bytes key, signature;  // empty: it did not come to that
};

// Answers with the recording's frames in their order, whatever is asked.
Made signed_with(const Recording& recording) {
    usb_test::Script script;
    script.react = [&recording](usb_test::Script& self, const Bytes&) {
        const std::size_t at = self.sent.size() - 1;
        if (at < recording.received.size()) self.answers.push_back(recording.received[at]);
    };
    Bytes descriptor = recording.descriptor;
    descriptor[42] = 0x02;
    auto reader = usb::CcidReader::open(std::make_unique<usb_test::ScriptedPipe>(script), descriptor, script.clock);
    if (!reader) return {};
    const auto token = usb::PivToken::open(std::move(*reader));
    if (!token) return {};
    const auto key = usb::PivSigningKey::open(*token, PivSlot::signature, std::make_shared<RecordedPin>());
    if (!key) return {};
    Made made{(*key)->public_key(), {}};
    if (auto signature = (*key)->sign(SignatureScheme::rsa_pkcs1, HashAlgorithm::sha256, crypto::sha256({}))) made.signature = *signature;
    return made;
}

}  // namespace

TEST(RecordedFrames, OfAForeignReaderLeadToAVerifiedSignature) {
    const Recording recording = read_recording();
    ASSERT_EQ(recording.sent.size(), recording.received.size());
    usb_test::Script script;
    play(script, recording);
    Bytes descriptor = recording.descriptor;
    EXPECT_EQ(usb::parse_ccid_descriptor(descriptor)->level, usb::ExchangeLevel::tpdu);
    EXPECT_EQ(usb::parse_ccid_descriptor(descriptor)->message_size_max, 65'554U);
    descriptor[42] = 0x02;
    auto reader = usb::CcidReader::open(std::make_unique<usb_test::ScriptedPipe>(script), descriptor, script.clock);
    ASSERT_TRUE(reader) << reader.failure().detail;
    const auto token = usb::PivToken::open(std::move(*reader)).value();
    EXPECT_EQ(token->serial(), "4711");
    const auto key = usb::PivSigningKey::open(token, PivSlot::signature, std::make_shared<RecordedPin>()).value();
    const base::Digest digest = crypto::sha256({});
    const auto signature = key->sign(SignatureScheme::rsa_pkcs1, HashAlgorithm::sha256, digest);
    ASSERT_TRUE(signature) << signature.failure().detail;
    EXPECT_TRUE(crypto::verify_signature(key->public_key(), SignatureScheme::rsa_pkcs1, HashAlgorithm::sha256, digest, *signature));
    EXPECT_EQ(token->certificate(PivSlot::signature).value(), Bytes(1800, 0x30));
    EXPECT_EQ(script.sent.size(), recording.sent.size()) << "the whole conversation";
}

TEST(RecordedFrames, ThatAreCutGiveNoSignatureAndChangedOnesNoOther) {
    const Recording good = read_recording();
    const Bytes key = signed_with(good).key;
    ASSERT_FALSE(key.empty());
    constexpr std::size_t last_of_signature = 10;  // the answer that completes it
    for (std::size_t frame = 0; frame <= last_of_signature; ++frame)
        for (std::size_t at = 0; at < good.received[frame].size(); at += at < 12 ? 1 : 37) {
            Recording cut = good;
            cut.received[frame].resize(at);
            EXPECT_TRUE(signed_with(cut).signature.empty()) << "frame " << frame << " cut at " << at;
            Recording changed = good;
            changed.received[frame][at] ^= 0x04;
            const Made made = signed_with(changed);
            if (made.signature.empty()) continue;
            EXPECT_TRUE(crypto::verify_signature(key, SignatureScheme::rsa_pkcs1, HashAlgorithm::sha256, crypto::sha256({}), made.signature))
                << "frame " << frame << " changed at " << at;
        }
}
