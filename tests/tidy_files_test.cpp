// SPDX-License-Identifier: Apache-2.0
// The rules of the house that are about files, whatever is in them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const std::set<std::string> folders = {"appliance", "ui", "tpm", "usb", "sync", "image", "tests", "emulator", "build", "out"};

std::vector<fs::path> kept_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(SOURCE_DIR))
        if (entry.is_regular_file()) files.push_back(entry.path());
    for (const std::string& folder : folders) {
        if (folder == "build" || folder == "out") continue;
        for (auto it = fs::recursive_directory_iterator(fs::path(SOURCE_DIR) / folder); it != fs::end(it); ++it) {
            if (it->path().filename() == "node_modules") it.disable_recursion_pending();
            if (it->is_regular_file()) files.push_back(it->path());
        }
    }
    return files;
}

bool names_its_licence(const fs::path& path) {
    std::ifstream in(path);
    std::string line;
    for (int i = 0; i < 3 && std::getline(in, line); ++i)
        if (line.find("SPDX-License-Identifier: ") != std::string::npos) return true;
    return false;
}

}  // namespace

// Code has its own rule; what cannot hold a comment is listed in .reuse/dep5.
TEST(Tidy, WhateverCanHoldACommentNamesItsLicence) {
    static const std::set<std::string> endings = {".md", ".cmake", ".po", ".py", ".js", ".supp"};
    std::size_t count = 0;
    for (const fs::path& path : kept_files()) {
        if (!endings.contains(path.extension().string()) && path.filename() != "CMakeLists.txt") continue;
        ++count;
        EXPECT_TRUE(names_its_licence(path)) << path;
    }
    EXPECT_GT(count, 40U);
}

TEST(Tidy, TheTopLevelIsTheCustomers) {
    for (const auto& entry : fs::directory_iterator(SOURCE_DIR)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory() && name.front() != '.') {
            EXPECT_TRUE(folders.count(name) == 1) << name;
        }
    }
}
