// SPDX-License-Identifier: Apache-2.0
// A screen before a person in a test: shown, read, touched, and what they said.
#pragma once

#include "tests/unit/ui/player.h"
#include "tests/unit/ui/sample.h"

#include "ui/screens/screens.h"
#include "ui/widgets.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace test {

inline const std::vector<sample::Named>& samples() {
    static const std::vector<sample::Named> all = sample::screens();
    return all;
}

inline const app::Screen& sample_called(const std::string& name) {
    for (const auto& [sample_name, screen] : samples()) {
        if (sample_name == name) return screen;
    }
    ADD_FAILURE() << "no sample " << name;
    return samples().front().screen;
}

inline const screens::Languages& languages() {
    static const screens::Languages all = std::move(screens::Languages::open()).value();
    return all;
}

inline const char* name_of(app::Language language) {
    return language == app::Language::english ? "en" : language == app::Language::spanish ? "es" : "ar";
}

// A screen before a person, with what they said.
class Seen {
public:
    explicit Seen(app::Screen screen, int width = 1920, int height = 1080)
        : m_screen(std::move(screen)), player([this](ui::Kit& kit) {
              if (auto intent = screens::draw(kit, m_screen)) intents.push_back(std::move(*intent));
          }, width, height) {
        show(m_screen);
    }
    void show(app::Screen screen) {
        m_screen = std::move(screen);
        player.prefer(screens::preferences_of(m_screen.surroundings, true), languages().of(m_screen.surroundings.language));
        player.look();
        player.change();
        player.look();  // scroll positions are known from the second frame on
    }
    // Twice, because scroll positions are known from the second time on.
    const ui::Semantics& read(app::Screen screen) {
        m_screen = std::move(screen);
        player.prefer(screens::preferences_of(m_screen.surroundings, true), languages().of(m_screen.surroundings.language));
        const auto build = [this](ui::Kit& kit) { (void)screens::draw(kit, m_screen); };
        player.loop().read(build);
        return player.loop().read(build);
    }
    template <typename Intent>
    bool said() const { return !intents.empty() && std::holds_alternative<Intent>(intents.back()); }

private:
    app::Screen m_screen;

public:
    std::vector<app::Intent> intents;
    Player player;
};

}  // namespace test
