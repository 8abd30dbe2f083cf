// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/appliance/admin/screen_bench.h"

using namespace admin_test;

TEST_F(AtTheScreen, NothingHappensWithoutAToken) {
    for (int i = 0; i < 10; ++i) turn();
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_EQ(slot.looks, 10);
    session.tick();
    EXPECT_EQ(slot.looks, 10) << "asked more often than a few times a second";
}

TEST_F(AtTheScreen, ATokenOpensTheDoorAndNamesItsPerson) {
    put_in(zoe);
    ASSERT_TRUE(sees<SignInScreen>());
    EXPECT_EQ(seen<SignInScreen>().name, "Zoë Okafor");
    EXPECT_EQ(seen<SignInScreen>().tries_left, 3U);
    type("123456");
    ASSERT_TRUE(sees<HomeScreen>());
    EXPECT_EQ(count(Event::staff_signed_in), 1);
    EXPECT_TRUE(seen<HomeScreen>().may_see_keys);
}

TEST_F(AtTheScreen, AWrongCodeIsCountedByTheTokenAndWrittenDown) {
    put_in(zoe);
    type("654321");
    ASSERT_TRUE(sees<SignInScreen>());
    EXPECT_EQ(seen<SignInScreen>().trouble, Fault::pin_wrong);
    EXPECT_EQ(seen<SignInScreen>().tries_left, 2U);
    EXPECT_EQ(seen<SignInScreen>().digits, 0U);
    EXPECT_EQ(count(Event::staff_refused), 1);
    type("12345");
    EXPECT_EQ(zoe->tries, 2U) << "five digits are no code, and cost no try";
}

TEST_F(AtTheScreen, ATokenThatIsTakenOutEndsEverythingAtOnce) {
    sign_in(zoe);
    open_key("birth");
    take_out();
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_EQ(count(Event::staff_signed_out), 1);
    zoe->is_in = true;
    put_in(zoe);
    EXPECT_TRUE(sees<SignInScreen>()) << "and its code is asked again";
}

TEST_F(AtTheScreen, ATokenThatIsPulledBetweenTwoLooksAllowsNothingMore) {
    sign_in(zoe);
    session.handle(OpenKeys{});
    zoe->is_in = false;  // the slot was not looked at since
    session.handle(ChooseStep{Step::create});
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_EQ(count(Event::key_created), 0);
}

TEST_F(AtTheScreen, LeavingClosesTheTokenAndItIsNotAskedAgainWhileItStaysIn) {
    sign_in(zoe);
    session.handle(Leave{});
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_FALSE(zoe->is_open);
    for (int i = 0; i < 5; ++i) turn();
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_EQ(count(Event::staff_signed_out), 1);
    take_out();
    zoe->is_in = true;
    put_in(zoe);
    EXPECT_TRUE(sees<SignInScreen>());
}

TEST_F(AtTheScreen, AStrangersTokenIsRefusedAndWrittenDown) {
    put_in(stranger);
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::token_not_ours);
    EXPECT_EQ(count(Event::staff_refused), 1);
    EXPECT_TRUE(session.screen().who.empty());
    for (std::int64_t passed = 0; passed <= AdminSession::door_limit_ms; passed += AdminSession::look_every_ms) turn();
    EXPECT_FALSE(session.is_at_the_screen()) << "the screen belongs to those who sign";
}

TEST_F(AtTheScreen, ATokenThatCannotBeUsedSaysSo) {
    slot.trouble = Fault::token_failed;
    turn();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::token_failed);
    slot.trouble.reset();
    turn();
    EXPECT_FALSE(session.is_at_the_screen());
}

TEST_F(AtTheScreen, ADeviceWithoutARosterSaysWhatIsMissing) {
    EXPECT_TRUE(run.device().disk.remove(staff::roster_path));
    put_in(zoe);
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_roster);
}

TEST_F(AtTheScreen, ASessionEndsAfterThirtyMinutesWithoutUse) {
    sign_in(zoe);
    run.clock.boot += 29 * 60'000;
    session.handle(OpenKeys{});
    run.clock.boot += 29 * 60'000;
    turn();
    EXPECT_TRUE(sees<KeyListScreen>());
    run.clock.boot += 60'000;
    turn();
    EXPECT_FALSE(session.is_at_the_screen());
}

TEST_F(AtTheScreen, ARosterThatLetsSomebodyGoEndsTheirSessionAtOnce) {
    sign_in(zoe);
    open_key("birth");
    ASSERT_TRUE(keys::FrontDoor(run.device()).install(pack_of(staff_test::roster_of({staff_test::person_with(*ken, "ken", {Role::agent})}, 8)), {}));
    turn();
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_FALSE(zoe->is_open);
    const auto all = events();
    const auto last = std::find(all.rbegin(), all.rend(), Event::staff_signed_out);
    ASSERT_NE(last, all.rend());
    const audit::Leaf leaf = *run.device().log.leaf(static_cast<std::uint64_t>(all.rend() - last - 1));
    EXPECT_EQ(*leaf.fields.at("reason").as_text(), "roster-changed");
}

TEST_F(AtTheScreen, ARosterThatTakesARoleAwayEndsTheSessionThatHadIt) {
    sign_in(zoe);
    ASSERT_TRUE(keys::FrontDoor(run.device()).install(pack_of(staff_test::roster_of({staff_test::person_with(*zoe, "zoe", {Role::auditor})}, 8)), {}));
    turn();
    EXPECT_FALSE(session.is_at_the_screen());
}

TEST_F(AtTheScreen, ARosterThatStillSaysTheSameDisturbsNobody) {
    sign_in(zoe);
    open_key("birth");
    ASSERT_TRUE(keys::FrontDoor(run.device()).install(pack_of(staff_test::roster_of({staff_test::person_with(*zoe, "zoe", {Role::security_officer})}, 8)), {}));
    turn();
    EXPECT_TRUE(sees<KeyScreen>());
}

TEST_F(AtTheScreen, ARoleSeesAndDoesOnlyWhatItMay) {
    sign_in(ken);
    EXPECT_FALSE(seen<HomeScreen>().may_see_keys);
    session.handle(OpenKeys{});
    EXPECT_TRUE(sees<RefusedScreen>());
    take_out();
    sign_in(ada);
    session.handle(OpenKeys{});
    EXPECT_FALSE(seen<KeyListScreen>().may_create);
    session.handle(OpenKey{"birth"});
    EXPECT_EQ(seen<KeyScreen>().steps, std::vector<Step>{Step::test_sign});
    session.handle(ChooseStep{Step::destroy});  // what no screen offers
    session.handle(Confirm{});
    session.shown();
    turn();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::role_refused);
    EXPECT_EQ(count(Event::key_destroyed), 0);
}

TEST_F(AtTheScreen, AKeyLivesFromItsMakingToItsEndByTheScreenAlone) {
    sign_in(zoe);
    session.handle(OpenKeys{});
    session.handle(ChooseStep{Step::create});
    const std::string name = seen<NewKeyScreen>().name;
    session.handle(ChooseAlgorithm{"p384"});
    session.handle(Confirm{});
    turn();
    EXPECT_TRUE(sees<WorkingScreen>()) << "work that nobody was told of";
    session.shown();
    turn();
    ASSERT_TRUE(sees<DoneScreen>());
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<KeyScreen>().key.algorithm, "P-384");
    EXPECT_EQ(seen<KeyScreen>().past, Past::born_here_for_good);

    do_step(Step::install_certificate);
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_answer_yet);
    session.handle(app::GoBack{});
    do_step(Step::request_certificate);
    session.handle(app::GoBack{});
    do_step(Step::install_certificate);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<KeyScreen>().key.standing, Standing::ready);
    do_step(Step::activate);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<KeyScreen>().key.standing, Standing::active);
    EXPECT_EQ(seen<KeyScreen>().steps, (std::vector<Step>{Step::test_sign, Step::replace})) << "what is in use cannot be destroyed";

    session.handle(app::GoBack{});
    session.handle(OpenKey{"birth"});
    do_step(Step::destroy);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<KeyScreen>().key.standing, Standing::destroyed);
    EXPECT_TRUE(seen<KeyScreen>().steps.empty());
    for (const Event event : {Event::key_created, Event::key_used_for_request, Event::key_certificate_installed, Event::key_activated, Event::key_destroyed})
        EXPECT_EQ(count(event), 1) << static_cast<int>(event);
}

TEST_F(AtTheScreen, ANameThatIsTakenOrNoneIsRefusedBeforeTheChipIsAsked) {
    sign_in(zoe);
    session.handle(OpenKeys{});
    session.handle(ChooseStep{Step::create});
    while (!seen<NewKeyScreen>().name.empty()) session.handle(app::EraseText{});
    session.handle(Confirm{});
    EXPECT_EQ(seen<NewKeyScreen>().trouble, NameTrouble::malformed);
    for (const char letter : std::string_view("Birth")) session.handle(app::TypeText{std::string(1, letter)});
    EXPECT_EQ(seen<NewKeyScreen>().name, "birth");
    session.handle(Confirm{});
    EXPECT_EQ(seen<NewKeyScreen>().trouble, NameTrouble::taken);
}
