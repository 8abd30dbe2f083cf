// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/journal.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

namespace {

using namespace runbook_test;
using base::Fault;

const Step& plan = first_month().steps[0];
const Step& exporting = first_month().steps[1];
const Step& trying = first_month().steps[5];

// The fault and its reason; "accepted" when there is none.
std::string answer(const Runbook& runbook, const State& state, const Event& event) {
    const auto result = step(runbook, state, event);
    return result ? "accepted" : std::string(base::row_of(result.fault()).name) + ": " + result.failure().detail;
}

}  // namespace

TEST(Runbook, GoesThroughItsWholeCourse) {
    for (const Runbook& one : shipped()) {
        const State state = state_after(one, one.steps.size());
        EXPECT_TRUE(is_complete(one, state)) << one.id;
        EXPECT_EQ(state.done.size(), one.steps.size());
    }
}

TEST(Runbook, RefusesAStepBeforeItsDay) {
    const State state = state_after(first_month(), 1);
    EXPECT_EQ(answer(first_month(), state, done(exporting, begin + day / 4)), "plan_step_refused: not before day 1");
    // Days are the calendar's: an hour after midnight is the next one.
    EXPECT_EQ(answer(first_month(), state, done(exporting, begin - begin % day + day)), "accepted");
}

TEST(Runbook, RefusesAStepBeforeTheOneThatItFollows) {
    EXPECT_EQ(answer(first_month(), state_after(first_month(), 3), done(trying, begin + 20 * day)), "plan_step_refused: first comes: register");
    EXPECT_EQ(answer(first_month(), {}, done(plan, begin)), "plan_step_refused: it was not started");
}

TEST(Runbook, RefusesTheWrongRole) {
    const State state = state_after(first_month(), 1);
    Done event = done(exporting, begin + day);
    event.by.role = staff::Role::auditor;
    EXPECT_EQ(answer(first_month(), state, event), "role_refused: asks for security-officer, not auditor");
    event = done(exporting, begin + day);
    event.second->role = staff::Role::security_officer;
    EXPECT_EQ(answer(first_month(), state, event), "role_refused: asks for custodian, not security-officer");
}

TEST(Runbook, RefusesOnePersonInBothPlaces) {
    const State state = state_after(first_month(), 1);
    Done event = done(exporting, begin + day);
    event.second->id = event.by.id;
    EXPECT_EQ(answer(first_month(), state, event), "role_refused: the second person must be another one");
    event.second.reset();
    EXPECT_EQ(answer(first_month(), state, event), "role_refused: asks for a second person");
}

TEST(Runbook, RefusesMissingForeignAndSurplusEvidence) {
    const State state = state_after(first_month(), 1);
    Done event = done(exporting, begin + day);
    event.evidence.pop_back();
    EXPECT_EQ(answer(first_month(), state, event), "plan_step_refused: missing: the bundle's manifest");
    event = done(exporting, begin + day);
    event.evidence[0].kind = EvidenceKind::attestation;
    EXPECT_EQ(answer(first_month(), state, event), "plan_step_refused: missing: one release, approved by custodians");
    event = done(exporting, begin + day);
    event.evidence[1].digest = {};
    EXPECT_EQ(answer(first_month(), state, event), "plan_step_refused: missing: the bundle's signed manifest fits the file");
    event = done(exporting, begin + day);
    event.evidence.push_back(event.evidence[0]);
    EXPECT_EQ(answer(first_month(), state, event), "plan_step_refused: evidence that nobody asked for");
}

TEST(Runbook, TakesSurplusOnlyWhenTheSecondPersonAcceptsItWithAReason) {
    const State state = state_after(first_month(), 1);
    Done event = done(exporting, begin + day);
    event.accepted = "it was planned";
    EXPECT_EQ(answer(first_month(), state, event), "plan_step_refused: there is no surplus to accept");
    event.evidence[0].surplus = "1 key-destroyed";
    event.accepted.clear();
    EXPECT_EQ(answer(first_month(), state, event), "plan_step_refused: surplus: 1 key-destroyed; the second person can accept it with a reason");
    event.accepted = "the old key went the same day, as planned";
    EXPECT_EQ(answer(first_month(), state, event), "accepted");
    EXPECT_EQ(event_from(to_json(event)).value(), Event{event});
}

TEST(Runbook, IsNeitherStartedNorNotedByWhoShowsNoToken) {
    Started started = started_at(first_month(), begin);
    started.by.is_proven = false;
    EXPECT_EQ(answer(first_month(), {}, started), "role_refused: mia has shown no token");
    EXPECT_EQ(answer(first_month(), state_after(first_month(), 1), Noted{begin, person("mia", staff::Role::site_manager, false), "hm"}),
              "role_refused: mia has shown no token");
}

TEST(Runbook, RefusesAClockThatWentBack) {
    const State state = state_after(first_month(), 2);
    EXPECT_EQ(answer(first_month(), state, Noted{begin + day - 1, person("mia", staff::Role::site_manager), "late"}),
              "clock_untrusted: earlier than what has happened already");
}

TEST(Runbook, TakesNothingAfterItWasCancelled) {
    State state = state_after(first_month(), 1);
    state = *step(first_month(), state, Cancelled{begin + 1, person("mia", staff::Role::site_manager), "the key stays"});
    EXPECT_EQ(answer(first_month(), state, done(exporting, begin + day)), "plan_step_refused: it was cancelled");
    EXPECT_EQ(answer(first_month(), state, Noted{begin + day, person("mia", staff::Role::site_manager), "really"}), "plan_step_refused: it was cancelled");
}

TEST(Runbook, TakesAStepAndAStartOnce) {
    const State state = state_after(first_month(), 2);
    EXPECT_EQ(answer(first_month(), state, done(exporting, begin + 2 * day)), "plan_step_refused: it is done already");
    EXPECT_EQ(answer(first_month(), state, started_at(first_month(), begin + 2 * day)), "plan_step_refused: it was started already");
}

TEST(Runbook, TakesANameForAPersonOnlyAtATestDevice) {
    for (const bool is_test : {false, true}) {
        State state = *step(first_month(), {}, started_at(first_month(), begin, is_test));
        Done planned = done(plan, begin);
        planned.by.is_proven = false;
        EXPECT_EQ(answer(first_month(), state, planned), is_test ? "accepted" : "role_refused: first has shown no token");
        state = *step(first_month(), state, done(plan, begin));
        Done event = done(exporting, begin + day);
        event.second->is_proven = false;
        EXPECT_EQ(answer(first_month(), state, event), is_test ? "accepted" : "role_refused: second has shown no token");
        event = done(exporting, begin + day);
        event.by.is_proven = false;
        EXPECT_EQ(answer(first_month(), state, event), is_test ? "accepted" : "role_refused: first has shown no token");
    }
}

TEST(Runbook, ShowsWhatIsOverdueAndStillTakesIt) {
    State state = state_after(first_month(), 1);
    const std::int64_t late = begin + 9 * day;
    EXPECT_EQ(standing_of(exporting, state, begin), Standing::too_early);
    EXPECT_EQ(standing_of(exporting, state, begin + day), Standing::ready);
    EXPECT_EQ(standing_of(exporting, state, late), Standing::overdue);
    state = *step(first_month(), state, done(exporting, late));
    EXPECT_EQ(standing_of(exporting, state, late), Standing::done_late);
}

TEST(Runbook, RefusesTextsThatCouldHideSomething) {
    const State state = state_after(first_month(), 1);
    const Person mia = person("mia", staff::Role::site_manager);
    EXPECT_EQ(answer(first_month(), state, Noted{begin, mia, "a\rb"}).substr(0, 13), "usage_invalid");
    EXPECT_EQ(answer(first_month(), state, Noted{begin, mia, std::string(2001, 'a')}).substr(0, 13), "usage_invalid");
    EXPECT_EQ(answer(first_month(), state, Noted{begin, person("two words", mia.role), "a"}).substr(0, 13), "usage_invalid");
    EXPECT_EQ(answer(first_month(), state, Noted{begin, mia, "\xd9\x85\xd9\x86\xd9\x89"}), "accepted");
}

TEST(Runbook, RefusesALogThatBecameShorter) {
    const State state = state_after(first_month(), 1);
    Done event = done(exporting, begin + day);
    event.log_size = 4;
    EXPECT_EQ(answer(first_month(), state, event), "plan_step_refused: the log has become shorter");
}
