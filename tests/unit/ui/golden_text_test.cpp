// SPDX-License-Identifier: Apache-2.0
// Every screen as text, as a reader for the blind would say it: what is on it, in which
// order, in which state. INKSEAL_REWRITE_GOLDEN=1 accepts what is read now.
#include "tests/unit/ui/seen.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace {

using namespace test;

std::filesystem::path golden_file(const std::string& name) { return std::filesystem::path(SOURCE_DIR) / "tests/golden/screens" / (name + ".txt"); }

bool rewrites() { return std::getenv("INKSEAL_REWRITE_GOLDEN") != nullptr; }

void expect_golden(const std::string& name, const std::string& text) {
    const std::filesystem::path file = golden_file(name);
    if (rewrites()) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    std::ostringstream golden;
    golden << std::ifstream(file).rdbuf();
    EXPECT_EQ(text, golden.str()) << file << ": INKSEAL_REWRITE_GOLDEN=1 accepts what is read now";
}

TEST(Screens, ReadAsTheirGoldenText) {
    Seen seen(samples().front().screen);
    for (const auto& [name, sample] : samples()) {
        for (app::Language language : {app::Language::english, app::Language::spanish, app::Language::arabic}) {
            expect_golden(name + "." + name_of(language), to_text(seen.read(sample::in_language(sample, language))));
        }
    }
}

// High contrast says exactly the same; the largest text does, except on the screens that
// are arranged otherwise for it. Those have a golden of their own.
TEST(Screens, SayTheSameInEveryDress) {
    Seen seen(samples().front().screen);
    for (const auto& [name, sample] : samples()) {
        if (name == "language") continue;  // says which dress is worn
        const std::string normal = to_text(seen.read(sample));
        app::Screen contrast = sample;
        contrast.surroundings.theme = app::Theme::high_contrast;
        EXPECT_EQ(to_text(seen.read(contrast)), normal) << name;
        app::Screen largest = sample;
        largest.surroundings.text_size = app::TextSize::largest;
        const std::string text = to_text(seen.read(largest));
        const std::string golden = name + ".en-largest";
        if (rewrites() && text == normal) std::filesystem::remove(golden_file(golden));
        if (text != normal) expect_golden(golden, text);
        else EXPECT_FALSE(std::filesystem::exists(golden_file(golden))) << golden << " is no longer needed";
    }
}

}  // namespace
