// SPDX-License-Identifier: Apache-2.0
// An administrator rehearses a bundle at the bench: what is certified, what is not, what
// other people's programs say about what a rehearsal leaves; then a device is made from it.
#include "emulator/device_bench.h"
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

class RehearsalStory : public testing::Test {
protected:
    static void SetUpTestSuite() {
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-rehearsal-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        fs::create_directories(*s_folder);
        setenv("TSS2_LOG", "all+NONE", 1);
        ASSERT_TRUE(emulator::manufacture_tpm(*s_folder / "tpm"));
        auto chip = emulator::Swtpm::start(*s_folder / "tpm");
        ASSERT_TRUE(chip) << chip.failure().detail;
        s_chip = chip->release();
        auto platform = emulator::PlatformBench::create(*s_folder / "platform", PROGRAM_DIR, emulator::DeviceBench::makers(*s_folder / "tpm"));
        ASSERT_TRUE(platform) << platform.failure().detail;
        ASSERT_TRUE((*platform)->start());
        (*platform)->network().plug_in();
        s_platform = platform->release();
        for (const char* who : {"provisioner", "rehearser"}) appoint(who);
        const std::string profile = content(fs::path(SOURCE_DIR) / "appliance/provisioning/example.toml");
        draft("clinic", profile);
        draft("stingy", replaced(profile, "signatures = 10000", "signatures = 1"));
        s_rehearsed = new Said(rehearse("clinic", "rehearser"));
        ASSERT_EQ(s_rehearsed->status, 0) << s_rehearsed->words;
        const Said made = make_bundle("clinic.payload", "clinic.bundle");
        ASSERT_EQ(made.status, 0) << made.words;
        put("changed.payload", replaced(content(*s_folder / "clinic.payload"), "\"tries\":3", "\"tries\":5"));
        const Said signed_anyway = make_bundle("changed.payload", "changed.bundle");
        ASSERT_EQ(signed_anyway.status, 0) << signed_anyway.words;  // whoever signs may sign anything; the device is asked
    }
    static void TearDownTestSuite() {
        if (s_platform != nullptr) s_platform->stop();
        delete s_platform;
        delete s_chip;
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
        delete s_rehearsed;
    }
    void SetUp() override {
        ASSERT_NE(s_rehearsed, nullptr);
        ASSERT_EQ(s_rehearsed->status, 0) << s_rehearsed->words;
    }

    static std::string program(const std::string& name) { return quoted(std::string(PROGRAM_DIR) + "/" + name); }
    static std::string at(const std::string& name) { return quoted((*s_folder / name).string()); }
    static std::string content(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static void put(const std::string& name, const std::string& text) { std::ofstream(*s_folder / name, std::ios::binary | std::ios::trunc) << text; }
    static std::string replaced(std::string text, const std::string& from, const std::string& to) {
        const std::size_t found = text.find(from);
        EXPECT_NE(found, std::string::npos) << from;
        return found == std::string::npos ? text : text.replace(found, from.size(), to);
    }
    // The key and its request are made by openssl, as a provisioner would make them.
    static void appoint(const std::string& who) {
        const Said made = run("openssl ecparam -name prime256v1 -genkey -noout -out " + at(who + ".key") + " && openssl req -new -key " + at(who + ".key") +
                              " -subj /CN=whoever -out " + at(who + ".csr"));
        ASSERT_EQ(made.status, 0) << made.words;
        const Said appointed = run(program("inkseal-receiver") + " appoint --state " + at("platform") + " --as " + who + " --name 'The " + who +
                                   "' --request " + at(who + ".csr") + " --out " + at(who + ".pem"));
        ASSERT_EQ(appointed.status, 0) << appointed.words;
    }
    static void draft(const std::string& name, const std::string& profile) {
        put(name + ".toml", profile);
        const Said drafted = run(program("inkseal") + " provision bundle draft --profile " + at(name + ".toml") + " --serial 12 --out " + at(name + ".payload"));
        ASSERT_EQ(drafted.status, 0) << drafted.words;
    }
    static Said rehearse(const std::string& name, const std::string& who) {
        return run(program("inkseal-emulator") + " --rehearse " + at(name + ".payload") + " --out " + at(name + "-" + who) + " --key " + at(who + ".key") +
                   " --certificate " + at(who + ".pem"));
    }
    static Said make_bundle(const std::string& payload, const std::string& out) {
        return run(program("inkseal") + " provision bundle make --payload " + at(payload) + " --rehearsal " + at("clinic-rehearser/rehearsal.p7m") +
                   " --key " + at("provisioner.key") + " --certificate " + at("provisioner.pem") + " --out " + at(out));
    }
    static Said check_bundle(const std::string& bundle) {
        return run(program("inkseal") + " provision bundle check " + at(bundle) + " --test --trust " + at("platform/public"));
    }
    static std::string evidence(const std::string& name) { return "clinic-rehearser/evidence/" + name; }

    static std::string at_the_device() { return " --state " + at("device") + " --tcti " + quoted(s_chip->tcti()) + " "; }
    static Said step(const std::string& name, const std::string& more = {}) { return run(program("inkseal") + " provision " + name + at_the_device() + more); }
    static void courier_visits() {
        const Said visit = run(program("inkseal-courier") + " --state " + at("device") + " --platform " + s_platform->url() + " --once");
        ASSERT_EQ(visit.status, 0) << visit.words;
    }
    static std::string log() { return run(program("inkseal") + " audit show --state " + at("device")).words; }

    static fs::path* s_folder;
    static Said* s_rehearsed;
    static emulator::Swtpm* s_chip;
    static emulator::PlatformBench* s_platform;
};
fs::path* RehearsalStory::s_folder = nullptr;
Said* RehearsalStory::s_rehearsed = nullptr;
emulator::Swtpm* RehearsalStory::s_chip = nullptr;
emulator::PlatformBench* RehearsalStory::s_platform = nullptr;

}  // namespace

TEST_F(RehearsalStory, ItsCertificateIsMadeOutForExactlyThesePiecesOfEvidence) {
    const Said opened = run("openssl cms -verify -inform DER -purpose any -CAfile " + at("platform/public/root.pem") + " -in " +
                            at("clinic-rehearser/rehearsal.p7m"));
    EXPECT_EQ(opened.status, 0) << opened.words;
    const Said payload = run("sha256sum < " + at("clinic.payload") + " | cut -d' ' -f1 | tr -d '\\n'");
    EXPECT_TRUE(opened.holds("\"payload\":\"" + payload.words + "\"")) << opened.words;
    for (const char* name : {"import.json", "test-sign.pdf", "audit-check.txt", "destruction.report.json"}) {
        const Said digest = run("sha256sum < " + at(evidence(name)) + " | cut -d' ' -f1 | tr -d '\\n'");
        EXPECT_TRUE(opened.holds(digest.words)) << name << " is not what was certified";
        EXPECT_TRUE(s_rehearsed->holds(digest.words)) << name;
    }
}

TEST_F(RehearsalStory, TheDeviceWasMadeFromTheProfile) {
    const std::string log = content(*s_folder / evidence("audit-check.txt"));
    EXPECT_NE(log.find("device=\"harbour-otter-41\""), std::string::npos) << log;
    EXPECT_NE(log.find("approvals=2  custodians=3"), std::string::npos) << "the custodians of the profile, and its quorum: " << log;
    EXPECT_NE(content(*s_folder / evidence("import.json")).find("\"name\":\"brought\""), std::string::npos);
}

TEST_F(RehearsalStory, WhatItSignedSaysTestAndNobodyTakesItForEvidence) {
    const Said text = run("pdftotext " + at(evidence("test-sign.pdf")) + " -");
    EXPECT_TRUE(text.holds("TEST")) << text.words;
    const Said verdict = run(program("inkseal") + " verify " + at(evidence("test-sign.pdf")) + " --trust " + at("platform/public"));
    EXPECT_NE(verdict.status, 0);
    EXPECT_FALSE(verdict.holds("TOTAL-PASSED")) << verdict.words;
}

TEST_F(RehearsalStory, LeavesNothingOfTheDeviceButEvidence) {
    const std::string report = content(*s_folder / evidence("destruction.report.json"));
    EXPECT_NE(report.find("\"is_nobodys\":true"), std::string::npos) << report;
    EXPECT_NE(report.find("\"files\":[]"), std::string::npos) << report;
    EXPECT_FALSE(fs::exists(*s_folder / "clinic-rehearser/desk"));
    EXPECT_NE(run("grep -rl 'PRIVATE KEY' " + at("clinic-rehearser")).status, 0);
}

TEST_F(RehearsalStory, WhatWasRehearsedBecomesABundleThatADeviceWouldTake) {
    const Said checked = check_bundle("clinic.bundle");
    EXPECT_EQ(checked.status, 0) << checked.words;
    EXPECT_TRUE(checked.holds("signed by The provisioner")) << checked.words;
}

TEST_F(RehearsalStory, OneByteChangedAfterwardsIsNotWhatWasRehearsed) {
    const Said checked = check_bundle("changed.bundle");
    EXPECT_NE(checked.status, 0);
    EXPECT_TRUE(checked.holds("what was rehearsed is not what this bundle holds")) << checked.words;
}

TEST_F(RehearsalStory, AStepThatDoesNotComeTrueIsNamedAndNothingIsCertified) {
    const Said said = rehearse("stingy", "rehearser");
    EXPECT_EQ(said.status, 1) << said.words;
    EXPECT_TRUE(said.holds("import passed")) << said.words;
    EXPECT_TRUE(said.holds("the step test-sign failed, there is no certificate")) << said.words;
    EXPECT_TRUE(said.holds("TPM-10")) << "the chip's own word: one signature was granted, and used at birth: " << said.words;
    EXPECT_FALSE(fs::exists(*s_folder / "stingy-rehearser/rehearsal.p7m"));
}

TEST_F(RehearsalStory, WhoMayOnlyProvisionDoesNotEvenBegin) {
    const Said said = rehearse("clinic", "provisioner");
    EXPECT_EQ(said.status, 1) << said.words;
    EXPECT_TRUE(said.holds("does not let this key sign rehearsals")) << said.words;
    EXPECT_FALSE(fs::exists(*s_folder / "clinic-provisioner")) << "a device was made for nothing";
}

TEST_F(RehearsalStory, AnotherFolderIsChosenWhereSomethingIs) {
    const Said said = rehearse("clinic", "rehearser");
    EXPECT_EQ(said.status, 64) << said.words;
    EXPECT_TRUE(said.holds("nothing was touched")) << said.words;
}

// From here on the tests are the life of one device, in its order.
TEST_F(RehearsalStory, ADeviceIsBornFromItsBundleAndFollowsIt) {
    const auto code = s_platform->enrolment_code();
    ASSERT_TRUE(code);
    const std::string papers = " --code " + *code + " --platform-root " + at("platform/public/root.pem") + " --notary " + at("platform/notary/notary.pem") +
                               " --authority-key " + at("platform/keys/approval.key") + " --escrow " + at("escrow");
    const Said refused = step("begin", "--bundle " + at("changed.bundle") + papers);
    EXPECT_TRUE(refused.holds("PRV-02")) << refused.words;
    EXPECT_FALSE(fs::exists(*s_folder / "escrow")) << "the chip was touched for a bundle that nobody rehearsed";
    const Said begun = step("begin", "--bundle " + at("clinic.bundle") + papers);
    ASSERT_EQ(begun.status, 0) << begun.words;
    courier_visits();
    ASSERT_EQ(step("answer").status, 0);
    courier_visits();
    const Said finished = step("finish");
    ASSERT_EQ(finished.status, 0) << finished.words;
    EXPECT_NE(log().find("bundle-installed"), std::string::npos) << log();
    const Said status = run(program("inkseal") + " device status --state " + at("device"));
    EXPECT_TRUE(status.holds("device: harbour-otter-41")) << status.words;
    EXPECT_TRUE(status.holds("place: Harbour Clinic, ground floor")) << status.words;
    EXPECT_TRUE(status.holds("rehearsal: true")) << "a TEST device: " << status.words;
    const Said staff = run(program("inkseal") + " staff list" + at_the_device());
    EXPECT_TRUE(staff.holds("dana  Dana Example  security-officer")) << staff.words;
}

TEST_F(RehearsalStory, TheDeviceRefusesWhatWasChangedAndItsLogSaysSo) {
    const Said said = step("install", at("changed.bundle"));
    EXPECT_NE(said.status, 0);
    EXPECT_TRUE(said.holds("PRV-02")) << said.words;
    EXPECT_NE(log().find("bundle-refused"), std::string::npos) << log();
}

TEST_F(RehearsalStory, AnOldDiskDoesNotForgetWhichBundlesThereWere) {
    fs::copy(*s_folder / "device", *s_folder / "old", fs::copy_options::recursive | fs::copy_options::skip_symlinks);
    const Said again = step("install", at("clinic.bundle"));
    EXPECT_EQ(again.status, 0) << again.words;
    fs::rename(*s_folder / "device", *s_folder / "new");
    fs::rename(*s_folder / "old", *s_folder / "device");
    const Said said = step("install", at("clinic.bundle"));
    EXPECT_NE(said.status, 0) << "the chip's counter knows of a newer log: " << said.words;
    fs::rename(*s_folder / "device", *s_folder / "old");
    fs::rename(*s_folder / "new", *s_folder / "device");
    EXPECT_EQ(step("install", at("clinic.bundle")).status, 0) << "the right disk still works";
}
