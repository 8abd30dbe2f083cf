// SPDX-License-Identifier: Apache-2.0
#include "ui/ink_path.h"

#include <gtest/gtest.h>

namespace {

using namespace ui;

std::vector<PenPoint> circle(float pressure, std::int64_t step_us) {
    std::vector<PenPoint> out;
    for (int i = 0; i <= 60; ++i) {
        const float angle = static_cast<float>(i) * 0.1F;
        out.push_back({i * step_us, {300 + 100 * std::cos(angle), 300 + 100 * std::sin(angle)}, pressure});
    }
    return out;
}

TEST(InkPath, StaysCloseToThePenAndEndsWhereItWasLifted) {
    const auto stroke = circle(0.5F, 8000);
    const auto path = ink_path(stroke, {});
    for (const InkPoint& point : path) EXPECT_NEAR(std::hypot(point.at.x - 300, point.at.y - 300), 100, 6);
    EXPECT_EQ(path.back().at, stroke.back().at);
    EXPECT_EQ(path.front().at, stroke.front().at);
}

TEST(InkPath, IsEvenlySpaced) {
    const auto path = ink_path(circle(0.5F, 8000), {.spacing = 2.2F});
    for (std::size_t i = 1; i < path.size(); ++i) EXPECT_LT(std::hypot(path[i].at.x - path[i - 1].at.x, path[i].at.y - path[i - 1].at.y), 6);
}

TEST(InkPath, IsWiderUnderMorePressure) {
    const auto soft = ink_path(circle(0.1F, 8000), {}), firm = ink_path(circle(0.9F, 8000), {});
    EXPECT_LT(soft[soft.size() / 2].width * 1.5F, firm[firm.size() / 2].width);
}

TEST(InkPath, TakesSpeedForPressureWhereThereIsNone) {
    const auto slow = ink_path(circle(-1, 30000), {}), fast = ink_path(circle(-1, 3000), {});
    EXPECT_GT(slow[slow.size() / 2].width, fast[fast.size() / 2].width);
}

TEST(InkPath, TapersAtItsEnds) {
    const auto path = ink_path(circle(0.8F, 8000), {});
    EXPECT_LT(path.front().width, path[path.size() / 2].width * 0.7F);
    EXPECT_LT(path.back().width, path[path.size() / 2].width * 0.7F);
}

TEST(InkPath, CopesWithOddStrokes) {
    EXPECT_TRUE(ink_path({}, {}).empty());
    const std::vector<PenPoint> dot{{0, {5, 5}, 0.5F}};
    EXPECT_EQ(ink_path(dot, {}).size(), 1U);
    const std::vector<PenPoint> still(50, {0, {5, 5}, 0.5F});  // no time, no way
    for (const InkPoint& point : ink_path(still, {})) {
        EXPECT_TRUE(std::isfinite(point.at.x) && std::isfinite(point.width));
    }
    const std::vector<PenPoint> backwards{{9000, {0, 0}, 1}, {0, {50, 0}, 1}, {-5, {90, 1}, 1}};
    for (const InkPoint& point : ink_path(backwards, {})) EXPECT_TRUE(std::isfinite(point.at.x));
}

}  // namespace
