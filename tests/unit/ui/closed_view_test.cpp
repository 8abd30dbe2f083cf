// SPDX-License-Identifier: Apache-2.0
// A device that is not open still speaks to who stands before it.
#include "ui/memory_display.h"
#include "ui/screens/closed_view.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace {

class ClosedDevice : public testing::Test {
protected:
    void SetUp() override {
        loop = ui::FrameLoop::create(display).value();
        languages.emplace(screens::Languages::open().value());
        view.emplace(*loop, *languages);
    }
    ui::FrameLoop::Turn look(std::vector<ui::InputEvent> events = {}) { return view->turn(now_us += 100'000, events, fault); }
    std::string words() const { return ui::to_text(loop->semantics()); }
    // A finger on the middle of it, and off again.
    void press(std::string_view id) {
        const ui::SemanticNode* const node = loop->semantics().find(id);
        ASSERT_NE(node, nullptr) << id << " is not on\n" << words();
        ui::PointerSample touch{.t_us = now_us, .x = node->rect.center().x, .y = node->rect.center().y, .contact = true};
        (void)look({touch});
        touch.contact = false;
        (void)look({touch});
        for (int i = 0; i < 40; ++i) (void)look();  // whatever moves comes to rest
    }

    ui::MemoryDisplay display{1280, 800};
    std::unique_ptr<ui::FrameLoop> loop;
    std::optional<screens::Languages> languages;
    std::optional<screens::ClosedView> view;
    base::Fault fault = base::Fault::tpm_absent;
    std::int64_t now_us = 0;
};

}  // namespace

TEST_F(ClosedDevice, ShowsAPictureBeforeAnythingIsOpened) {
    view->greet(1);
    EXPECT_EQ(loop->frames_shown(), 1U);
    EXPECT_NE(words().find("One moment, please"), std::string::npos) << words();
}

TEST_F(ClosedDevice, SaysWhyAndDrawsOnlyWhenThatChanges) {
    EXPECT_TRUE(look().is_shown);
    EXPECT_NE(words().find("Out of service"), std::string::npos);
    EXPECT_NE(words().find("TPM-01"), std::string::npos);
    while (look().wants_more) {}
    const std::uint64_t shown = loop->frames_shown();
    (void)look();
    EXPECT_EQ(loop->frames_shown(), shown);
    fault = base::Fault::disk_full;
    (void)look();
    EXPECT_GT(loop->frames_shown(), shown);
    EXPECT_NE(words().find("DSK-01"), std::string::npos) << words();
}

TEST_F(ClosedDevice, ClaimsNothingAboutADeviceItCouldNotOpen) {
    (void)look();
    EXPECT_EQ(words().find("erified"), std::string::npos) << words();
    EXPECT_EQ(words().find("kept safely"), std::string::npos) << words();
}

TEST_F(ClosedDevice, IsReadInThePersonsLanguageAndContrast) {
    (void)look();
    press("language");
    EXPECT_NE(words().find("Español"), std::string::npos) << words();
    press("languages.es");
    EXPECT_NE(words().find("Fuera de servicio"), std::string::npos) << words();
    const auto before = std::vector<std::uint32_t>(display.pixels().begin(), display.pixels().end());
    press("contrast");
    EXPECT_NE(words().find("Fuera de servicio"), std::string::npos) << words();
    EXPECT_FALSE(std::equal(before.begin(), before.end(), display.pixels().begin())) << "drawn as before";
}
