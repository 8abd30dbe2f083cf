// SPDX-License-Identifier: Apache-2.0
// The ready-made beginnings of a bench, without a window and with one.
#include "tests/stories/commands.h"
#include "tests/stories/conversation.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using stories::Conversation;
using stories::quoted;
using stories::run;
using stories::Said;

constexpr int set_up_ms = 90'000, delivery_ms = 60'000, answer_ms = 5'000, end_ms = 20'000;

class Profiles : public testing::Test {
protected:
    void SetUp() override {
        m_folder = fs::temp_directory_path() / ("inkseal-profiles-" + std::to_string(getpid()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }
    void TearDown() override {
        if (!HasFailure()) fs::remove_all(m_folder);
    }
    static std::string program(const std::string& name) { return quoted(std::string(PROGRAM_DIR) + "/" + name); }
    std::string at(const std::string& name) const { return quoted((m_folder / name).string()); }
    Said emulator(const std::string& words) const { return run(program("inkseal-emulator") + " " + words); }
    std::vector<std::string> window(const std::string& profile) const {
        return {std::string(PROGRAM_DIR) + "/inkseal-emulator", "--window", (m_folder / "desk").string(), "--profile", profile, "--width", "1024", "--height", "640"};
    }
    int waiting(const std::string& device) const {
        int count = 0;
        for (const auto& entry : fs::directory_iterator(m_folder / device / "outbox")) count += entry.path().extension() == ".manifest" ? 1 : 0;
        return count;
    }
    fs::path m_folder;
};

}  // namespace

TEST_F(Profiles, BeginTheirStories) {
    for (const char* story : {"fresh", "full-outbox"}) {
        const Said played = emulator("--headless " + at(story) + " --story " + story);
        EXPECT_EQ(played.status, 0) << played.words;
    }
    int archived = 0;
    for (const auto& entry : fs::recursive_directory_iterator(m_folder / "full-outbox" / "platform" / "results")) {
        if (entry.path().filename() != "signed.pdf") continue;
        ++archived;
        EXPECT_TRUE(run("pdfsig " + quoted(entry.path().string())).holds("Signature is Valid")) << entry.path();
    }
    EXPECT_EQ(archived, 3);
}

TEST_F(Profiles, LeaveADeskThatAWindowGoesOnWith) {
    const Said fresh = emulator("--headless " + at("fresh") + " --profile fresh");
    EXPECT_EQ(fresh.status, 0) << fresh.words;
    EXPECT_EQ(run("ls " + at("fresh/device")).words, "emulated-tpm\n") << "a chip, and nothing else";

    const Said full = emulator("--headless " + at("desk") + " --profile full_outbox");
    ASSERT_EQ(full.status, 0) << full.words;
    EXPECT_EQ(waiting("desk/device"), 3);
    const Said whole = run(program("inkseal") + " audit verify --state " + at("desk/device"));
    EXPECT_EQ(whole.status, 0) << whole.words;

    // A profile is a beginning, and this desk has begun.
    EXPECT_EQ(emulator("--window " + at("desk") + " --profile fresh").status, 64);
    EXPECT_EQ(emulator("--headless " + at("other") + " --profile stale").status, 64);
    EXPECT_EQ(emulator("--headless " + at("other") + " --profile fresh --story keys").status, 64);
    EXPECT_EQ(waiting("desk/device"), 3);
    std::vector<std::string> words = window("fresh");
    words.erase(words.begin() + 3, words.begin() + 5);
    Conversation desk(words, m_folder, {"SDL_VIDEODRIVER=dummy"});
    ASSERT_TRUE(desk.hears("the archive opened the parcel", set_up_ms)) << desk.words();
    desk.type("quit");
    EXPECT_EQ(desk.exit_status(end_ms), 0) << desk.words();
    EXPECT_EQ(waiting("desk/device"), 0);
}

TEST_F(Profiles, OfAFullOutboxStandsInTheWindowAndEmptiesWhenTheNetworkReturns) {
    Conversation desk(window("full_outbox"), m_folder, {"SDL_VIDEODRIVER=dummy"});
    for (int signed_so_far = 0; signed_so_far < 3; ++signed_so_far)
        ASSERT_TRUE(desk.hears("signed, verified twice and stored; it waits on the device", set_up_ms)) << desk.words();
    desk.type("status");
    EXPECT_TRUE(desk.hears("network off; power on;", answer_ms)) << desk.words();
    EXPECT_TRUE(desk.hears("3 waiting on the device, 0 signed and receipted", answer_ms)) << desk.words();
    desk.type("network on");
    ASSERT_TRUE(desk.hears("the archive opened the parcel", delivery_ms)) << desk.words();
    desk.type("status");
    EXPECT_TRUE(desk.hears("0 waiting on the device, 3 signed and receipted", answer_ms)) << desk.words();
    desk.type("quit");
    EXPECT_EQ(desk.exit_status(end_ms), 0) << desk.words();
}

TEST_F(Profiles, OfAFreshChipBecomesADeviceWhenItsPowerIsSwitchedOn) {
    Conversation desk(window("fresh"), m_folder, {"SDL_VIDEODRIVER=dummy"});
    ASSERT_TRUE(desk.hears("switch the power on, and the bench provisions the device", set_up_ms)) << desk.words();
    desk.type("status");
    EXPECT_TRUE(desk.hears("network on; power off;", answer_ms)) << desk.words();
    EXPECT_FALSE(fs::exists(m_folder / "desk/device/device"));
    desk.type("play");
    EXPECT_TRUE(desk.hears("the device has no power", answer_ms)) << desk.words();
    desk.type("power on");
    ASSERT_TRUE(desk.hears("a work order waits: appointment code", set_up_ms)) << desk.words();
    desk.type("quit");
    EXPECT_EQ(desk.exit_status(end_ms), 0) << desk.words();
}
