// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/outlook.h"
#include "tests/faults/sim_storage.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

namespace {
using namespace runbook_test;
}

TEST(Outlook, SaysWhoMayDoAStepFromWhenAfterWhatAndWithWhat) {
    EXPECT_EQ(outlook(first_month(), state_after(first_month(), 0), first_month().steps[2]),
              "transfer: by security-officer with site-manager, from 2026-11-24 (day 2), after export (\"Let the key go, and check that it arrived whole in its "
              "file\"); its work is done by: inkseal keys send, then inkseal keys receive, then inkseal keys confirm; --claim FILE,RECEIPT: the receiver's signed confirmation");
    EXPECT_EQ(outlook(first_month(), state_after(first_month(), 1), first_month().steps[0]), "plan: done 2026-11-22 09:00 UTC by first with second");
}

TEST(Outlook, CountsDaysByTheCalendar) {
    EXPECT_EQ(date_of_day(begin, 0), "2026-11-22");
    EXPECT_EQ(date_of_day(begin, 30), "2026-12-22");
}

TEST(Outlook, ShowsHowFarAPlanIsAndCallsOnlyWholeOnesComplete) {
    faults::SimStorage disk;
    Journal journal = *Journal::start(disk, "november", first_month(), started_at(first_month(), begin));
    EXPECT_EQ(status_text(journal, begin).find("complete"), std::string::npos);
    EXPECT_NE(status_text(journal, begin + 3 * day).find("plan: overdue, by site-manager with security-officer"), std::string::npos);
    for (const Step& step : first_month().steps) ASSERT_TRUE(journal.record(done(step, begin + step.earliest_day * day)));
    EXPECT_NE(status_text(journal, begin + 30 * day).find("\n  complete\n"), std::string::npos);
    EXPECT_TRUE(*status_json(journal, begin + 30 * day).flag("complete"));
}
