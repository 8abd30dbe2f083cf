// SPDX-License-Identifier: Apache-2.0
// What other people's programs make of the virtual token: Debian's libccid and pcscd read
// its frames, yubico-piv-tool and OpenSC its commands, OpenSSL its signatures.
#include "tests/foreign/card_line.h"
#include "tests/foreign/token_rig.h"

#include <gtest/gtest.h>

namespace foreign {
namespace {

const std::string opensc = "pkcs11-tool --module opensc-pkcs11.so ";
// yubico-piv-tool 2.2 knows no other management key.
const std::vector<std::string> old_cipher{"--management", "3des"};

class TokenClients : public testing::Test {
protected:
    static void SetUpTestSuite() { s_missing = make_room_for_pcscd(); }
    void SetUp() override {
        if (!s_missing.empty()) GTEST_SKIP() << s_missing;
    }
    static inline std::string s_missing;
};

void expect(const stories::Said& said, const std::string& words) {
    EXPECT_EQ(said.status, 0) << said.words;
    EXPECT_TRUE(said.holds(words)) << said.words;
}

void refuse(const stories::Said& said, const std::string& words) {
    EXPECT_NE(said.status, 0) << said.words;
    EXPECT_TRUE(said.holds(words)) << said.words;
}

TEST_F(TokenClients, YubicosToolMakesKeysAndAcceptsTheirSignatures) {
    const TokenRig rig(old_cipher);
    expect(rig.run("yubico-piv-tool -a status"), "Serial Number:\t4711");
    const std::vector<std::pair<std::string, std::string>> slots{{"9a", "ECCP256"}, {"9c", "ECCP384"}, {"9d", "RSA2048"}, {"9e", "ECCP256"}};
    for (const auto& [slot, algorithm] : slots) {
        expect(rig.run("yubico-piv-tool -a generate -s " + slot + " -A " + algorithm + " -o " + slot + ".pem"), "Successfully generated");
        rig.certify(slot);
        expect(rig.run("yubico-piv-tool -a import-certificate -s " + slot + " -i " + slot + ".crt"), "Successfully imported");
        expect(rig.run("yubico-piv-tool -a verify-pin -P 123456 -a test-signature -s " + slot + " -A " + algorithm + " -i " + slot + ".crt"), "Successful");
    }
    const auto status = rig.run("yubico-piv-tool -a status");
    for (const auto& [slot, algorithm] : slots) EXPECT_TRUE(status.holds("CN=" + slot)) << status.words;
    refuse(rig.run("yubico-piv-tool -a test-signature -s 9a -A ECCP256 -i 9a.crt"), "Failed");

    expect(rig.order(R"({"op":"lie","how":"wrong_signature"})"), "wrong_signature");
    for (const auto& [slot, algorithm] : slots)
        EXPECT_FALSE(rig.run("yubico-piv-tool -a verify-pin -P 123456 -a test-signature -s " + slot + " -A " + algorithm + " -i " + slot + ".crt")
                         .holds("Successful ")) << slot << ": a lie passes";
}

TEST_F(TokenClients, YubicosToolSeesEveryTryCounted) {
    const TokenRig rig(old_cipher);
    refuse(rig.run("yubico-piv-tool -a verify-pin -P 999999"), "2 tries left");
    expect(rig.run("yubico-piv-tool -a status"), "PIN tries left:\t2");
    expect(rig.run("yubico-piv-tool -a verify-pin -P 123456"), "Successfully verified");
    expect(rig.run("yubico-piv-tool -a change-pin -P 123456 -N 654321"), "Successfully changed");
    refuse(rig.run("yubico-piv-tool -a verify-pin -P 123456"), "2 tries left");
    refuse(rig.run("yubico-piv-tool -a verify-pin -P 123456"), "1 tries left");
    refuse(rig.run("yubico-piv-tool -a verify-pin -P 123456"), "blocked");
    refuse(rig.run("yubico-piv-tool -a verify-pin -P 654321"), "blocked");
    refuse(rig.run("yubico-piv-tool -a unblock-pin -P 00000000 -N 222222"), "Failed");
    expect(rig.run("yubico-piv-tool -a unblock-pin -P 12345678 -N 222222"), "Successfully unblocked");
    expect(rig.run("yubico-piv-tool -a verify-pin -P 222222"), "Successfully verified");
    expect(rig.run("yubico-piv-tool -a change-puk -P 12345678 -N 87654321"), "Successfully changed");
}

TEST_F(TokenClients, YubicosToolReplacesTheManagementKeyAndBringsKeys) {
    const TokenRig rig(old_cipher);
    const std::string key = "112233445566778811223344556677881122334455667788", with_key = "yubico-piv-tool -k" + key + " ";
    expect(rig.run("yubico-piv-tool -a set-mgm-key -n " + key), "Successfully set");
    refuse(rig.run("yubico-piv-tool -a generate -s 9a -A ECCP256"), "Failed authentication");
    expect(rig.run(with_key + "-a set-chuid -a set-ccc"), "Successfully set new CCC");
    for (const auto& [slot, algorithm, make] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"9a", "RSA2048", "openssl genrsa -out 9a.key 2048"}, {"9e", "ECCP384", "openssl ecparam -name secp384r1 -genkey -noout -out 9e.key"}}) {
        expect(rig.run(make + "; openssl pkey -in " + slot + ".key -pubout -out " + slot + ".pem"), "");
        expect(rig.run(with_key + "-a import-key -s " + slot + " -i " + slot + ".key"), "Successfully imported");
        rig.certify(slot);
        expect(rig.run("yubico-piv-tool -a verify-pin -P 123456 -a test-signature -s " + slot + " -A " + algorithm + " -i " + slot + ".crt"), "Successful");
    }
}

TEST_F(TokenClients, YubicosNewerToolShowsTheAesKeyAndAnotherOne) {
    if (!stories::run("yubico-piv-tool --help").holds("AES192")) GTEST_SKIP() << "this yubico-piv-tool knows 3DES only";
    const TokenRig rig;
    expect(rig.run("yubico-piv-tool -a generate -s 9a -A ECCP256"), "Successfully generated");
    const std::string key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    expect(rig.run("yubico-piv-tool -a set-mgm-key -m AES256 -n " + key), "Successfully set");
    refuse(rig.run("yubico-piv-tool -a generate -s 9a -A ECCP256"), "Failed authentication");
    expect(rig.run("yubico-piv-tool -k" + key + " -a generate -s 9a -A ECCP256"), "Successfully generated");
}

TEST_F(TokenClients, OpenscFindsAPivCardAndSignsWhatOpensslAccepts) {
    const TokenRig rig(old_cipher);
    expect(rig.run("opensc-tool -a"), "3b:87:01:49:6e:6b:73:65:61:6c:d1");
    expect(rig.run("opensc-tool -n"), "Personal Identity Verification Card");
    expect(rig.run("piv-tool -n"), "Personal Identity Verification Card");
    for (const auto& [slot, algorithm] : std::vector<std::pair<std::string, std::string>>{{"9a", "ECCP256"}, {"9c", "RSA2048"}}) {
        expect(rig.run("yubico-piv-tool -a generate -s " + slot + " -A " + algorithm + " -o " + slot + ".pem"), "Successfully generated");
        rig.certify(slot);
        expect(rig.run("yubico-piv-tool -a import-certificate -s " + slot + " -i " + slot + ".crt"), "Successfully imported");
    }
    expect(rig.run("pkcs15-tool -D"), "Certificate for PIV Authentication");
    expect(rig.run("pkcs15-tool --read-certificate 01 | openssl x509 -noout -subject"), "9a");
    expect(rig.run("pkcs15-tool --verify-pin --auth-id 01 --pin 123456"), "");
    expect(rig.run(opensc + "-L"), "PIN initialized");
    expect(rig.run("echo something > data; echo other > other"), "");
    const std::string sign = opensc + "--login --pin 123456 --sign -i data -o data.sig ";
    expect(rig.run(sign + "--id 01 -m ECDSA-SHA256 --signature-format openssl && openssl dgst -sha256 -verify 9a.pem -signature data.sig data"), "Verified OK");
    refuse(rig.run("openssl dgst -sha256 -verify 9a.pem -signature data.sig other"), "");
    expect(rig.run(sign + "--id 02 -m SHA256-RSA-PKCS && openssl dgst -sha256 -verify 9c.pem -signature data.sig data"), "Verified OK");
    expect(rig.run(sign + "--id 02 -m SHA256-RSA-PKCS-PSS && openssl dgst -sha256 -sigopt rsa_padding_mode:pss -verify 9c.pem -signature data.sig data"), "Verified OK");
}

// A certificate that is put into the card needed the key, and comes back as it was.
TEST_F(TokenClients, OpenscShowsTheAesKeyAndStoresWhatIsLong) {
    const TokenRig rig({"--message-max", "271"});
    expect(rig.run("echo 010203040506070801020304050607080102030405060708 > key; echo 0102030405060708010203040506070801020304050607ff > wrong"), "");
    expect(rig.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=ca -addext \"1.2.3.4=ASN1:UTF8String:$(seq -s _ 500)\""), "");
    refuse(rig.run("PIV_EXT_AUTH_KEY=wrong piv-tool -A M:9B:0A -C 9A -i ca.pem"), "");
    refuse(rig.run("pkcs15-tool --no-cache --read-certificate 01"), "");
    (void)rig.run("PIV_EXT_AUTH_KEY=key piv-tool -A M:9B:0A -C 9A -i ca.pem");  // its status is a number of bytes
    expect(rig.run("pkcs15-tool --no-cache --read-certificate 01 > back.pem && openssl x509 -in back.pem -outform DER > back && "
                   "openssl x509 -in ca.pem -outform DER | cmp - back && stat -c 'holds %s bytes' back"), "holds 2");
    // piv-tool 0.23 asks for the key pair, and then fails to write it down.
    (void)rig.run("PIV_EXT_AUTH_KEY=key piv-tool -A M:9B:0A -G 9D:07 -o 9d.der");
    expect(rig.run("cat token.json"), "\"9d\":{\"algorithm\":7");
}

// libccid cuts what is longer than the reader's messages, both ways; one of them ends
// exactly with a packet, and so with an empty one.
TEST_F(TokenClients, LibccidChainsExtendedCommandsThroughAShortReader) {
    const TokenRig rig({"--message-max", "138"});
    CardLine card;
    const base::Bytes fine{0x90, 0x00};
    EXPECT_EQ(card.transmit(base::Bytes{0x00, 0xA4, 4, 0, 5, 0xA0, 0, 0, 3, 8}).at(0), 0x61) << card.trouble();
    base::Bytes long_command{0x00, 0xDB, 0x3F, 0xFF, 0x00, 0x04, 0x00};
    long_command.resize(7 + 1024, 0x11);
    EXPECT_EQ(card.transmit(long_command), (base::Bytes{0x69, 0x82})) << card.trouble() << ": the whole command came, and wants the management key";
    const base::Bytes chuid = card.transmit(base::Bytes{0x00, 0xCB, 0x3F, 0xFF, 0, 0, 5, 0x5C, 3, 0x5F, 0xC1, 2, 0, 0});
    EXPECT_EQ(chuid.size(), 63U) << card.trouble();

    EXPECT_EQ(card.transmit(base::Bytes{0x00, 0x87, 0x0A, 0x9B, 0, 0, 4, 0x7C, 2, 0x81, 0, 0, 0}).size(), 22U);
}

TEST_F(TokenClients, AllOfThemEndWhenTheTokenIsPulledOrLies) {
    constexpr int ran_out_of_time = 124;  // of timeout(1)
    for (const std::string defect : {"wrong_sequence", "truncated", "wrong_type", "zero_length_packets"}) {
        const TokenRig rig(old_cipher);
        expect(rig.order(R"({"op":"spoil","how":")" + defect + "\"}"), defect);
        const auto said = rig.run("yubico-piv-tool -a verify-pin -P 000000");
        EXPECT_FALSE(said.holds("Success")) << defect;
        EXPECT_NE(said.status, ran_out_of_time) << defect;
    }
    const TokenRig rig(old_cipher);
    expect(rig.order(R"({"op":"pull_at","command":2,"moment":"before_work"})"), "");
    const auto pulled = rig.run("yubico-piv-tool -a status");
    EXPECT_FALSE(pulled.holds("4711"));
    EXPECT_NE(pulled.status, ran_out_of_time);
    expect(rig.order(R"({"op":"status"})"), "\"is_plugged\":false");
    refuse(rig.run("yubico-piv-tool -a status"), "Failed to connect");
}

}  // namespace
}  // namespace foreign
