// SPDX-License-Identifier: Apache-2.0
#include "emulator/swtpm.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

constexpr uid_t nobody = 65534;

// In a process of its own, which is nobody's if this one may decide that.
int made_and_started_by_an_ordinary_user(const fs::path& folder) {
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) _exit(2);
        if (geteuid() == 0) _exit(3);
        if (!emulator::manufacture_tpm(folder / "tpm")) _exit(4);
        auto chip = emulator::Swtpm::start(folder / "tpm");
        const int ending = chip ? 0 : 5;
        if (chip) chip->reset();  // _exit would leave it running
        _exit(ending);
    }
    int ending = 0;
    waitpid(child, &ending, 0);
    return WIFEXITED(ending) ? WEXITSTATUS(ending) : 128;
}

}  // namespace

TEST(SwtpmProcess, IsMadeAndStartedByAnOrdinaryUserToo) {
    const fs::path folder = fs::temp_directory_path() / ("inkseal-ordinary-" + std::to_string(getpid()));
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::all);
    EXPECT_EQ(made_and_started_by_an_ordinary_user(folder), 0);
    fs::remove_all(folder);
}
