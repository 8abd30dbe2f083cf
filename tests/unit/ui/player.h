// SPDX-License-Identifier: Apache-2.0
// A person at a screen, in a test: sees by meaning, acts by touching or by keys. Time
// moves only when told to.
#pragma once

#include "ui/frame.h"
#include "ui/memory_display.h"
#include "ui/scripted_input.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

namespace test {

class Player {
public:
    explicit Player(ui::FrameLoop::Build build, int width = 1280, int height = 720)
        : m_display(width, height), m_build(std::move(build)) {
        auto loop = ui::FrameLoop::create(m_display);
        EXPECT_TRUE(loop) << "fonts-inter is not installed";
        m_loop = std::move(loop).value();
        prefer({.is_reduced_motion = true});
        look();
    }

    void prefer(const ui::Preferences& preferences, const ui::Catalogue& catalogue = english()) {
        m_loop->prefer(preferences, catalogue);
        m_is_changed = true;
    }
    // One turn of the loop with whatever was scripted.
    ui::FrameLoop::Turn look() {
        const auto events = input.collect(0);
        return m_loop->turn(m_now_us += 16000, events, std::exchange(m_is_changed, false), m_build);
    }
    // Turns every 16 ms for so long.
    void wait(int milliseconds) {
        for (int passed = 0; passed < milliseconds; passed += 16) look();
    }
    void change() { m_is_changed = true; }

    ui::Rect rect(const std::string& id) {
        const ui::SemanticNode* node = m_loop->semantics().find(id);
        EXPECT_NE(node, nullptr) << "nothing is called " << id;
        return node != nullptr ? node->rect : ui::Rect{};
    }
    void tap(const std::string& id) {
        input.tap(rect(id).center());
        look();
    }
    void key(ui::Key key) {
        input.key(key);
        look();
    }

    ui::FrameLoop& loop() { return *m_loop; }
    ui::MemoryDisplay& display() { return m_display; }
    const ui::Semantics& semantics() const { return m_loop->semantics(); }

    static const ui::Catalogue& english() {
        static const ui::Catalogue catalogue;
        return catalogue;
    }

    ui::ScriptedInput input;

private:
    ui::MemoryDisplay m_display;
    ui::FrameLoop::Build m_build;
    std::unique_ptr<ui::FrameLoop> m_loop;
    std::int64_t m_now_us = 0;
    bool m_is_changed = true;
};

}  // namespace test
