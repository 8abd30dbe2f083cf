// SPDX-License-Identifier: Apache-2.0
// The life of a key as a story, and what other people's programs say about what it leaves.
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using stories::quoted;
using stories::run;
using stories::Said;

// Played once; the claims look at what it left.
class KeysStory : public testing::Test {
protected:
    static void SetUpTestSuite() {
        s_out = new fs::path(fs::temp_directory_path() / ("inkseal-keys-" + std::to_string(getpid())));
        fs::remove_all(*s_out);
        s_played = new Said(run(quoted(std::string(PROGRAM_DIR) + "/inkseal-emulator") + " --headless " + quoted(s_out->string()) + " --story keys"));
    }
    static void TearDownTestSuite() {
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_out);
        delete s_out;
        delete s_played;
    }
    void SetUp() override { ASSERT_EQ(s_played->status, 0) << s_played->words; }

    static std::string at(const std::string& name) { return quoted((*s_out / name).string()); }
    static std::string root() { return at("device/device/platform.pem"); }
    static std::string content(const std::string& name) {
        std::ifstream in(*s_out / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    static fs::path* s_out;
    static Said* s_played;
};
fs::path* KeysStory::s_out = nullptr;
Said* KeysStory::s_played = nullptr;

}  // namespace

TEST_F(KeysStory, LeavesAKeyFileThatOpensslAndCerttoolRead) {
    const Said openssl = run("openssl pkcs12 -info -noout -in " + at("export.pfx") + " -passin file:" + at("export.password"));
    EXPECT_EQ(openssl.status, 0) << openssl.words;
    EXPECT_TRUE(openssl.holds("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256")) << openssl.words;
    EXPECT_TRUE(openssl.holds("MAC: sha256, Iteration 600000")) << openssl.words;
    EXPECT_TRUE(openssl.holds("salt length: 16")) << openssl.words;
    const Said certtool = run("certtool --p12-info --inder --infile " + at("export.pfx") + " --password \"$(cat " + at("export.password") + ")\"");
    EXPECT_EQ(certtool.status, 0) << certtool.words;
    EXPECT_NE(run("openssl pkcs12 -noout -in " + at("export.pfx") + " -passin pass:wrong").status, 0);
}

TEST_F(KeysStory, BringsTheSameKeyBackAsTheOneThatLeft) {
    const Said left = run("openssl pkcs12 -nodes -nocerts -in " + at("export.pfx") + " -passin file:" + at("export.password") + " | openssl pkey -pubout");
    const Said back = run("openssl req -pubkey -noout -verify -in " + at("imported.csr.pem"));
    const std::string key = left.words.substr(left.words.find("-----BEGIN"));
    EXPECT_GT(key.size(), 100U) << left.words;
    EXPECT_TRUE(back.holds(key)) << back.words << key;
    EXPECT_TRUE(back.holds("verify OK")) << back.words;
    const Said there = run("openssl req -pubkey -noout -verify -in " + at("duplicate.csr.pem"));
    EXPECT_TRUE(there.holds(key) && there.holds("verify OK")) << "the second device's chip signs with the same key\n" << there.words;
    EXPECT_TRUE(run("openssl req -noout -subject -in " + at("duplicate.csr.pem")).holds("harbour-otter-42"));
}

TEST_F(KeysStory, WritesDownThatAKeyWentIntoATokenAndWhoseItIs) {
    const std::string log = content("audit/entries.txt");
    const std::size_t entry = log.find("key-into-token");
    ASSERT_NE(entry, std::string::npos) << log;
    EXPECT_EQ(log.find("key-into-token", entry + 1), std::string::npos) << "the refused one did nothing";
    const std::string key = run("openssl req -pubkey -noout -in " + at("imported.csr.pem") + " | openssl pkey -pubin -outform DER | sha256sum | cut -c1-64 | tr -d '\\n'").words;
    ASSERT_EQ(key.size(), 64U);
    EXPECT_NE(log.find("key=\"" + key.substr(0, 20), entry), std::string::npos) << log;  // `audit show` shortens digests
}

TEST_F(KeysStory, LeavesTheChainOfTheActiveKey) {
    const Said chain = run("openssl verify -partial_chain -CAfile " + root() + " -untrusted " + at("device-chain.pem") + " " + at("device-chain.pem"));
    EXPECT_EQ(chain.status, 0) << chain.words;
}

TEST_F(KeysStory, SignsWhatItExportsAndWhatItArchivesInTheDevicesName) {
    const std::string verify = "openssl cms -verify -binary -inform DER -purpose any -out /dev/null -CAfile " + root();
    const Said bundle = run(verify + " -in " + at("export.manifest.p7s") + " -content " + at("export.manifest.json"));
    EXPECT_EQ(bundle.status, 0) << bundle.words;
    EXPECT_NE(run(verify + " -in " + at("export.manifest.p7s") + " -content " + at("keys.json")).status, 0);
    const Said archive = run(verify + " -in " + at("archive/manifest.p7s") + " -content " + at("archive/manifest.json"));
    EXPECT_EQ(archive.status, 0) << archive.words;
    EXPECT_NE(run("grep -rlE 'PRIVATE KEY' " + at("archive")).status, 0) << "no private key is archived";
}

TEST_F(KeysStory, KeepsTheOtherDevicesSignedWordThatExactlyTheseFilesCame) {
    const Said said = run("openssl cms -verify -binary -inform DER -purpose any -CAfile " + root() + " -in " + at("export.arrival.p7m"));
    EXPECT_EQ(said.status, 0) << said.words;
    EXPECT_TRUE(said.holds("\"by\":\"harbour-otter-42\"")) << said.words;
    for (const char* name : {"export.pfx", "export.manifest.json", "export.manifest.p7s"}) {
        const std::string digest = run("sha256sum < " + at(name) + " | cut -c1-64 | tr -d '\\n'").words;
        ASSERT_EQ(digest.size(), 64U);
        EXPECT_TRUE(said.holds("\"name\":\"" + std::string(name) + "\",\"sha256\":\"" + digest + "\"")) << said.words;
        EXPECT_EQ(run("cmp " + at(name) + " " + at("stick/" + std::string(name))).status, 0) << name;
    }
    EXPECT_NE(content("sent.txt").find("by stick to harbour-otter-42"), std::string::npos) << content("sent.txt");
    EXPECT_NE(content("sent.txt").find("arrived"), std::string::npos) << content("sent.txt");
    const std::string log = content("audit/entries.txt");
    EXPECT_NE(log.find("key-sent"), std::string::npos);
    EXPECT_LT(log.find("key-sent"), log.find("key-arrival-confirmed"));
    EXPECT_NE(log.find("key-arrival-confirmed"), std::string::npos);
}

TEST_F(KeysStory, SaysTestOnWhatItSignedToTryAKey) {
    const Said pdfsig = run("pdfsig -nocert " + at("test-signed.pdf"));
    EXPECT_TRUE(pdfsig.holds("Signature is Valid")) << pdfsig.words;
    EXPECT_TRUE(pdfsig.holds("Total document signed")) << pdfsig.words;
    EXPECT_TRUE(run("pdftotext " + at("test-signed.pdf") + " -").holds("TEST"));
}

TEST_F(KeysStory, ListsEveryKeyWithWhereItHasBeen) {
    const std::string list = content("keys.json");
    for (const char* words : {"Born in this chip; no copy exists and none can be made.", "copies may exist elsewhere.", "leaves with 2 of 3 custodians.",
                              "\"standing\":\"destroyed\"", "\"standing\":\"active\""})
        EXPECT_NE(list.find(words), std::string::npos) << words << " is not in " << list;
}

// swtpm's own record: lines of hexadecimal between lines of words.
TEST_F(KeysStory, NeverShowsAPrivateKeyOrACodeOnTheBusOfTheChip) {
    const std::string bus = run("grep -E '^ ([0-9A-F]{2} )+' " + at("bus.txt") + " | tr -d ' \\n'").words;
    ASSERT_GT(bus.size(), 100'000U);
    const auto hex = [](const std::string& command) { return run(command + " | od -An -v -tx1 | tr -d ' \\n' | tr a-f A-F").words; };
    const std::string key = "openssl pkcs12 -nodes -nocerts -in " + at("export.pfx") + " -passin file:" + at("export.password") + " | openssl ec 2>/dev/null -outform DER";
    const std::string secret = hex(key).substr(2 * 7, 64);        // ECPrivateKey (RFC 5915): 30 len 02 01 01 04 20, then the scalar
    const std::string in_public = hex(key + " -pubout | tail -c 64 | head -c 32");
    ASSERT_EQ(secret.size(), 64U);
    ASSERT_EQ(in_public.size(), 64U);
    EXPECT_NE(bus.find(in_public), std::string::npos) << "the record is of this key's chip";
    EXPECT_EQ(bus.find(secret), std::string::npos);
}

TEST_F(KeysStory, EndsTheSecondDeviceWithACertificateThatOpensslAccepts) {
    const std::string verify = "openssl cms -verify -binary -inform DER -purpose any -out /dev/null -CAfile " + root() + " -in " + at("destruction.p7s") + " -content ";
    EXPECT_EQ(run(verify + at("destruction.json")).status, 0);
    EXPECT_NE(run(verify + at("destruction.report.json")).status, 0);
    const std::string certificate = content("destruction.json");
    EXPECT_NE(certificate.find("\"name\":\"portable\""), std::string::npos) << "the key that came from the first device ended with the second\n" << certificate;
    EXPECT_NE(content("destruction.report.json").find("\"is_empty\":true"), std::string::npos);
    EXPECT_TRUE(fs::is_empty(*s_out / "second"));
}

TEST_F(KeysStory, KeepsThePasswordOutOfEveryOtherFile) {
    std::string password = content("export.password");
    while (!password.empty() && password.back() == '\n') password.pop_back();
    ASSERT_GT(password.size(), 20U);
    const Said found = run("grep -rlF " + stories::quoted(password) + " " + at("."));
    EXPECT_EQ(found.words, (*s_out / "." / "export.password").string() + "\n");
}

TEST_F(KeysStory, RegistersACertificateThatAnotherAuthorityIssued) {
    const Said verified = run("openssl verify -CAfile " + at("other-authority.pem") + " " + at("moved.cert.pem"));
    EXPECT_EQ(verified.status, 0) << verified.words;
    const std::string entries = content("audit/entries.txt");
    for (const char* event : {"key-registered", "revocations-installed", "key-sent", "key-arrival-confirmed", "runbook-reported"})
        EXPECT_NE(entries.find(event), std::string::npos) << event;
    const Said signer = run("pdfsig -nocert " + at("moved-test.pdf"));
    EXPECT_TRUE(signer.holds("Signature is Valid")) << signer.words;
    const Said request = run("openssl req -verify -noout -in " + at("moved.csr.pem"));
    EXPECT_EQ(request.status, 0) << request.words;
    EXPECT_EQ(run("openssl x509 -pubkey -noout -in " + at("moved.cert.pem")).words, run("openssl req -pubkey -noout -in " + at("moved.csr.pem")).words);
}

TEST_F(KeysStory, DeletesACopyWhenItsTimeIsOverAndSignsThatItIsGone) {
    EXPECT_FALSE(fs::exists(*s_out / "moved.pfx"));
    EXPECT_TRUE(fs::exists(*s_out / "export.pfx")) << "what was not meant stays";
    const Said signature = run("openssl cms -verify -binary -inform DER -purpose any -CAfile " + root() + " -content " + at("moved.deleted.json") +
                               " -in " + at("moved.deleted.json.p7s") + " -out /dev/null");
    EXPECT_EQ(signature.status, 0) << signature.words;
    const std::string record = content("moved.deleted.json");
    EXPECT_NE(record.find("\"how\":\"overwritten once and removed\""), std::string::npos) << record;
    EXPECT_NE(content("retention.json").find("deleted 20"), std::string::npos);
    EXPECT_EQ(run("grep -c -E 'retention-changed|copy-deleted' " + at("audit/entries.txt")).words, "4\n");
}

TEST_F(KeysStory, EndsTheFirstMonthInASealedReportThatNamesEachDayAndEachPerson) {
    const Said pdfsig = run("pdfsig -nocert " + at("runbook.pdf"));
    EXPECT_TRUE(pdfsig.holds("Signature is Valid")) << pdfsig.words;
    EXPECT_TRUE(pdfsig.holds("Total document signed")) << pdfsig.words;
    EXPECT_EQ(run("qpdf --check " + at("runbook.pdf")).status, 0);
    const Said text = run("pdftotext -layout " + at("runbook.pdf") + " -");
    for (const char* words : {"COMPLETE: all 8 steps are done", "Day 0:", "Day 1:", "Day 2:", "Day 3:", "Day 4:", "Day 5:", "Day 6:", "Day 30:", "TEST",
                              "Zoë Okafor", "Ruth Abara", "Ida Lind", "Mia", "健 山田", "1 of "})
        EXPECT_TRUE(text.holds(words)) << words << " is not in\n" << text.words;
    EXPECT_EQ(run("pdffonts " + at("runbook.pdf") + " | tail -n +3 | grep -vc ' yes yes yes '").words, "0\n") << "every font is embedded, cut down, and has its text";
    const std::string status = content("runbook.json");
    EXPECT_NE(status.find("\"complete\":true"), std::string::npos) << status;
    EXPECT_EQ(status.find("done late"), std::string::npos) << status;
    EXPECT_EQ(run("grep -c runbook-step-done " + at("first-month.txt")).words, "8\n");
}

void expect_played(const std::string& story) {
    const fs::path out = fs::temp_directory_path() / ("inkseal-" + story + "-" + std::to_string(getpid()));
    fs::remove_all(out);
    const Said played = run(quoted(std::string(PROGRAM_DIR) + "/inkseal-emulator") + " --headless " + quoted(out.string()) + " --story " + story);
    EXPECT_EQ(played.status, 0) << played.words;
    if (played.status == 0) fs::remove_all(out);
}

// Its device can sign nothing afterwards, so it has one of its own.
TEST(RevocationStory, IsPlayedToTheScreenThatRefuses) { expect_played("a-revoked-key"); }

TEST(StaffStory, IsPlayedFromTheFactoryOn) { expect_played("staff-at-the-door"); }

// The kiosk, its screen and a token on the USB: opened by it, ended by its being taken out,
// and never before the eyes of whoever signs.
TEST(StaffStory, IsPlayedAtTheScreen) { expect_played("staff-at-the-screen"); }
