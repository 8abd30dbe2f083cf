// SPDX-License-Identifier: Apache-2.0
// The emulator with its window, on SDL's driver without a screen: an administrator's
// hour at the dock, said in the terminal's words.
#include "tests/stories/commands.h"
#include "tests/stories/conversation.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using stories::Conversation;
using stories::quoted;
using stories::run;
using stories::Said;

constexpr int set_up_ms = 60'000, ceremony_ms = 60'000, delivery_ms = 40'000, answer_ms = 5'000, end_ms = 20'000;

class Window : public testing::Test {
protected:
    void SetUp() override {
        m_folder = fs::temp_directory_path() / ("inkseal-window-" + std::to_string(getpid()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }
    void TearDown() override {
        if (!HasFailure()) fs::remove_all(m_folder);
    }
    std::vector<std::string> words() const {
        return {std::string(PROGRAM_DIR) + "/inkseal-emulator", "--window", (m_folder / "desk").string(), "--width", "1024", "--height", "640"};
    }
    fs::path m_folder;
};

fs::path find(const fs::path& folder, const std::string& name) {
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error))
        if (entry.path().filename() == name) return entry.path();
    return {};
}

}  // namespace

TEST_F(Window, DeliversASignedDocumentAtAFewTypedWords) {
    Conversation desk(words(), m_folder, {"SDL_VIDEODRIVER=dummy"});
    ASSERT_TRUE(desk.hears("status, help, quit", answer_ms)) << desk.words();
    ASSERT_TRUE(desk.hears("a work order waits: appointment code", set_up_ms)) << desk.words();
    desk.type("status");
    EXPECT_TRUE(desk.hears("network on; power on;", answer_ms)) << desk.words();
    EXPECT_TRUE(desk.hears("0 waiting on the device, 0 signed and receipted", answer_ms)) << desk.words();
    desk.type("make tea");
    EXPECT_TRUE(desk.hears("'make tea' is no command; try: help", answer_ms)) << desk.words();

    desk.type("profile " SOURCE_DIR "/appliance/provisioning/example.toml");
    EXPECT_TRUE(desk.hears("Opened. Nothing is wrong with it.", answer_ms)) << desk.words();
    desk.type("profile no-such-file.toml");
    EXPECT_TRUE(desk.hears("There is no file \"no-such-file.toml\" that can be read.", answer_ms)) << desk.words();

    desk.type("network off");
    EXPECT_TRUE(desk.hears("the network cable is pulled out", answer_ms)) << desk.words();
    desk.type("play");
    ASSERT_TRUE(desk.hears("signed, sealed, verified twice and stored", ceremony_ms)) << desk.words();
    desk.type("clock +90m");
    EXPECT_TRUE(desk.hears("the device's clock shows", answer_ms)) << desk.words();
    desk.type("clock now");
    EXPECT_TRUE(desk.hears("the device's clock shows", answer_ms)) << desk.words();
    desk.type("status");
    EXPECT_TRUE(desk.hears("network off; power on;", answer_ms)) << desk.words();
    EXPECT_TRUE(desk.hears("1 waiting on the device, 0 signed and receipted", answer_ms)) << desk.words();

    desk.type("network on");
    ASSERT_TRUE(desk.hears("the archive opened the parcel: signed.pdf is in", delivery_ms)) << desk.words();
    desk.type("status");
    EXPECT_TRUE(desk.hears("0 waiting on the device, 1 signed and receipted", answer_ms)) << desk.words();
    desk.type("quit");
    EXPECT_EQ(desk.exit_status(end_ms), 0) << desk.words();

    const fs::path file = find(m_folder / "desk/platform/results", "signed.pdf");
    const Said pdfsig = run("pdfsig " + quoted(file.string()));
    EXPECT_TRUE(pdfsig.holds("Signature is Valid")) << pdfsig.words;
    EXPECT_TRUE(pdfsig.holds("Total document signed")) << pdfsig.words;
}

// What it started ends with it: the desk can be set up again, as it was.
TEST_F(Window, EndsInOrderWhenItIsToldToAndStartsAgainAsItWas) {
    {
        Conversation desk(words(), m_folder, {"SDL_VIDEODRIVER=dummy"});
        ASSERT_TRUE(desk.hears("a work order waits", set_up_ms)) << desk.words();
        desk.type("power off");
        ASSERT_TRUE(desk.hears("the power was cut", answer_ms)) << desk.words();
        desk.type("play");
        EXPECT_TRUE(desk.hears("the device has no power", answer_ms)) << desk.words();
        desk.type("power on");
        ASSERT_TRUE(desk.hears("the power is on; the device has started", set_up_ms)) << desk.words();
        desk.type("scan code");
        EXPECT_TRUE(desk.hears("the kiosk does not ask for a code", answer_ms)) << desk.words();
        desk.type("pcr tamper");
        ASSERT_TRUE(desk.hears("something else was booted: the chip keeps its keys shut", set_up_ms)) << desk.words();
        desk.type("play");
        EXPECT_TRUE(desk.hears("the kiosk is not at its first screen", answer_ms)) << desk.words();
        desk.type("tpm lockout");
        ASSERT_TRUE(desk.hears("the device has started with a chip that locks guessers out", set_up_ms)) << desk.words();
        desk.type("disk full");
        EXPECT_TRUE(desk.hears("the device's disk is full", answer_ms)) << desk.words();
        desk.type("disk free");
        EXPECT_TRUE(desk.hears("there is room on the device's disk again", answer_ms)) << desk.words();
        desk.type("token in");
        ASSERT_TRUE(desk.hears("the officer's token is in", set_up_ms)) << desk.words();
        desk.type("token out");
        EXPECT_TRUE(desk.hears("the officer's token was pulled out", answer_ms)) << desk.words();
        desk.ask_to_stop();
        EXPECT_EQ(desk.exit_status(end_ms), 0) << desk.words();
    }
    // In brackets, or the search would find the shell it runs in.
    const Said left = run("pgrep -af " + quoted("[i]" + m_folder.filename().string().substr(1) + "/desk"));
    EXPECT_NE(left.status, 0) << "still running:\n" << left.words;
    Conversation again(words(), m_folder, {"SDL_VIDEODRIVER=dummy"});
    ASSERT_TRUE(again.hears("a work order waits", set_up_ms)) << again.words();
    EXPECT_EQ(again.words().find("the device is provisioned"), std::string::npos);
    again.type("quit");
    EXPECT_EQ(again.exit_status(end_ms), 0) << again.words();
}

TEST_F(Window, TriesAProfileOnItsDeviceAndRehearsesIt) {
    const std::string profile = SOURCE_DIR "/appliance/provisioning/example.toml";
    Conversation desk(words(), m_folder, {"SDL_VIDEODRIVER=dummy"});
    ASSERT_TRUE(desk.hears("a work order waits", set_up_ms)) << desk.words();
    std::ofstream(m_folder / "wrong.toml") << "name = \"Not A Name\"\n";
    desk.type("profile try " + (m_folder / "wrong.toml").string());
    ASSERT_TRUE(desk.hears("\"site\" is missing; ", set_up_ms)) << desk.words();
    desk.type("profile try " + profile);
    ASSERT_TRUE(desk.hears("the device has started with the profile, as harbour-otter-41", set_up_ms)) << desk.words();
    desk.type("play");
    ASSERT_TRUE(desk.hears("signed, sealed, verified twice and stored", ceremony_ms)) << desk.words();
    desk.type("profile rehearse " + profile);
    ASSERT_TRUE(desk.hears("wipe passed", set_up_ms)) << desk.words();
    ASSERT_TRUE(desk.hears("certified: ", end_ms)) << desk.words();
    desk.type("quit");
    EXPECT_EQ(desk.exit_status(end_ms), 0) << desk.words();
    // Others read what it left.
    const fs::path certified = find(m_folder / "desk/rehearsals", "rehearsal.p7m");
    const auto in_shell = [](const fs::path& path) { return "'" + path.string() + "'"; };
    const Said opened = run("openssl cms -verify -inform DER -purpose any -CAfile " + in_shell(m_folder / "desk/platform/public/root.pem") + " -in " + in_shell(certified));
    EXPECT_EQ(opened.status, 0) << opened.words;
    fs::path payload;
    for (const auto& entry : fs::directory_iterator(m_folder / "desk/rehearsals"))
        if (entry.path().extension() == ".payload") payload = entry.path();
    const Said digest = run("sha256sum " + in_shell(payload) + " | cut -c1-64");
    ASSERT_GE(digest.words.size(), 64U);
    EXPECT_TRUE(opened.holds(digest.words.substr(0, 64))) << digest.words << opened.words;
}

TEST_F(Window, WithoutAScreenSaysSo) {
    Conversation desk(words(), m_folder, {"SDL_VIDEODRIVER=x11", "DISPLAY=:4242"});
    EXPECT_EQ(desk.exit_status(end_ms), 1) << desk.words();
    EXPECT_TRUE(desk.hears("inkseal-emulator: ", 0)) << desk.words();
    EXPECT_EQ(find(m_folder / "desk", "device"), fs::path()) << "nothing is made for a window that cannot be shown";
}
