// SPDX-License-Identifier: Apache-2.0
// Every story file that comes with the emulator, one after the other on one provisioned
// device: each leaves it fit for the next, and the log whole.
#include "tests/stories/misfortune.h"

#include "emulator/story_player.h"

#include <algorithm>
#include <vector>

namespace {

namespace fs = std::filesystem;

// Played from the factory on, by headless_story_test, keys_story_test and profiles_story_test.
bool begins_at_the_factory(const fs::path& story) {
    const auto read = emulator::read_story(story);
    if (read && read->profile) return true;
    constexpr std::string_view alone[] = {"the-main-job", "keys", "a-revoked-key", "staff-at-the-door", "staff-at-the-screen"};
    return std::find(std::begin(alone), std::end(alone), story.stem().string()) != std::end(alone);
}

std::vector<fs::path> story_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_DIR) / "emulator" / "stories"))
        if (entry.path().extension() == ".story" && !begins_at_the_factory(entry.path())) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string name_of(const testing::TestParamInfo<fs::path>& file) {
    std::string name = file.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

class StoryFiles : public stories::Misfortune, public testing::WithParamInterface<fs::path> {
protected:
    // Appointments differ from story to story.
    static int s_played;
};
int StoryFiles::s_played = 0;

}  // namespace

TEST_P(StoryFiles, ComesTrue) {
    const auto story = emulator::read_story(GetParam());
    ASSERT_TRUE(story) << story.failure().detail;
    emulator::StoryStage stage{.order = {.out = folder(), .story = {}, .document = {}, .programs = PROGRAM_DIR, .size = {}},
                               .beside = GetParam().parent_path(), .pictures = {}};
    stage.order.appointment_code = std::to_string(300'000 + 1'000 * ++s_played);
    emulator::StoryPlayer player(desk(), stage);
    ok(player.play(*story));
    expect_whole_log();
}

TEST(StoryFilesOfTheEmulator, AreAllThere) {
    for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_DIR) / "emulator" / "stories"))
        EXPECT_TRUE(fs::exists(fs::path(PROGRAM_DIR) / "stories" / entry.path().filename())) << entry.path() << " is not in emulator/CMakeLists.txt";
}

INSTANTIATE_TEST_SUITE_P(With, StoryFiles, testing::ValuesIn(story_files()), name_of);
