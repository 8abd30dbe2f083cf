// SPDX-License-Identifier: Apache-2.0
// The whole job, once, and then other people's programs about its results.
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace {

namespace fs = std::filesystem;
using stories::quoted;
using stories::run;
using stories::Said;

std::string source(const std::string& name) { return quoted(std::string(SOURCE_DIR) + "/" + name); }
std::string program(const std::string& name) { return quoted(std::string(PROGRAM_DIR) + "/" + name); }

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class HeadlessStory : public testing::Test {
protected:
    static void SetUpTestSuite() {
        s_out = new fs::path(fs::temp_directory_path() / ("inkseal-story-" + std::to_string(getpid())));
        fs::remove_all(*s_out);
        s_played = new Said(run(program("inkseal-emulator") + " --headless " + quoted(s_out->string())));
    }
    static void TearDownTestSuite() {
        if (s_played->status == 0) fs::remove_all(*s_out);
        delete s_out;
        delete s_played;
    }
    void SetUp() override { ASSERT_EQ(s_played->status, 0) << s_played->words << "\nleft in " << s_out->string(); }

    static std::string out(const std::string& name) { return quoted((*s_out / name).string()); }

    static fs::path* s_out;
    static Said* s_played;
};
fs::path* HeadlessStory::s_out = nullptr;
Said* HeadlessStory::s_played = nullptr;

}  // namespace

TEST_F(HeadlessStory, IsToldStepByStepWithTimes) {
    for (const char* step : {"the network goes off", "the network comes back", "B-T"}) EXPECT_TRUE(s_played->holds(step)) << step;
}

TEST_F(HeadlessStory, LeavesEveryResult) {
    for (const char* name : {"signed.pdf", "evidence.json", "signed.pdf.tlog-proof", "leaf.json", "checkpoint", "log.vkey", "receipt.p7s",
                             "signature.tst", "trust/device-chain.pem", "trust/platform.pem", "trust/root.crl", "trust/issuing.crl",
                             "device/device/objects.json", "device/vault.db", "platform/receiver.db"}) {
        ASSERT_TRUE(fs::exists(*s_out / name)) << name;
        EXPECT_GT(fs::file_size(*s_out / name), 0U) << name;
    }
}

TEST_F(HeadlessStory, KeepsEveryScreenAsAPictureAndAsText) {
    std::set<std::string> pictures, texts;
    for (const auto& entry : fs::directory_iterator(*s_out / "screens")) {
        EXPECT_GT(fs::file_size(entry.path()), 0U) << entry.path();
        (entry.path().extension() == ".png" ? pictures : texts).insert(entry.path().stem().string());
    }
    EXPECT_EQ(pictures, texts);
    for (const char* name : {"01-attract", "02-language", "03-identify", "05-consent", "06-review", "08-fill", "10-sign", "12-authenticate", "13-confirm", "14-receipt"})
        EXPECT_TRUE(pictures.contains(name)) << name;
}

TEST_F(HeadlessStory, OpensslAcceptsTheCrlsThatCameWithIt) {
    for (const char* name : {"root", "issuing"}) {
        const std::string issuer = std::string(name) == "root" ? "trust/platform.pem" : "trust/issuing.pem";
        const Said said = run("openssl crl -inform DER -noout -CAfile " + out(issuer) + " -in " + out("trust/" + std::string(name) + ".crl"));
        EXPECT_TRUE(said.holds("verify OK")) << said.words;
    }
}

TEST_F(HeadlessStory, PdfsigCallsTheSignatureValidOverTheWholeDocument) {
    const Said said = run("pdfsig " + out("signed.pdf"));
    EXPECT_TRUE(said.holds("Signature is Valid")) << said.words;
    EXPECT_TRUE(said.holds("Total document signed")) << said.words;
    EXPECT_TRUE(said.holds("ETSI.CAdES.detached")) << said.words;
}

TEST_F(HeadlessStory, QpdfFindsNothingWrong) {
    const Said said = run("qpdf --check " + out("signed.pdf"));
    EXPECT_EQ(said.status, 0) << said.words;
}

// All is in order with it, and it proves nothing: the device is an emulated one.
TEST_F(HeadlessStory, OurOwnVerdictIsLevelBTAndNeverPassed) {
    const Said said = run(program("inkseal") + " verify " + out("signed.pdf") + " --trust " + out("trust") + " --json");
    EXPECT_EQ(said.status, 2) << said.words;
    EXPECT_TRUE(said.holds("\"indication\":\"INDETERMINATE\"")) << said.words;
    EXPECT_TRUE(said.holds("\"fault\":\"certificate_is_test\"")) << said.words;
    EXPECT_TRUE(said.holds("\"level\":\"B-T\"")) << said.words;
    EXPECT_TRUE(said.holds("\"is_test\":true")) << said.words;
}

TEST_F(HeadlessStory, ToThoseWhoTrustOthersItIsNoEvidenceEither) {
    const fs::path folder = fs::temp_directory_path() / ("inkseal-production-" + std::to_string(getpid()));
    fs::create_directories(folder);
    const std::string root = quoted((folder / "root.pem").string());
    const Said made = run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -days 30 -subj '/CN=A hospital root' -out " + root);
    ASSERT_EQ(made.status, 0) << made.words;
    for (const std::string& trust : {std::string(), " --trust " + quoted(folder.string())}) {
        const Said said = run(program("inkseal") + " verify " + out("signed.pdf") + trust);
        EXPECT_EQ(said.status, 2) << said.words;
        EXPECT_TRUE(said.holds("INDETERMINATE")) << said.words;
        EXPECT_TRUE(said.holds("TEST, not evidence.")) << said.words;
    }
    fs::remove_all(folder);
}

TEST_F(HeadlessStory, ScreensAndFileSayThatItIsATest) {
    for (const auto& entry : fs::directory_iterator(*s_out / "screens"))
        if (entry.path().extension() == ".txt") { EXPECT_NE(content(entry.path()).find("TEST, not evidence"), std::string::npos) << entry.path(); }
    const Said said = run("pdftotext " + out("signed.pdf") + " -");
    EXPECT_TRUE(said.holds("TEST, not evidence")) << said.words;
}

TEST_F(HeadlessStory, OneFlippedByteFails) {
    std::string pdf = content(*s_out / "signed.pdf");
    pdf[pdf.size() / 3] = static_cast<char>(pdf[pdf.size() / 3] ^ 1);
    const fs::path changed = *s_out / "changed.pdf";
    std::ofstream(changed, std::ios::binary) << pdf;
    const Said said = run(program("inkseal") + " verify " + quoted(changed.string()) + " --trust " + out("trust"));
    EXPECT_NE(said.status, 0) << said.words;
    fs::remove(changed);
}

TEST_F(HeadlessStory, AStrictLookFindsPadesAndDerAndOpensslAcceptsTheCms) {
    const fs::path folder = *s_out / "look";
    fs::create_directories(folder);
    const std::string at = quoted(folder.string());
    const Said look = run("python3 " + source("tests/foreign/pades_look.py") + " " + out("signed.pdf") + " " + at);
    ASSERT_EQ(look.status, 0) << look.words;
    const Said cms = run("cd " + at + " && openssl cms -verify -binary -inform DER -in cms.der -content data -cades -purpose any -out /dev/null -CAfile " +
                         out("trust/platform.pem"));
    EXPECT_EQ(cms.status, 0) << cms.words;
    EXPECT_TRUE(cms.holds("CAdES Verification successful")) << cms.words;
    const Said usage = run("cd " + at + " && openssl x509 -inform DER -in signer.der -noout -ext keyUsage");
    EXPECT_TRUE(usage.holds("X509v3 Key Usage: critical")) << usage.words;
    EXPECT_TRUE(usage.holds("Digital Signature, Non Repudiation\n")) << usage.words;
}

TEST_F(HeadlessStory, OpensslAcceptsReceiptAndTimestamp) {
    const Said receipt = run("openssl cms -verify -inform DER -purpose any -in " + out("receipt.p7s") + " -CAfile " + out("trust/platform.pem"));
    EXPECT_EQ(receipt.status, 0) << receipt.words;
    EXPECT_TRUE(receipt.holds("\"kind\":\"receipt\"")) << receipt.words;
    const std::string evidence = content(*s_out / "evidence.json");
    const std::size_t at = evidence.find("\"seal_id\":\"");
    ASSERT_NE(at, std::string::npos);
    const std::string stamp = "openssl ts -verify -token_in -in " + out("signature.tst") + " -CAfile " + out("trust/platform.pem") + " -untrusted " +
                              out("trust/issuing.pem") + " -digest ";
    const Said right = run(stamp + evidence.substr(at + 11, 64));
    EXPECT_EQ(right.status, 0) << right.words;
    EXPECT_TRUE(right.holds("Verification: OK")) << right.words;
    EXPECT_NE(run(stamp + std::string(64, '0')).status, 0);
}

TEST_F(HeadlessStory, SigstoreAcceptsTheProofOfTheLog) {
    if (run("command -v node && command -v npm").status != 0) GTEST_SKIP() << "SKIPPED: node and npm are not installed";
    const std::string modules = quoted((fs::path(PROGRAM_DIR).parent_path() / "foreign-tlog").string());
    ASSERT_EQ(run(source("tests/foreign/tlog/modules") + " " + modules).status, 0) << "npm ci failed";
    const fs::path folder = *s_out / "proof";
    fs::create_directories(folder);
    fs::copy_file(*s_out / "signed.pdf.tlog-proof", folder / "good.tlog-proof", fs::copy_options::overwrite_existing);
    fs::copy_file(*s_out / "leaf.json", folder / "good.entry", fs::copy_options::overwrite_existing);
    fs::copy_file(*s_out / "signed.pdf.tlog-proof", folder / "bad.tlog-proof", fs::copy_options::overwrite_existing);
    std::ofstream(folder / "bad.entry") << content(*s_out / "leaf.json") << " ";
    // "<origin>+<key hash>+<base64 of the algorithm's byte and the key>"
    ASSERT_EQ(run("cd " + quoted(folder.string()) + " && cut -d+ -f1 ../log.vkey | tr -d '\\n' >log.name && cut -d+ -f3- ../log.vkey | base64 -d | tail -c +2 >log.der").status, 0);
    const Said said = run("node " + source("tests/foreign/tlog/verify.js") + " " + quoted(folder.string()) + " " + modules);
    EXPECT_TRUE(said.holds("good accepted")) << said.words;
    EXPECT_TRUE(said.holds("bad refused")) << said.words;
}

TEST_F(HeadlessStory, TpmToolsFindTheObjectsWeSayWeMade) {
    const Said said = run("python3 " + source("tests/foreign/tpm_look.py") + " " + out("device/emulated-tpm") + " " + out("device/device/objects.json") +
                          " 2>/dev/null");
    EXPECT_EQ(said.status, 0) << said.words;
    EXPECT_TRUE(said.holds("objects: ok")) << said.words;
}

TEST_F(HeadlessStory, TheLogIsWholeAndHoldsTheCeremonyInOrder) {
    const std::string state = out("device");
    const Said whole = run(program("inkseal") + " audit verify --state " + state + " --witness " + out("device/device/witness.vkey"));
    EXPECT_EQ(whole.status, 0) << whole.words;
    const Said shown = run(program("inkseal") + " audit show --state " + state);
    std::size_t at = 0;
    for (const char* event : {"work-order-received", "session-started", "language-chosen", "identified", "consent-given", "document-reviewed",
                              "field-filled", "signature-drawn", "signing-confirmed", "signing-intended", "  signed", "session-wiped",
                              "receipt-verified", "timestamp-verified", "delivered", "record-key-dropped"}) {
        const std::size_t found = shown.words.find(event, at);
        ASSERT_NE(found, std::string::npos) << event << " is missing or out of order in\n" << shown.words;
        at = found;
    }
}

// On the device and at the platform: the chip's count, the log and what was archived agree.
TEST_F(HeadlessStory, NoNumberOfTheChipsCountIsMissing) {
    const fs::path results = *s_out / "platform" / "results";
    std::string device;
    for (const auto& entry : fs::directory_iterator(results))
        if (entry.path().filename() != "refused") device = entry.path().filename().string();
    const Said counted = run(program("inkseal") + " audit gaps --state " + out("device") + " --parcels " + out("platform/results/" + device));
    EXPECT_EQ(counted.status, 0) << counted.words;
    EXPECT_TRUE(counted.holds("1 signatures, 1 proven by the chip")) << counted.words;
    const Said asked = run(program("inkseal-receiver") + " gaps --state " + out("platform") + " --results " + out("platform/results") + " " + device);
    EXPECT_EQ(asked.status, 0) << asked.words;
    EXPECT_TRUE(asked.holds("no number is missing")) << asked.words;
    // The same without the evidence: nobody says that all is well.
    const fs::path nothing = *s_out / "nothing-archived";
    fs::create_directory(nothing);
    EXPECT_EQ(run(program("inkseal") + " audit gaps --state " + out("device") + " --parcels " + nothing.string()).status, 2);
    fs::remove(nothing);
}

TEST_F(HeadlessStory, NoNameIsInTheLogOrInTheClear) {
    const Said found = run("grep -rlaE 'Mara|Keller|555 0175' " + out("device/log") + " " + out("device/vault.db") + " " + out("device/outbox") + " " +
                           out("device/blobs") + " " + out("device/inbox") + " " + out("device/courier") + " " + out("device/kiosk.log"));
    EXPECT_EQ(found.words, "");
}

TEST_F(HeadlessStory, TheWipedScreenIsTheAttractScreenAgain) {
    std::string first, wiped;
    for (const auto& entry : fs::directory_iterator(*s_out / "screens")) {
        const std::string name = entry.path().filename().string();
        if (name.find("-attract.txt") != std::string::npos) first = content(entry.path());
        if (name.find("-wiped.txt") != std::string::npos) wiped = content(entry.path());
    }
    EXPECT_FALSE(first.empty());
    EXPECT_EQ(wiped, first);
}

TEST(SomebodyElse, SignsAFileWeKnowNothingAboutInLettersOfTheirOwn) {
    const fs::path folder = fs::temp_directory_path() / ("inkseal-other-" + std::to_string(getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
    // Two pages of other people's making: one upright, one turned, no form.
    const fs::path form = fs::path(SOURCE_DIR) / "emulator/forms/consent.pdf", given = folder / "given.pdf";
    ASSERT_EQ(run("qpdf " + quoted(form.string()) + " --pages . 1,2 -- --rotate=90:2 --remove-page-labels --flatten-annotations=all " + quoted(given.string())).status, 0);
    const std::string name = "Zo\u00eb \u0141ukasiewicz \u5c71\u7530\u592a\u90ce";
    const Said played = run(program("inkseal-emulator") + " --headless " + quoted((folder / "out").string()) + " --document " + quoted(given.string()) +
                            " --signer " + quoted(name));
    ASSERT_EQ(played.status, 0) << played.words;
    const std::string file = quoted((folder / "out" / "signed.pdf").string());
    const Said pdfsig = run("pdfsig " + file);
    EXPECT_TRUE(pdfsig.holds("Signature is Valid")) << pdfsig.words;
    EXPECT_TRUE(pdfsig.holds("Total document signed")) << pdfsig.words;
    EXPECT_TRUE(run("pdftotext " + file + " -").holds(name));
    EXPECT_EQ(run("qpdf --check " + file).status, 0);
    fs::remove_all(folder);
}
