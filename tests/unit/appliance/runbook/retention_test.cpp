// SPDX-License-Identifier: Apache-2.0
#include "appliance/base/calendar.h"
#include "appliance/runbook/retention.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

namespace {

using namespace runbook_test;
using base::Fault;

std::int64_t at(const char* text) { return *base::from_rfc3339(text); }

const Person manager = person("mia", staff::Role::site_manager);
const Person auditor = person("ada", staff::Role::auditor);

std::string until(const KeptThing& thing, const char* since) {
    const auto end = keep_until(thing, at(since));
    return end ? base::to_rfc3339(*end) : std::string(base::row_of(end.fault()).name);
}

KeptThing backup_of(int days) {
    KeptThing thing;
    thing.what = "copy";
    thing.retention = RetentionClass::backup;
    thing.backup_days = days;
    return thing;
}

RetentionState with_backup() { return *apply({}, Kept{begin, manager, backup_of(90)}); }

}  // namespace

TEST(Retention, CountsYearsByTheCalendar) {
    KeptThing thing{.what = "log"};
    EXPECT_EQ(until(thing, "2026-11-22T10:00:00Z"), "2033-11-22T10:00:00Z");
    EXPECT_EQ(until(thing, "2024-02-29T23:59:59Z"), "2031-03-01T23:59:59Z") << "never a day short";
    EXPECT_EQ(until(thing, "2021-03-01T00:00:00Z"), "2028-03-01T00:00:00Z");
    thing.retention = RetentionClass::hipaa;
    EXPECT_EQ(until(thing, "2024-02-29T00:00:00Z"), "2030-03-01T00:00:00Z");
    EXPECT_EQ(until(thing, "2022-02-28T12:00:00Z"), "2028-02-28T12:00:00Z");
    EXPECT_EQ(base::to_rfc3339(add_years(at("2096-02-29T00:00:00Z"), 4)), "2100-03-01T00:00:00Z") << "2100 is no leap year";
    EXPECT_EQ(base::to_rfc3339(add_years(at("2024-02-29T00:00:00Z"), 4)), "2028-02-29T00:00:00Z");
}

TEST(Retention, KeepsBackupsForThirtyToNinetyDays) {
    EXPECT_EQ(KeptThing{}.backup_days, 90);
    EXPECT_EQ(until(backup_of(90), "2024-01-31T08:00:00Z"), "2024-04-30T08:00:00Z");
    EXPECT_EQ(until(backup_of(30), "2024-01-31T08:00:00Z"), "2024-03-01T08:00:00Z");
    EXPECT_EQ(until(backup_of(29), "2024-01-31T08:00:00Z"), "usage_invalid");
    EXPECT_EQ(until(backup_of(91), "2024-01-31T08:00:00Z"), "usage_invalid");
}

TEST(Retention, KeepsContractsForTheirLifeAndTheLimitationAfterIt) {
    KeptThing thing{.what = "lease", .retention = RetentionClass::contract, .contract_end_ms = at("2028-02-29T00:00:00Z"), .limitation_years = 3};
    EXPECT_EQ(until(thing, "2026-11-22T10:00:00Z"), "2031-03-01T00:00:00Z");
    EXPECT_EQ(until(thing, "2028-03-01T00:00:00Z"), "usage_invalid");
    thing.limitation_years = 0;
    EXPECT_EQ(until(thing, "2026-11-22T10:00:00Z"), "usage_invalid");
}

TEST(Retention, NamesWhatIsDueFromTheVeryInstant) {
    const RetentionState state = with_backup();
    EXPECT_TRUE(due(state, begin + 90 * day - 1).empty());
    EXPECT_EQ(due(state, begin + 90 * day), std::vector<std::string>{"copy"});
    EXPECT_EQ(apply(state, Deleted{begin + 90 * day - 1, manager, "copy"}).fault(), Fault::plan_step_refused);
}

TEST(LegalHold, BeatsEveryDeadline) {
    RetentionState state = *apply(with_backup(), HoldSet{begin + day, auditor, "copy", "a court asks"});
    EXPECT_TRUE(due(state, begin + 4000 * day).empty());
    EXPECT_EQ(apply(state, Deleted{begin + 4000 * day, manager, "copy"}).failure().detail, "it is on legal hold: a court asks");
    state = *apply(state, HoldLifted{begin + 4000 * day, auditor, "copy", "the court is done"});
    EXPECT_EQ(due(state, begin + 4000 * day), std::vector<std::string>{"copy"});
}

TEST(LegalHold, KeepsTheSameContentUnderEveryName) {
    KeptThing twin = backup_of(30);
    twin.what = "twin";
    RetentionState state = *apply(with_backup(), Kept{begin, manager, twin});
    const auto late = begin + 90 * day;
    EXPECT_EQ(still_kept_as(state, "copy", late), std::nullopt);
    EXPECT_EQ(still_kept_as(state, "twin", begin + 30 * day), "copy") << "not due yet";
    state = *apply(state, HoldSet{late, auditor, "twin", "a court asks"});
    EXPECT_EQ(still_kept_as(state, "copy", late), "twin");
    EXPECT_EQ(still_kept_as(state, "twin", late), std::nullopt);
    EXPECT_EQ(still_kept_as(state, "nobody", late), std::nullopt);
    state = *apply(*apply(state, HoldLifted{late, auditor, "twin", "settled"}), Deleted{late, manager, "twin"});
    EXPECT_EQ(still_kept_as(state, "copy", late), std::nullopt);
}

TEST(LegalHold, IsLiftedByTheAuditorAloneAndNeverWithoutAReason) {
    const RetentionState held = *apply(with_backup(), HoldSet{begin, manager, "copy", "a court asks"});
    EXPECT_EQ(apply(held, HoldLifted{begin, manager, "copy", "I want it gone"}).fault(), Fault::role_refused);
    EXPECT_EQ(apply(held, HoldLifted{begin, auditor, "copy", ""}).fault(), Fault::usage_invalid);
    EXPECT_EQ(apply(with_backup(), HoldSet{begin, manager, "copy", ""}).fault(), Fault::usage_invalid);
    EXPECT_EQ(apply(with_backup(), HoldSet{begin, person("cara", staff::Role::custodian), "copy", "x"}).fault(), Fault::role_refused);
    EXPECT_EQ(apply(with_backup(), HoldLifted{begin, auditor, "copy", "x"}).fault(), Fault::plan_step_refused);
}

TEST(Retention, GivesARecordOfEachDeletionAndNeverTheSameNameAgain) {
    const Deleted event{begin + 90 * day, manager, "copy"};
    const RetentionState state = *apply(with_backup(), event);
    EXPECT_EQ(deletion_record(state, event),
              R"({"by":"mia","class":"backup","deleted":"2027-02-20T09:00:05Z","kind":"deletion-record","proven":true,"role":"site-manager",)"
              R"("sha256":")" + std::string(64, '0') + R"(","since":"2026-11-22T09:00:05Z","until":"2027-02-20T09:00:05Z","what":"copy"})");
    EXPECT_EQ(apply(state, event).fault(), Fault::plan_step_refused);
    EXPECT_EQ(apply(state, Kept{begin + 91 * day, manager, backup_of(30)}).fault(), Fault::plan_step_refused);
    EXPECT_TRUE(due(state, begin + 91 * day).empty());
}

TEST(Retention, RefusesTheWrongHandsAndAClockThatWentBack) {
    EXPECT_EQ(apply(with_backup(), Deleted{begin + 90 * day, auditor, "copy"}).fault(), Fault::role_refused);
    EXPECT_EQ(apply(with_backup(), Deleted{begin - 1, manager, "copy"}).fault(), Fault::clock_untrusted);
    EXPECT_EQ(apply(with_backup(), Deleted{begin, manager, "other"}).fault(), Fault::plan_step_refused);
}
