// SPDX-License-Identifier: Apache-2.0
// `inkseal token`, as an administrator runs it.
#include "tests/stories/commands.h"
#include "tests/unit/usb/virtual_bus.h"

#include <gtest/gtest.h>

#include <fstream>

namespace {

class TokenCommand : public testing::Test {
protected:
    TokenCommand() {
        write("management", "010203040506070801020304050607080102030405060708");
        write("pin", "123456");
        write("wrong", "999999");
        write("new", "24681012");
        write("puk", "12345678");
    }
    void write(const std::string& name, const std::string& line) const { std::ofstream(bus.folder() / name) << line << '\n'; }
    stories::Said inkseal(const std::string& arguments) const {
        return stories::run("cd " + stories::quoted(bus.folder().string()) + " && " + stories::quoted(std::string(PROGRAM_DIR) + "/inkseal") + " token " + arguments);
    }
    usb_test::VirtualBus bus;
};

}  // namespace

TEST_F(TokenCommand, LeadsAKeyFromItsBirthToItsCertificate) {
    EXPECT_TRUE(inkseal("list").holds("none"));
    EXPECT_EQ(inkseal("info").status, 69) << "nothing is plugged in";
    bus.add("nora", 4711);
    EXPECT_TRUE(inkseal("list --json").holds(R"("serial":"4711")"));
    const auto made = inkseal("generate --slot 9c --algorithm p384 --management-key-file management --out key.der");
    EXPECT_EQ(made.status, 0) << made.words;
    EXPECT_EQ(inkseal("request --name Nora --pin-file pin --out request.pem").status, 0);
    const auto certified = stories::run("cd " + stories::quoted(bus.folder().string()) +
                                        " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=CA"
                                        " && openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 9 -out nora.pem");
    ASSERT_EQ(certified.status, 0) << certified.words;
    EXPECT_NE(inkseal("certificate --put ca.pem --management-key-file management").status, 0) << "another key's certificate";
    const auto put = inkseal("certificate --put nora.pem --management-key-file management");
    EXPECT_EQ(put.status, 0) << put.words;
    EXPECT_TRUE(inkseal("certificate").holds("BEGIN CERTIFICATE"));
    const auto info = inkseal("info --json");
    EXPECT_TRUE(info.holds(R"("subject":"Nora")")) << info.words;
    EXPECT_TRUE(info.holds(R"("born_in_token":true)")) << info.words;
    EXPECT_TRUE(inkseal("sign-test --pin-file pin").holds("verified: true"));
}

// The files are openssl's own; the virtual token computes with another library.
TEST_F(TokenCommand, TakesInAKeyFromAFileOnlyFromSomebodyWhoKnowsThatItCrossesUsbInTheClear) {
    bus.add("nora", 4711);
    write("password", "correct horse battery staple");
    for (const std::string kind : {"EC -pkeyopt ec_paramgen_curve:P-256", "EC -pkeyopt ec_paramgen_curve:P-384", "RSA -pkeyopt rsa_keygen_bits:2048"}) {
        const auto made = stories::run("cd " + stories::quoted(bus.folder().string()) + " && openssl genpkey -quiet -algorithm " + kind +
                                       " -out k.key && openssl req -x509 -new -key k.key -subj /CN=Nora -days 9 -out k.pem"
                                       " && openssl pkcs12 -export -in k.pem -inkey k.key -passout file:password -out k.pfx");
        ASSERT_EQ(made.status, 0) << made.words;
        const std::string import = "import k.pfx --slot 9c --password-file password --management-key-file management --json";
        const auto unknowing = inkseal(import + " --replace");
        EXPECT_EQ(unknowing.status, 64) << unknowing.words;
        EXPECT_TRUE(unknowing.holds("in the clear")) << unknowing.words;
        const auto taken = inkseal(import + " --replace --over-usb-in-clear");
        EXPECT_EQ(taken.status, 0) << kind << taken.words;
        EXPECT_TRUE(taken.holds(R"("asks_for_the_code":true)") && taken.holds(R"("token_says_born_in_token":false)")) << taken.words;
        EXPECT_EQ(inkseal(import + " --over-usb-in-clear").status, 73) << "what the slot has is not replaced unasked";
        EXPECT_TRUE(inkseal("sign-test --pin-file pin").holds("verified: true"));
        EXPECT_EQ(inkseal("request --name Nora --pin-file pin --out k-request.pem").status, 0);
        const auto same = stories::run("cd " + stories::quoted(bus.folder().string()) + " && openssl req -in k-request.pem -verify -noout -pubkey > there && openssl pkey -in k.key -pubout > here"
                                       " && cmp here there && rm k-request.pem");
        EXPECT_EQ(same.status, 0) << kind << same.words;
    }
    const std::string wrong = "import k.pfx --slot 9a --over-usb-in-clear --password-file pin --management-key-file management";
    EXPECT_EQ(inkseal(wrong).status, 1) << "not the file's password";
    EXPECT_NE(inkseal("import k.pfx --slot 9a --over-usb-in-clear --password-file password --management-key-file puk").status, 0);
    EXPECT_FALSE(inkseal("info --json").holds(R"("slot":"9a")"));
}

TEST_F(TokenCommand, ChangesCodesAndTellsWhatTheyCost) {
    bus.add("nora", 4711);
    const auto wrong = inkseal("change-pin --pin-file wrong --new-pin-file new");
    EXPECT_EQ(wrong.status, 77);
    EXPECT_TRUE(wrong.holds("tries left: 2")) << wrong.words;
    EXPECT_EQ(inkseal("change-pin --pin-file pin --new-pin-file new").status, 0);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(inkseal("change-pin --pin-file wrong --new-pin-file pin").status, 77);
    EXPECT_TRUE(inkseal("info").holds("tries_left: 0"));
    EXPECT_EQ(inkseal("unblock --puk-file puk --new-pin-file pin").status, 0);
    EXPECT_TRUE(inkseal("info").holds("tries_left: 3"));
    EXPECT_TRUE(stories::run("exec 9<" + stories::quoted((bus.folder() / "pin").string()) + "; " + stories::quoted(std::string(PROGRAM_DIR) + "/inkseal") +
                             " token change-pin --pin-file /dev/fd/9 --new-pin-file " + stories::quoted((bus.folder() / "new").string())).holds("changed: pin"));
}

TEST_F(TokenCommand, AsksWhichOfSeveralTokensIsMeant) {
    bus.add("nora", 4711);
    bus.add("omar", 4712);
    EXPECT_EQ(inkseal("info").status, 64);
    EXPECT_TRUE(inkseal("info --token 4712").holds("name: omar"));
    EXPECT_EQ(inkseal("info --token 4713").status, 69);
    EXPECT_EQ(inkseal("generate --slot 82 --token 4711 --management-key-file management").status, 64);
    bus.tell("omar", R"({"op":"lie","how":"wrong_signature"})");
    EXPECT_EQ(inkseal("generate --slot 9a --token 4712 --management-key-file management").status, 0);
    EXPECT_EQ(inkseal("sign-test --slot 9a --token 4712 --pin-file pin").status, 69) << "a lying token";
}
