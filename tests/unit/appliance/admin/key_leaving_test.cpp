// SPDX-License-Identifier: Apache-2.0
// A key leaves by the screen: tokens are swapped while the chip waits.
#include "tests/unit/appliance/admin/screen_bench.h"

#include "appliance/crypto/export_manifest.h"
#include "appliance/keys/shipment.h"

using namespace admin_test;

namespace {

struct Leaves : AtTheScreen {
    Leaves() {
        const ports::Quorum quorum{2, {custodian_token.key->public_key(), second_token.key->public_key(), third_token.key->public_key()}};
        EXPECT_TRUE(life.create(officer(staff::Duty::create_key), "portable", ports::KeyAlgorithm::ecdsa_p256, quorum));
    }
    std::shared_ptr<TestToken> token(int number) { return std::make_shared<TestToken>(staff_pki, number); }
    void say(std::string_view text) {
        for (const char c : text) session.handle(app::TypeText{std::string(1, c)});
        session.handle(Confirm{});
    }
    void is_shown() {
        ASSERT_TRUE(sees<WorkingScreen>());
        session.shown();
        turn();
    }
    base::Bytes destination(const std::string& device) const {
        const keys::Destination there{base::DeviceId(device), {base::to_bytes("its storage key's area")}};
        return *desk.message_by(device, base::as_bytes(base::canonical_json(to_json(there))));
    }
    // Up to the chip that waits.
    void ask() {
        sign_in(zoe);
        open_key("portable");
        session.handle(ChooseStep{Step::release});
        say("harbour-otter-42");
        say("a new clinic");
        ASSERT_TRUE(sees<ReleasePasswordScreen>());
        const auto shown = seen<ReleasePasswordScreen>().password;
        password = std::string(base::as_text(shown->reveal()));
        session.handle(Confirm{});
        is_shown();
        ASSERT_TRUE(sees<ApprovalsScreen>());
    }
    void agree(int number, std::string_view code = "123456") {
        put_in(token(number));
        ASSERT_TRUE(sees<ApproveScreen>());
        EXPECT_EQ(seen<ApproveScreen>().receiver, "harbour-otter-42");
        EXPECT_EQ(seen<ApproveScreen>().reason, "a new clinic");
        type(code);
    }
    void come_back() {
        zoe->is_in = true;
        put_in(zoe);
        type("123456");
    }
    std::string password;
};

}  // namespace

TEST_F(Leaves, AfterTwoOfThreeCustodiansSwappedTheirTokensAndTheOfficerCameBack) {
    ask();
    take_out();
    ASSERT_TRUE(sees<ApprovalsScreen>()) << "what was asked for stays open";
    EXPECT_TRUE(session.screen().who.empty()) << "and nobody is signed in";
    EXPECT_EQ(count(Event::staff_signed_out), 1);
    agree(2);
    ASSERT_TRUE(sees<ApprovalsScreen>());
    EXPECT_EQ(seen<ApprovalsScreen>().given, 1U);
    take_out();
    agree(4);
    take_out();
    EXPECT_EQ(seen<ApprovalsScreen>().given, 2U);
    session.handle(Confirm{});
    EXPECT_FALSE(session.has_work()) << "nobody who may write it is here";
    come_back();
    ASSERT_TRUE(sees<ApprovalsScreen>());
    EXPECT_TRUE(seen<ApprovalsScreen>().is_officer_here);
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(count(Event::key_release_approved), 2);
    EXPECT_EQ(count(Event::key_released), 1);
    EXPECT_EQ(count(Event::key_sent), 3) << "each file is handed on; not done until it is confirmed";

    const auto opened = crypto::read_key_file(stick.held["portable.pfx"], base::SecretBytes(base::as_bytes(password)), run.clock.wall);
    ASSERT_TRUE(opened) << "the password that was shown opens what was written";
    const auto verified = crypto::verify_export(stick.held["portable.manifest.json"], stick.held["portable.manifest.p7s"], stick.held["portable.pfx"],
                                                body.identity.trust, run.clock.wall);
    ASSERT_TRUE(verified) << verified.failure().detail;
    EXPECT_EQ(verified->manifest.reason, "a new clinic");
    EXPECT_EQ(verified->manifest.approvals.size(), 2U);
    for (const auto& [name, content] : stick.held) EXPECT_EQ(base::as_text(content).find(password), std::string::npos) << name;
}

TEST_F(Leaves, NeverForAStrangerOrWhoAgreedAlready) {
    ask();
    take_out();
    agree(2);
    take_out();
    put_in(token(2));
    EXPECT_TRUE(sees<RefusedScreen>()) << "once each";
    take_out();
    put_in(stranger);
    EXPECT_TRUE(sees<RefusedScreen>());
    take_out();
    put_in(ken);
    ASSERT_TRUE(sees<RefusedScreen>()) << "somebody of the staff who did not ask";
    session.handle(app::GoBack{});
    take_out();
    EXPECT_TRUE(sees<ApprovalsScreen>());
    EXPECT_EQ(seen<ApprovalsScreen>().given, 1U);
}

TEST_F(Leaves, AWrongCodeIsCountedByTheTokenAndApprovesNothing) {
    ask();
    take_out();
    agree(2, "654321");
    ASSERT_TRUE(sees<ApproveScreen>());
    EXPECT_EQ(seen<ApproveScreen>().trouble, Fault::pin_wrong);
    EXPECT_EQ(seen<ApproveScreen>().tries_left, 2U);
    EXPECT_EQ(count(Event::key_release_approved), 0);
}

TEST_F(Leaves, IsGivenUpByTheWayOutAndAfterTenMinutesAndTheLogSaysSo) {
    ask();
    take_out();
    session.handle(Leave{});
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_EQ(count(Event::key_release_abandoned), 1);
    zoe->is_in = true;
    ask();
    take_out();
    run.clock.boot += ports::KeyKeeper::release_max_ms;
    turn();
    EXPECT_FALSE(session.is_at_the_screen());
    EXPECT_EQ(count(Event::key_release_abandoned), 2);
    EXPECT_TRUE(stick.held.empty());
}

TEST_F(Leaves, AMissingStickCostsNobodyTheirApproval) {
    ask();
    take_out();
    agree(2);
    take_out();
    agree(3);
    take_out();
    come_back();
    stick.is_in = false;
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::disk_not_found);
    session.handle(app::GoBack{});
    stick.is_in = true;
    ASSERT_TRUE(sees<ApprovalsScreen>());
    session.handle(Confirm{});
    is_shown();
    EXPECT_TRUE(sees<DoneScreen>());
}

TEST_F(Leaves, NothingWhenTheStickIsFullAndTheKeyIsAskedForAnew) {
    ask();
    take_out();
    agree(2);
    take_out();
    agree(3);
    take_out();
    come_back();
    stick.is_full = true;
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::disk_full);
    EXPECT_EQ(count(Event::key_released), 0);
    EXPECT_EQ(count(Event::key_release_abandoned), 1);
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<KeyScreen>()) << "no approval is left over";
}

TEST_F(Leaves, OnlyWhenItWasMadeToLeaveAndTheReceiverHasAName) {
    sign_in(zoe);
    open_key("birth");
    session.handle(ChooseStep{Step::release});
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::export_refused);
    session.handle(app::GoBack{});
    session.handle(app::GoBack{});
    session.handle(OpenKey{"portable"});
    session.handle(ChooseStep{Step::release});
    say("two words");
    ASSERT_TRUE(sees<ReleaseTextScreen>());
    EXPECT_TRUE(seen<ReleaseTextScreen>().is_troubled);
    session.handle(Leave{});
    EXPECT_EQ(count(Event::key_release_intended), 0);
}

TEST_F(Leaves, ToAnotherDevicesChipUnderTheSameApprovals) {
    stick.held["harbour-otter-42.destination"] = destination("harbour-otter-42");
    stick.held["portable.key"] = base::to_bytes("an older one");
    sign_in(zoe);
    open_key("portable");
    session.handle(ChooseStep{Step::send});
    ASSERT_TRUE(sees<StickScreen>());
    ASSERT_EQ(seen<StickScreen>().files.size(), 1U);
    session.handle(ChooseFile{"harbour-otter-42.destination"});
    ASSERT_TRUE(sees<SendScreen>());
    EXPECT_EQ(seen<SendScreen>().receiver, "harbour-otter-42");
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<ApprovalsScreen>());
    take_out();
    for (const int number : {2, 3}) {
        put_in(token(number));
        ASSERT_TRUE(sees<ApproveScreen>());
        EXPECT_EQ(seen<ApproveScreen>().receiver, "harbour-otter-42");
        EXPECT_EQ(seen<ApproveScreen>().reason, "");
        type("123456");
        take_out();
    }
    come_back();
    session.handle(Confirm{});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(seen<DoneScreen>().step, Step::send);
    ASSERT_TRUE(stick.held.contains("portable-2.key")) << "what was there is not replaced";
    EXPECT_EQ(base::as_text(stick.held["portable.key"]), "an older one");
    const auto came = keys::open_travelling_key(stick.held["portable-2.key"], body.identity.trust, base::DeviceId("harbour-otter-42"), run.clock.wall);
    ASSERT_TRUE(came) << came.failure().detail;
    EXPECT_EQ(keys::open_travelling_key(stick.held["portable-2.key"], body.identity.trust, base::DeviceId("harbour-otter-43"), run.clock.wall).fault(), Fault::parcel_not_for_us);
    EXPECT_EQ(count(Event::key_sent), 1);
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<KeyScreen>());
}

TEST_F(Leaves, ToNoChipThatNoDeviceOfThisPlatformSpokeOfNorToItsOwn) {
    stick.held["mine.destination"] = destination(run.device().identity.device.text);
    stick.held["junk.destination"] = base::to_bytes("junk");
    sign_in(zoe);
    open_key("portable");
    for (const char* file : {"mine.destination", "junk.destination", "none.destination"}) {
        session.handle(ChooseStep{Step::send});
        session.handle(ChooseFile{file});
        ASSERT_TRUE(sees<RefusedScreen>()) << file;
        session.handle(app::GoBack{});
        ASSERT_TRUE(sees<KeyScreen>()) << file;
    }
    session.handle(ChooseStep{Step::send});
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<KeyScreen>());
    EXPECT_EQ(count(Event::key_release_intended), 0);
}

TEST_F(Leaves, ToThisDeviceOnceItHasSaidWhereItsKeysGo) {
    keeper.area = base::to_bytes("of the storage key");
    sign_in(zoe);
    session.handle(OpenKeys{});
    session.handle(OpenStick{});
    session.handle(ChooseStep{Step::write_destination});
    is_shown();
    ASSERT_TRUE(sees<DoneScreen>());
    EXPECT_EQ(seen<DoneScreen>().file, "harbour-otter-41.destination");
    const auto here = keys::open_destination(stick.held["harbour-otter-41.destination"], body.identity.trust, run.clock.wall);
    ASSERT_TRUE(here) << here.failure().detail;
    EXPECT_EQ(here->device.text, "harbour-otter-41");
    EXPECT_EQ(here->chip.storage_key_area, keeper.storage_key_area());
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<KeyListScreen>());
    stick.is_in = false;
    session.handle(OpenStick{});
    session.handle(ChooseStep{Step::write_destination});
    is_shown();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_stick);
}
