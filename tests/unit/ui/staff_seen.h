// SPDX-License-Identifier: Apache-2.0
// A staff's screen before a person in a test.
#pragma once

#include "tests/unit/ui/player.h"
#include "tests/unit/ui/staff_sample.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff/staff_screens.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace test {

class StaffSeen {
public:
    explicit StaffSeen(admin::Screen screen, int width = 1920, int height = 1080)
        : m_screen(std::move(screen)), player([this](ui::Kit& kit) {
              if (auto intent = screens::draw_staff(kit, m_screen)) intents.push_back(std::move(*intent));
          }, width, height) {
        show(m_screen);
    }
    static const screens::Languages& languages() {
        static const screens::Languages all = std::move(screens::Languages::open()).value();
        return all;
    }
    void show(admin::Screen screen) {
        m_screen = std::move(screen);
        prefer();
        player.look();
        player.change();
        player.look();  // scroll positions are known from the second frame on
    }
    const ui::Semantics& read(admin::Screen screen) {
        m_screen = std::move(screen);
        prefer();
        const auto build = [this](ui::Kit& kit) { (void)screens::draw_staff(kit, m_screen); };
        player.loop().read(build);
        return player.loop().read(build);
    }

private:
    void prefer() { player.prefer(screens::preferences_of(m_screen.surroundings, true), languages().of(m_screen.surroundings.language)); }

    admin::Screen m_screen;

public:
    std::vector<admin::Intent> intents;
    Player player;
};

}  // namespace test
