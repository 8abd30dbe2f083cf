// SPDX-License-Identifier: Apache-2.0
// A device is made at the bench by hand: `inkseal provision`, step by step and out of
// step, with the courier in between, and what `inkseal device status` says of it.
#include "emulator/bench_files.h"
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

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary | std::ios::trunc) << text; }

// The tests are the steps of one birth, in their order.
class Provision : public testing::Test {
protected:
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-birth-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        fs::create_directories(*s_folder);
        ASSERT_TRUE(emulator::manufacture_tpm(*s_folder / "tpm"));
        auto chip = emulator::Swtpm::start(*s_folder / "tpm");
        ASSERT_TRUE(chip) << chip.failure().detail;
        s_chip = chip->release();
        auto platform = emulator::PlatformBench::create(*s_folder / "platform", PROGRAM_DIR, emulator::DeviceBench::makers(*s_folder / "tpm"));
        ASSERT_TRUE(platform) << platform.failure().detail;
        ASSERT_TRUE((*platform)->start());
        (*platform)->network().plug_in();
        s_platform = platform->release();
        const Said other = run(program("inkseal-receiver") + " init --state " + at("other") + " --name Elsewhere");
        ASSERT_EQ(other.status, 0) << other.words;
    }
    static void TearDownTestSuite() {
        if (s_platform != nullptr) s_platform->stop();
        delete s_platform;
        delete s_chip;
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
    }
    void SetUp() override { ASSERT_NE(s_platform, nullptr); }

    static std::string program(const std::string& name) { return quoted(std::string(PROGRAM_DIR) + "/" + name); }
    static std::string at(const std::string& name) { return quoted((*s_folder / name).string()); }
    static fs::path state() { return *s_folder / "device"; }
    static Said inkseal(const std::string& words) { return run(program("inkseal") + " " + words); }
    static Said step(const std::string& name, const std::string& more = {}) {
        return inkseal("provision " + name + " --state " + at("device") + " --tcti " + quoted(s_chip->tcti()) + " " + more);
    }
    static std::string papers(const std::string& root, const std::string& escrow) {
        const auto code = s_platform->enrolment_code();
        EXPECT_TRUE(code);
        return "--device harbour-otter-41 --place 'Northgate Day Surgery' --code " + (code ? *code : std::string("none")) + " --platform-root " + at(root) + " --notary " +
               at("platform/notary/notary.pem") + " --authority-key " + at("platform/keys/approval.key") + " --escrow " + at(escrow);
    }
    static Said courier() { return run(program("inkseal-courier") + " --state " + at("device") + " --platform " + s_platform->url() + " --once"); }
    static Said status(const std::string& more = {}) { return inkseal("device status --state " + at("device") + " " + more); }
    // Nothing said but one sentence of ours, with its code, on standard error.
    static void expect_refusal(const Said& said, int exit, const std::string& words) {
        EXPECT_EQ(said.status, exit) << said.words;
        EXPECT_TRUE(said.words.starts_with("inkseal: ")) << said.words;
        EXPECT_TRUE(said.holds(words)) << said.words;
        EXPECT_EQ(said.words.find('\n'), said.words.size() - 1) << said.words;
    }

    static fs::path* s_folder;
    static emulator::Swtpm* s_chip;
    static emulator::PlatformBench* s_platform;
};
fs::path* Provision::s_folder = nullptr;
emulator::Swtpm* Provision::s_chip = nullptr;
emulator::PlatformBench* Provision::s_platform = nullptr;

constexpr const char* letter = "the platform's letter is not here yet";

}  // namespace

TEST_F(Provision, ExplainsItself) {
    const Said help = inkseal("provision --help");
    EXPECT_EQ(help.status, 0);
    for (const char* name : {"begin", "answer", "finish"}) EXPECT_TRUE(help.holds(name)) << help.words;
    EXPECT_EQ(inkseal("provision").status, 64);
    EXPECT_EQ(inkseal("provision tomorrow").status, 64);
    const Said bare = inkseal("provision begin --state x");
    EXPECT_EQ(bare.status, 64);
    EXPECT_TRUE(bare.holds("is required")) << bare.words;
    EXPECT_EQ(inkseal("device").status, 64);
    EXPECT_EQ(inkseal("device status").status, 64);
}

TEST_F(Provision, StepsBeforeTheFirstAreRefusedAndMakeNothing) {
    expect_refusal(step("answer"), 66, "device");
    expect_refusal(step("finish"), 66, "device");
    expect_refusal(status(), 66, "device");
    EXPECT_FALSE(fs::exists(state())) << "a question made a folder";
    fs::create_directories(state());
    expect_refusal(status(), 69, "there is no device in this folder");
}

TEST_F(Provision, WrongPapersAreRefusedBeforeTheChipIsTouched) {
    put(*s_folder / "poem.pem", "Roses are red\n");
    expect_refusal(step("begin", papers("poem.pem", "escrow")), 1, "CRT-");
    expect_refusal(step("begin", papers("absent.pem", "escrow")), 66, "absent.pem");
    EXPECT_FALSE(fs::exists(*s_folder / "escrow"));
    const Said elsewhere = inkseal("provision begin --state " + at("device") + " --tcti swtpm:path=" + at("no-chip") + " " + papers("platform/public/root.pem", "escrow"));
    expect_refusal(elsewhere, 69, "TPM-");
}

TEST_F(Provision, BeginsOnce) {
    const Said begun = step("begin", papers("platform/public/root.pem", "escrow"));
    ASSERT_EQ(begun.status, 0) << begun.words;
    EXPECT_TRUE(begun.holds("run the courier")) << begun.words;
    const std::string escrow = content(*s_folder / "escrow");
    EXPECT_GE(escrow.size(), 16U);
    const std::string request = content(state() / "outbox/enrol.request");
    EXPECT_NE(request.find("harbour-otter-41"), std::string::npos);
    expect_refusal(step("begin", papers("platform/public/root.pem", "escrow-2")), 69, "TPM-");
    EXPECT_EQ(content(state() / "outbox/enrol.request"), request);
    EXPECT_FALSE(fs::exists(*s_folder / "escrow-2"));
    expect_refusal(status(), 69, "not finished");
}

TEST_F(Provision, WaitsForTheLetters) {
    expect_refusal(step("answer"), 66, letter);
    expect_refusal(step("finish"), 66, letter);
}

TEST_F(Provision, RefusesAChallengeThatWasDamagedOnItsWay) {
    const Said sent = courier();
    ASSERT_EQ(sent.status, 0) << sent.words;
    const fs::path path = state() / "inbox/enrol.challenge";
    const std::string good = content(path);
    ASSERT_FALSE(good.empty());
    expect_refusal(step("finish"), 66, letter);
    const std::size_t blob = good.find("credential_blob\":\"") + 40;
    std::string flipped = good;
    flipped[blob] = flipped[blob] == 'A' ? 'B' : 'A';
    for (const std::string& bad : {std::string(), std::string("{"), good.substr(0, good.size() / 2), std::string("{\"v\":1}"), flipped}) {
        put(path, bad);
        const Said said = step("answer");
        expect_refusal(said, 1, bad == flipped ? "CRY-02" : "MSG-01");
        EXPECT_FALSE(fs::exists(state() / "outbox/enrol.activation")) << bad;
    }
    put(path, good);
}

TEST_F(Provision, AnswersOnce) {
    const Said answered = step("answer");
    ASSERT_EQ(answered.status, 0) << answered.words;
    expect_refusal(step("answer"), 66, letter);
}

TEST_F(Provision, RefusesCertificatesThatAreDamagedOrOfAnotherPlatform) {
    const Said sent = courier();
    ASSERT_EQ(sent.status, 0) << sent.words;
    const fs::path path = state() / "inbox/enrol.certificates", root = state() / "device/platform.pem";
    const std::string good = content(path), pinned = content(root);
    ASSERT_FALSE(good.empty());
    for (const std::string& bad : {std::string("[]"), good.substr(0, good.size() - 9), std::string("{\"signing\":[],\"tls\":[],\"parcel\":[]}")}) {
        put(path, bad);
        EXPECT_EQ(step("finish").status, 1) << bad.substr(0, 40);
    }
    put(path, good);
    put(root, content(*s_folder / "other/public/root.pem"));
    expect_refusal(step("finish"), 1, "CRT-");
    put(root, pinned);
    EXPECT_FALSE(fs::exists(state() / "device/signing.pem"));
    expect_refusal(status(), 69, "not finished");
}

TEST_F(Provision, FinishesAndTheDeviceSaysWhoItIs) {
    const Said finished = step("finish");
    ASSERT_EQ(finished.status, 0) << finished.words;
    expect_refusal(step("finish"), 66, letter);
    const Said said = status();
    EXPECT_EQ(said.status, 0) << said.words;
    for (const char* words : {"device: harbour-otter-41", "place: Northgate Day Surgery", "signing_certificate", "days_left", "parcels_waiting: 0"})
        EXPECT_TRUE(said.holds(words)) << words << " in\n" << said.words;
    const Said json = status("--json");
    EXPECT_EQ(json.status, 0);
    EXPECT_TRUE(json.words.starts_with("{")) << json.words;
}

TEST_F(Provision, ADamagedIdentityIsNamed) {
    const fs::path path = state() / "device/identity.json";
    const std::string good = content(path);
    put(path, good.substr(0, good.size() / 2));
    expect_refusal(status(), 69, "device/identity.json");
    put(path, good);
    EXPECT_EQ(status().status, 0);
}
