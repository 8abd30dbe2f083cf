// SPDX-License-Identifier: Apache-2.0
// `inkseal seal` at a provisioned device without a kiosk, and what other people's
// programs say about the file it makes.
#include "emulator/desk.h"
#include "tests/stories/commands.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using emulator::Desk;
using stories::quoted;
using stories::run;
using stories::Said;

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class SealCommand : public testing::Test {
protected:
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-seal-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        auto desk = Desk::set_up({.folder = *s_folder, .programs = PROGRAM_DIR, .size = {640, 480}});
        if (!desk) {
            ADD_FAILURE() << desk.failure().detail;
            return;
        }
        s_desk = desk->release();
        s_while_the_kiosk_runs = new Said(inkseal("seal-code", "--pin-file -", "135790"));
        EXPECT_TRUE(s_desk->device().stop_kiosk());
        const fs::path anchors = *s_folder / "trust";
        fs::create_directories(anchors);
        fs::copy_file(s_desk->state() / "device" / "platform.pem", anchors / "platform.pem");
        const Said set = inkseal("seal-code", "--pin-file -", "135790");
        EXPECT_EQ(set.status, 0) << set.words;
    }
    static void TearDownTestSuite() {
        if (s_desk != nullptr) s_desk->platform().stop();
        delete s_desk;
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
        delete s_while_the_kiosk_runs;
    }
    void SetUp() override { ASSERT_NE(s_desk, nullptr); }

    static std::string program() { return quoted(std::string(PROGRAM_DIR) + "/inkseal"); }
    // At this device, with the code on standard input.
    static Said inkseal(const std::string& command, const std::string& options, const std::string& code) {
        return run("echo " + code + " | " + program() + " " + command + " --state " + quoted(s_desk->state().string()) + " --tpm " +
                   quoted(s_desk->device().tcti()) + " " + options);
    }
    static Said seal(const fs::path& file, const std::string& options = {}, const std::string& code = "135790") {
        return inkseal("seal", "--pin-file - " + quoted(file.string()) + " " + options, code);
    }
    static fs::path form() { return fs::path(SOURCE_DIR) / "emulator/forms/consent.pdf"; }
    static fs::path copy_of_form(const std::string& name) {
        const fs::path copy = *s_folder / name;
        fs::copy_file(form(), copy);
        return copy;
    }
    static fs::path made(const std::string& name, const std::string& bytes) {
        std::ofstream(*s_folder / name, std::ios::binary) << bytes;
        return *s_folder / name;
    }
    static std::string log() { return run(program() + " audit show --state " + quoted(s_desk->state().string())).words; }

    static fs::path* s_folder;
    static Desk* s_desk;
    static Said* s_while_the_kiosk_runs;
};
fs::path* SealCommand::s_folder = nullptr;
Desk* SealCommand::s_desk = nullptr;
Said* SealCommand::s_while_the_kiosk_runs = nullptr;

}  // namespace

TEST_F(SealCommand, IsRefusedWhileTheKioskHasTheDevice) {
    EXPECT_EQ(s_while_the_kiosk_runs->status, 69) << s_while_the_kiosk_runs->words;
    EXPECT_TRUE(s_while_the_kiosk_runs->holds("CFG-03")) << s_while_the_kiosk_runs->words;
}

TEST_F(SealCommand, MakesWhatPdfsigOpensslAndQpdfAccept) {
    const fs::path file = copy_of_form("visible.pdf");
    const fs::path sealed = *s_folder / "visible.sealed.pdf";
    const Said said = seal(file, "--page 1 --rect 40,40,260,110 --reason 'Received and filed' --name 'Records office'");
    ASSERT_EQ(said.status, 0) << said.words;
    EXPECT_EQ(content(file), content(form())) << "the input was changed";
    EXPECT_EQ(content(sealed).substr(0, content(file).size()), content(file)) << "not an incremental update";

    const Said pdfsig = run("pdfsig " + quoted(sealed.string()));
    EXPECT_TRUE(pdfsig.holds("Signature is Valid")) << pdfsig.words;
    EXPECT_TRUE(pdfsig.holds("Total document signed")) << pdfsig.words;
    EXPECT_EQ(run("qpdf --check " + quoted(sealed.string())).status, 0);
    const std::string folder = quoted(s_folder->string()), root = quoted((*s_folder / "trust/platform.pem").string());
    const Said look = run("python3 " + quoted(std::string(SOURCE_DIR) + "/tests/foreign/pades_look.py") + " " + quoted(sealed.string()) + " " + folder);
    ASSERT_EQ(look.status, 0) << look.words;
    const Said cms = run("cd " + folder + " && openssl cms -verify -binary -inform DER -in cms.der -content data -cades -purpose any -out /dev/null -CAfile " + root);
    EXPECT_EQ(cms.status, 0) << cms.words;
    const Said own = run(program() + " verify " + quoted(sealed.string()) + " --trust " + quoted((*s_folder / "trust").string()));
    EXPECT_EQ(own.status, 2) << own.words;
    EXPECT_TRUE(own.holds("TEST, not evidence.")) << own.words;  // an emulated device; nothing else is missing
    EXPECT_TRUE(own.holds("SIG_CONSTRAINTS_FAILURE")) << own.words;
    EXPECT_TRUE(own.holds("Sealed by device harbour-otter-41; no person signed: Received and filed")) << own.words;
    const Said text = run("pdftotext -f 1 -l 1 " + quoted(sealed.string()) + " -");
    EXPECT_TRUE(text.holds("Records office, Northgate Day Surgery")) << text.words;
    EXPECT_TRUE(text.holds("no person signed")) << text.words;
}

TEST_F(SealCommand, LeavesThePersonsEmptyFieldAlone) {
    const Said said = seal(copy_of_form("quiet.pdf"));
    ASSERT_EQ(said.status, 0) << said.words;
    const Said listed = run("pdfsig " + quoted((*s_folder / "quiet.sealed.pdf").string()));
    EXPECT_TRUE(listed.holds("Signature Field Name: Seal-")) << listed.words;
}

TEST_F(SealCommand, StandsInTheLogAndTravelsLikeEverySignature) {
    ASSERT_EQ(seal(copy_of_form("logged.pdf")).status, 0);
    const std::string entries = log();
    EXPECT_NE(entries.find("seal-code-set"), std::string::npos) << entries;
    const std::size_t intent = entries.rfind("signing-intended"), made = entries.rfind("  signed");
    ASSERT_NE(intent, std::string::npos);
    EXPECT_LT(intent, made) << entries;
    EXPECT_NE(entries.find("parcel-queued", made), std::string::npos) << entries;
    EXPECT_TRUE(emulator::has_file(s_desk->state() / "outbox", "", ".manifest"));
    const Said whole = run(program() + " audit verify --state " + quoted(s_desk->state().string()));
    EXPECT_EQ(whole.status, 0) << whole.words;
}

TEST_F(SealCommand, RefusesPlainlyAndLeavesNothing) {
    const fs::path locked = *s_folder / "locked.pdf";
    ASSERT_EQ(run("qpdf --encrypt secret owner 256 -- " + quoted(form().string()) + " " + quoted(locked.string())).status, 0);
    const struct {
        fs::path file;
        const char* code;
        int status;
    } cases[] = {{made("note.pdf", "This is a letter and no PDF.\n"), "DOC-01", 65},
                 {made("cut.pdf", content(form()).substr(0, 700)), "DOC-", 65},
                 {locked, "DOC-02", 65},
                 {*s_folder / "absent.pdf", "DSK-03", 66}};
    for (const auto& one : cases) {
        const Said said = seal(one.file);
        EXPECT_EQ(said.status, one.status) << one.file << said.words;
        EXPECT_TRUE(said.holds(one.code)) << said.words;
        fs::path sealed = one.file;
        EXPECT_FALSE(fs::exists(sealed.replace_extension(".sealed.pdf"))) << sealed;
    }
    EXPECT_NE(log().find("document-refused"), std::string::npos);
    const fs::path file = copy_of_form("there.pdf"), taken = made("taken.pdf", "something of mine");
    EXPECT_EQ(seal(file, "--out " + quoted(taken.string())).status, 73);
    EXPECT_EQ(content(taken), "something of mine");
    EXPECT_EQ(seal(file, "--out " + quoted(file.string())).status, 73);
    EXPECT_EQ(seal(file, "--page 9 --rect 40,40,260,110").status, 64);
    EXPECT_EQ(seal(file, "--page 1 --rect 400,40,900,110").status, 64);
    EXPECT_EQ(content(file), content(form()));
}

TEST_F(SealCommand, CountsWrongCodesInTheTpmUntilANewOneIsSet) {
    const fs::path file = copy_of_form("guarded.pdf");
    const std::size_t intents = log().find("signing-intended");
    for (int tries = 5; tries > 0; --tries) EXPECT_EQ(seal(file, "", "000000").status, 77);
    const Said locked = seal(file);
    EXPECT_EQ(locked.status, 77) << "the right code must not help now";
    EXPECT_TRUE(locked.holds("PIN-02")) << locked.words;
    EXPECT_EQ(log().find("signing-intended"), intents);
    EXPECT_NE(log().find("pin-locked"), std::string::npos);
    EXPECT_EQ(inkseal("seal-code", "--pin-file -", "246802").status, 0);
    EXPECT_EQ(seal(file, "", "246802").status, 0);
    EXPECT_EQ(inkseal("seal-code", "--pin-file -", "135790").status, 0);
}

TEST_F(SealCommand, BesideItTheConsoleTakesAppointmentCodesAgainAndTheLogSaysSo) {
    const Said done = inkseal("device reopen", {}, {});
    EXPECT_EQ(done.status, 0) << done.words;
    EXPECT_NE(log().find("identification-reopened"), std::string::npos);
}
