// SPDX-License-Identifier: Apache-2.0
// Runbooks at the screen: begun, waited for, done by two.
#include "tests/unit/appliance/admin/screen_bench.h"

using namespace admin_test;
using Doing = runbook::Standing;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

struct AtThePlans : AtTheScreen {
    AtThePlans() {
        const auto mia_person = staff_test::person_with(*mia, "mia", {Role::site_manager});
        const auto omar_person = staff_test::person_with(*omar, "omar", {Role::custodian});
        EXPECT_TRUE(keys::FrontDoor(run.device()).install(
            pack_of(staff_test::roster_of({staff_test::person_with(*zoe, "zoe", {Role::security_officer}), staff_test::person_with(*ken, "ken", {Role::agent}), mia_person, omar_person}, 8)), {}));
    }
    void is_done() {
        ASSERT_TRUE(sees<WorkingScreen>());
        session.shown();
        turn();
    }
    void say(std::string_view text) {
        for (const char c : text) session.handle(app::TypeText{std::string(1, c)});
        session.handle(Confirm{});
    }
    void begin(const std::string& plan) {
        session.handle(OpenPlans{});
        session.handle(BeginPlan{plan});
        is_done();
        ASSERT_TRUE(sees<PlanScreen>());
    }
    void swap_to(const std::shared_ptr<TestToken>& token) {
        take_out();
        token->is_in = true;
        sign_in(token);
    }
    Doing standing_of(std::size_t step) { return seen<PlanScreen>().steps[step].standing; }

    std::shared_ptr<TestToken> mia = std::make_shared<TestToken>(staff_pki, 21), omar = std::make_shared<TestToken>(staff_pki, 22);
};

}  // namespace

TEST_F(AtThePlans, AreListedWithWhatComesNextAndBegunByWhoMay) {
    sign_in(zoe);
    session.handle(OpenPlans{});
    ASSERT_TRUE(sees<PlansScreen>());
    EXPECT_TRUE(seen<PlansScreen>().plans.empty());
    EXPECT_EQ(seen<PlansScreen>().offers.size(), runbook::shipped().size());
    session.handle(app::GoBack{});
    begin("first-month");
    EXPECT_EQ(standing_of(0), Doing::ready);
    EXPECT_EQ(standing_of(1), Doing::too_early);
    EXPECT_EQ(count(Event::runbook_started), 1);
    session.handle(app::GoBack{});
    ASSERT_TRUE(sees<PlansScreen>());
    ASSERT_EQ(seen<PlansScreen>().plans.size(), 1U);
    EXPECT_EQ(seen<PlansScreen>().plans[0].next, "Plan the move");
    session.handle(BeginPlan{"first-month"});
    is_done();
    EXPECT_EQ(seen<PlanScreen>().name, "first-month-2") << "another run of the same";
    swap_to(ken);
    session.handle(OpenPlans{});
    EXPECT_TRUE(sees<RefusedScreen>()) << "no plans for an agent";
}

TEST_F(AtThePlans, AStepOfTwoIsDoneWhenTheSecondPersonConfirmsItAndNotBefore) {
    stick.held["keys.json"] = base::to_bytes("[]");
    sign_in(mia);
    begin("first-month");
    session.handle(OpenPlanStep{"plan"});
    ASSERT_TRUE(sees<PlanStepScreen>());
    EXPECT_EQ(seen<PlanStepScreen>().second, Role::security_officer);
    session.handle(Confirm{});
    ASSERT_TRUE(sees<PlanAnswerScreen>());
    session.handle(Confirm{});
    EXPECT_TRUE(seen<PlanAnswerScreen>().is_troubled) << "nothing was said";
    say("ward 7 moves");
    ASSERT_TRUE(sees<StickScreen>());
    EXPECT_EQ(seen<StickScreen>().seeks, StickScreen::Seeks::evidence);
    session.handle(ChooseFile{"keys.json"});
    ASSERT_TRUE(sees<PlanSecondScreen>());
    EXPECT_FALSE(seen<PlanSecondScreen>().may_confirm);
    session.handle(Confirm{});
    EXPECT_FALSE(session.has_work()) << "nobody confirms themselves";
    EXPECT_EQ(count(Event::runbook_step_done), 0);
    session.handle(app::GoBack{});
    EXPECT_TRUE(seen<PlanScreen>().steps[0].waits_for_second);
    swap_to(omar);
    EXPECT_TRUE(seen<HomeScreen>().waits_for_them.empty()) << "a custodian is not who is asked";
    swap_to(zoe);
    EXPECT_EQ(seen<HomeScreen>().waits_for_them, "Plan the move");
    session.handle(OpenWaitingStep{});
    ASSERT_TRUE(sees<PlanSecondScreen>());
    EXPECT_TRUE(seen<PlanSecondScreen>().may_confirm);
    EXPECT_EQ(seen<PlanSecondScreen>().answers.size(), 2U);
    EXPECT_EQ(seen<PlanSecondScreen>().answers[0].second, "ward 7 moves");
    session.handle(Confirm{});
    is_done();
    ASSERT_TRUE(sees<PlanScreen>());
    EXPECT_EQ(standing_of(0), Doing::done);
    EXPECT_EQ(count(Event::runbook_step_done), 1);
    EXPECT_EQ(standing_of(1), Doing::too_early);
    session.handle(OpenPlanStep{"export"});
    session.handle(Confirm{});
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::plan_step_refused);
    EXPECT_NE(seen<RefusedScreen>().detail.find("not before day 1"), std::string::npos) << seen<RefusedScreen>().detail;
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<PlanScreen>());
}

TEST_F(AtThePlans, WhatNobodyConfirmsIsForgottenAfterHalfAnHour) {
    stick.held["keys.json"] = base::to_bytes("[]");
    sign_in(mia);
    begin("first-month");
    session.handle(OpenPlanStep{"plan"});
    session.handle(Confirm{});
    say("ward 7 moves");
    session.handle(ChooseFile{"keys.json"});
    ASSERT_TRUE(sees<PlanSecondScreen>());
    take_out();
    run.clock.boot += Plans::second_limit_ms;
    sign_in(zoe);
    EXPECT_TRUE(seen<HomeScreen>().waits_for_them.empty());
    session.handle(OpenWaitingStep{});
    EXPECT_TRUE(sees<HomeScreen>());
}

TEST_F(AtThePlans, WhatTheDeviceDoesNotFindIsRefusedAndSaidWhy) {
    sign_in(zoe);
    begin("rotation");
    session.handle(OpenPlanStep{seen<PlanScreen>().steps[0].id});
    session.handle(Confirm{});
    ASSERT_TRUE(sees<PlanAnswerScreen>());
    EXPECT_FALSE(seen<PlanAnswerScreen>().keys.empty()) << "of the keys that are here";
    session.handle(ChooseAnswer{"no-such-key"});
    ASSERT_TRUE(sees<PlanAnswerScreen>());
    session.handle(ChooseAnswer{"birth"});
    if (sees<PlanSecondScreen>()) {
        swap_to(mia);
        session.handle(OpenWaitingStep{});
        session.handle(Confirm{});
    }
    is_done();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_NE(seen<RefusedScreen>().detail.find("missing: 1 key-created"), std::string::npos) << seen<RefusedScreen>().detail;
    EXPECT_EQ(count(Event::runbook_step_done), 0);
}

TEST_F(AtThePlans, OnALaterDayTheNextStepMayBeDone) {
    stick.held["keys.json"] = base::to_bytes("[]");
    sign_in(mia);
    begin("first-month");
    session.handle(OpenPlanStep{"plan"});
    session.handle(Confirm{});
    say("ward 7 moves");
    session.handle(ChooseFile{"keys.json"});
    swap_to(zoe);
    session.handle(OpenWaitingStep{});
    session.handle(Confirm{});
    is_done();
    run.clock.wall += day_ms;
    session.handle(app::GoBack{});
    session.handle(OpenPlan{"first-month"});
    ASSERT_TRUE(sees<PlanScreen>());
    EXPECT_EQ(standing_of(1), Doing::ready);
}

TEST_F(AtThePlans, AReportIsSealedToTheStickAndTheLogKnowsIt) {
    sign_in(zoe);
    begin("regulatory-audit");
    stick.is_in = false;
    session.handle(ChooseStep{Step::seal_report});
    is_done();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_stick);
    EXPECT_EQ(count(Event::runbook_reported), 0);
    session.handle(app::GoBack{});
    stick.is_in = true;
    session.handle(ChooseStep{Step::seal_report});
    is_done();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(seen<DoneScreen>().file, "regulatory-audit.pdf");
    EXPECT_EQ(base::as_text(stick.held["regulatory-audit.pdf"]).substr(0, 5), "%PDF-");
    EXPECT_EQ(count(Event::runbook_reported), 1);
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<PlanScreen>());
}
