// SPDX-License-Identifier: Apache-2.0
// ui_gallery FOLDER [1280x800|...] [normal|large|largest] [light|contrast] [english|spanish|arabic] [screen]
// Draws every sample screen to a PNG, and prints what the layout linter says.
#include "tests/unit/ui/sample.h"
#include "tests/unit/ui/staff_sample.h"

#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff/staff_screens.h"

#include <cstdio>
#include <string>
#include <vector>

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.empty()) return 64;
    int width = 1920, height = 1080;
    app::Surroundings wanted;
    std::string only;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (std::sscanf(word.c_str(), "%dx%d", &width, &height) == 2) continue;
        if (word == "large") wanted.text_size = app::TextSize::large;
        else if (word == "largest") wanted.text_size = app::TextSize::largest;
        else if (word == "contrast") wanted.theme = app::Theme::high_contrast;
        else if (word == "spanish") wanted.language = app::Language::spanish;
        else if (word == "arabic") wanted.language = app::Language::arabic;
        else only = word;
    }
    const auto languages = screens::Languages::open();
    ui::MemoryDisplay display(width, height);
    auto loop = ui::FrameLoop::create(display);
    if (!languages || !loop) return 1;
    const auto save = [&](const std::string& name, app::Surroundings& around, const ui::FrameLoop::Build& build) {
        if (!only.empty() && name != only) return true;
        around.language = wanted.language;
        around.text_size = wanted.text_size;
        around.theme = wanted.theme;
        (*loop)->prefer(screens::preferences_of(around, true), languages->of(wanted.language));
        for (int turn = 0; turn < 2; ++turn) (*loop)->turn(turn * 16000, {}, true, build);
        if (!ui::save_png((*loop)->frame(), words[0] + "/" + name + ".png")) return false;
        for (const std::string& finding : ui::lint((*loop)->semantics())) std::printf("%s: %s\n", name.c_str(), finding.c_str());
        return true;
    };
    for (auto& [name, screen] : sample::screens()) {
        screen = sample::in_language(std::move(screen), wanted.language);
        if (!save(name, screen.surroundings, [&screen = screen](ui::Kit& kit) { screens::draw(kit, screen); })) return 1;
    }
    for (auto& [name, screen] : sample::staff_screens()) {
        if (!save(name, screen.surroundings, [&screen = screen](ui::Kit& kit) { screens::draw_staff(kit, screen); })) return 1;
    }
    return 0;
}
