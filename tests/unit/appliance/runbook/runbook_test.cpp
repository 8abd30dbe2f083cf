// SPDX-License-Identifier: Apache-2.0
// INKSEAL_GOLDEN=write renews tests/golden/runbooks.txt; review the difference.
#include "appliance/runbook/runbook.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace {
using namespace runbook;
}

TEST(Runbooks, AreThoseThatWereReviewed) {
    std::string text;
    for (const Runbook& one : shipped()) text += (text.empty() ? "" : "\n\n") + to_text(one);
    const std::string path = std::string(SOURCE_DIR) + "/tests/golden/runbooks.txt";
    if (const char* golden = std::getenv("INKSEAL_GOLDEN"); golden != nullptr && std::string_view(golden) == "write") std::ofstream(path) << text;
    std::ostringstream golden;
    golden << std::ifstream(path).rdbuf();
    EXPECT_EQ(text, golden.str());
}

TEST(Runbooks, HaveStepsThatFollowOneAnotherAndCanBeDone) {
    ASSERT_EQ(shipped().size(), 5U);
    for (const Runbook& one : shipped()) {
        std::string_view before;
        int due_before = 0;
        std::set<std::string_view> ids;
        for (const Step& step : one.steps) {
            EXPECT_TRUE(ids.insert(step.id).second) << one.id << " " << step.id;
            EXPECT_EQ(step.after, before) << one.id << " " << step.id;
            EXPECT_LE(step.earliest_day, step.due_day) << step.id;
            EXPECT_GE(step.due_day, due_before) << step.id;
            EXPECT_FALSE(needs_of(step).empty()) << one.id << " " << step.id << " needs no evidence";
            EXPECT_TRUE(step.second) << one.id << " " << step.id << " is done by one person alone";
            EXPECT_TRUE(staff::may(step.role, staff::Duty::run_runbook)) << step.id;
            before = step.id;
            due_before = step.due_day;
        }
    }
}

TEST(Runbooks, OfTheFirstMonthHaveTheDaysOfThePlan) {
    std::vector<int> days;
    for (const Step& step : find("first-month")->steps) days.push_back(step.due_day);
    EXPECT_EQ(days, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 30}));
}

TEST(Runbooks, LetNoKeyGoForAnAuditor) {
    for (const Step& step : find("regulatory-audit")->steps)
        for (const Need& need : needs_of(step))
            for (const LogCount& count : counts_of(need)) EXPECT_NE(count.event, audit::Event::key_released);
    EXPECT_NE(to_text(*find("regulatory-audit")).find("Private keys are not exported, whoever asks"), std::string::npos);
}

TEST(Runbooks, AreToldApartByTheirDigests) {
    std::set<base::Digest> digests;
    for (const Runbook& one : shipped()) digests.insert(digest_of(one));
    EXPECT_EQ(digests.size(), shipped().size());
}
