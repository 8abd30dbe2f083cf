// SPDX-License-Identifier: Apache-2.0
// Who needs the largest words needs everything else as well: large text may move things
// and scroll them, but nothing a person must see or touch may be missing.
#include "tests/unit/ui/seen.h"

#include <gtest/gtest.h>

namespace {

using namespace test;

// The largest words in the widest language leave the least room.
app::Screen at_its_largest(app::Screen screen) {
    screen.surroundings.text_size = app::TextSize::largest;
    return sample::in_language(std::move(screen), app::Language::spanish);
}

TEST(LargestText, KeepsBothAnswersInView) {
    for (const auto& [width, height] : {std::pair{1920, 1080}, std::pair{1280, 800}, std::pair{1024, 768}}) {
        Seen seen(samples().front().screen, width, height);
        const ui::Semantics& read = seen.read(at_its_largest(sample_called("this-is-me")));
        for (const char* id : {"me.yes", "me.no"}) {
            ASSERT_NE(read.find(id), nullptr);
            EXPECT_TRUE(read.find(id)->is_in_view) << id;
            EXPECT_FALSE(read.find(id)->is_squeezed) << id;
        }
    }
}

TEST(LargestText, StillSaysWhyASignatureIsNotTaken) {
    app::Screen screen = at_its_largest(sample_called("sign"));
    std::get<app::SignScreen>(screen.content).may_continue = false;
    Seen seen(screen);
    EXPECT_NE(seen.player.semantics().find(ui::Role::text, languages().of(app::Language::spanish).text("That looks very short. Please sign as you usually do.")), nullptr);
}

TEST(LargestText, StillTurnsPagesBack) {
    Seen seen(at_its_largest(sample_called("review-read")));
    seen.intents.clear();
    seen.player.tap("page.previous");
    ASSERT_TRUE(seen.said<app::ShowPage>());
    EXPECT_EQ(std::get<app::ShowPage>(seen.intents.back()).page, 1U);
}

TEST(LargestText, StillShowsThePageThatIsConfirmed) {
    for (const auto& [width, height] : {std::pair{1920, 1080}, std::pair{1024, 768}}) {
        Seen seen(samples().front().screen, width, height);
        const ui::Semantics& read = seen.read(at_its_largest(sample_called("confirm")));
        ASSERT_NE(read.find("page"), nullptr);
        EXPECT_TRUE(read.find("page")->is_in_view);
        EXPECT_GT(read.find("page")->rect.width, static_cast<float>(width) * 0.2F);
    }
}

}  // namespace
