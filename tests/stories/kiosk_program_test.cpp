// SPDX-License-Identifier: Apache-2.0
// inkseal-kiosk itself, the program that stands before people, on SDL's driver without
// a screen, which keeps every frame as a file.
#include "emulator/desk.h"
#include "tests/stories/commands.h"
#include "tests/stories/conversation.h"

#include <SDL.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <set>
#include <thread>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using emulator::Desk;
using stories::Conversation;
using stories::quoted;
using stories::run;
using stories::Said;

constexpr int width = 1024, height = 768;  // of that driver's screen
constexpr int picture_ms = 30'000, end_ms = 20'000, words_ms = 10'000;
using Picture = std::vector<std::uint32_t>;

class KioskProgram : public testing::Test {
protected:
    // A provisioned device, and what its emulated twin shows before anybody comes.
    static void SetUpTestSuite() {
        setenv("TSS2_LOG", "all+NONE", 1);
        s_folder = new fs::path(fs::temp_directory_path() / ("inkseal-kiosk-" + std::to_string(getpid())));
        fs::remove_all(*s_folder);
        auto panel = emulator::PanelBench::create(width, height);
        ASSERT_TRUE(panel);
        s_panel = panel->release();
        auto desk = Desk::set_up({.folder = *s_folder, .programs = PROGRAM_DIR, .size = {width, height}, .panel = s_panel});
        ASSERT_TRUE(desk) << desk.failure().detail;
        s_desk = desk->release();
        ASSERT_TRUE(s_desk->device().visit(s_desk->platform()));  // what the next kiosk knows of the network
        ASSERT_TRUE(s_desk->kiosk().wait_for("Touch to begin", picture_ms));
        ASSERT_TRUE(s_desk->kiosk().settle(picture_ms));
        s_twin = new Picture(s_panel->pixels().begin(), s_panel->pixels().end());
        ASSERT_TRUE(s_desk->device().stop_kiosk());
    }
    static void TearDownTestSuite() {
        if (s_desk != nullptr) s_desk->platform().stop();
        delete s_desk;
        delete s_panel;
        if (!testing::UnitTest::GetInstance()->Failed()) fs::remove_all(*s_folder);
        delete s_folder;
        delete s_twin;
    }
    void SetUp() override {
        ASSERT_NE(s_twin, nullptr);
        m_frames = *s_folder / testing::UnitTest::GetInstance()->current_test_info()->name();
        fs::create_directories(m_frames);
    }
    static std::string program() { return std::string(PROGRAM_DIR) + "/inkseal-kiosk"; }
    std::unique_ptr<Conversation> start(const std::string& state, const std::string& tcti) const {
        return std::make_unique<Conversation>(std::vector<std::string>{program(), "--state", state, "--tpm", tcti}, m_frames,
                                              std::vector<std::string>{"SDL_VIDEODRIVER=dummy", "SDL_VIDEO_DUMMY_SAVE_FRAMES=1"});
    }
    // The newest whole frame; older ones are thrown away.
    Picture shown() const {
        std::set<fs::path> frames;
        for (const auto& entry : fs::directory_iterator(m_frames)) frames.insert(entry.path());
        Picture pixels;
        for (auto at = frames.rbegin(); at != frames.rend(); ++at) {
            if (pixels.empty()) pixels = read(*at);
            else fs::remove(*at);
        }
        return pixels;
    }
    // Empty: not a picture yet.
    static Picture read(const fs::path& path) {
        SDL_Surface* const file = SDL_LoadBMP(path.c_str());
        if (file == nullptr) return {};
        SDL_Surface* const surface = SDL_ConvertSurfaceFormat(file, SDL_PIXELFORMAT_RGBA32, 0);
        SDL_FreeSurface(file);
        Picture pixels;
        if (surface != nullptr && surface->w == width && surface->h == height) {
            const auto* first = static_cast<const std::uint32_t*>(surface->pixels);
            pixels.assign(first, first + static_cast<std::ptrdiff_t>(width) * height);
        }
        SDL_FreeSurface(surface);
        return pixels;
    }
    static std::size_t difference(const Picture& one, const Picture& other) {
        if (one.size() != other.size()) return one.size() + other.size();
        std::size_t count = 0;
        for (std::size_t i = 0; i < one.size(); ++i) count += (one[i] & 0xffffffU) != (other[i] & 0xffffffU);
        return count;
    }
    static std::string state() { return s_desk->state().string(); }

    fs::path m_frames;
    static fs::path* s_folder;
    static emulator::PanelBench* s_panel;
    static Desk* s_desk;
    static Picture* s_twin;
};
fs::path* KioskProgram::s_folder = nullptr;
emulator::PanelBench* KioskProgram::s_panel = nullptr;
Desk* KioskProgram::s_desk = nullptr;
Picture* KioskProgram::s_twin = nullptr;

}  // namespace

TEST_F(KioskProgram, ShowsWhatItsEmulatedTwinShowsAndEndsInOrderDayAfterDay) {
    for (int day = 0; day < 2; ++day) {
        fs::remove_all(m_frames);
        fs::create_directories(m_frames);
        const auto kiosk = start(state(), s_desk->device().tcti());
        std::size_t differing = 0;
        EXPECT_TRUE(Desk::wait_until([&] { return (differing = difference(shown(), *s_twin)) == 0; }, "")) << differing << " pixels differ\n" << kiosk->words();
        kiosk->ask_to_stop();
        EXPECT_EQ(kiosk->exit_status(end_ms), 0) << kiosk->words();
        EXPECT_EQ(kiosk->words(), "") << "there was something to complain about";
        EXPECT_FALSE(fs::exists(state() + "/device/running")) << "it was not shut down in order";
    }
    const Said log = run(quoted(std::string(PROGRAM_DIR) + "/inkseal") + " audit verify --state " + quoted(state()));
    EXPECT_EQ(log.status, 0) << log.words;
}

TEST_F(KioskProgram, WithoutItsChipShowsThatAndTriesAgain) {
    const auto kiosk = start(state(), "swtpm:path=" + (*s_folder / "no-such-chip").string());
    EXPECT_TRUE(kiosk->hears("TPM-", words_ms)) << kiosk->words();
    Picture closed;
    EXPECT_TRUE(Desk::wait_until([&] { return !(closed = shown()).empty(); }, "no picture"));
    EXPECT_NE(difference(closed, *s_twin), 0U);
    std::set<std::uint32_t> colours(closed.begin(), closed.end());
    EXPECT_GT(colours.size(), 20U) << "nothing is written on the screen";
    kiosk->ask_to_stop();
    EXPECT_EQ(kiosk->exit_status(end_ms), 0) << kiosk->words();
}

TEST_F(KioskProgram, SaysWhatIsMissingAndEnds) {
    const std::string at = "SDL_VIDEODRIVER=dummy timeout 20 " + quoted(program());
    const Said help = run(at + " --help");
    EXPECT_EQ(help.status, 0);
    EXPECT_TRUE(help.holds("--state FOLDER")) << help.words;
    for (const std::string wrong : {"", " --state", " --tpm x", " --state x --unheard-of y"}) {
        const Said said = run(at + wrong);
        EXPECT_EQ(said.status, 64) << wrong;
        EXPECT_TRUE(said.holds("usage: inkseal-kiosk")) << said.words;
    }
    const Said nowhere = run(at + " --state " + quoted((*s_folder / "nowhere").string()));
    EXPECT_EQ(nowhere.status, 1);
    EXPECT_TRUE(nowhere.holds("inkseal-kiosk: ")) << nowhere.words;
    EXPECT_TRUE(nowhere.holds("nowhere")) << nowhere.words;
    EXPECT_FALSE(fs::exists(*s_folder / "nowhere"));
    const Said empty = run(at + " --state " + quoted(m_frames.string()));
    EXPECT_EQ(empty.status, 1);
    EXPECT_TRUE(empty.holds("holds no device; inkseal provision makes one")) << empty.words;
    const Said dark = run("SDL_VIDEODRIVER=x11 DISPLAY=:4242 timeout 20 " + quoted(program()) + " --state " + quoted(state()));
    EXPECT_EQ(dark.status, 1);
    EXPECT_TRUE(dark.holds("SCR-01")) << dark.words;
}
