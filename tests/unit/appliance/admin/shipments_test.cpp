// SPDX-License-Identifier: Apache-2.0
// What was handed on, at the screen: it arrived when its receiver says so, signed.
#include "tests/unit/appliance/admin/screen_bench.h"

#include "appliance/crypto/digest.h"

using namespace admin_test;

namespace {

struct OnTheirWay : AtTheScreen {
    crypto::Certificate device(const std::string& name) const {
        const std::int64_t now = run.clock.wall;
        return *crypto::issue_tls_client({body.identity.trust.anchors().front(), *body.root_key, ""}, key->public_key(), {name, ""},
                                         {now - 86'400'000, now + 86'400'000'000});
    }
    // An export as this device leaves it, handed on.
    std::vector<crypto::NamedFile> handed_on(const std::string& name, const std::string& receiver, const std::string& way) {
        const base::Bytes pfx = base::to_bytes("stands for a PFX: nobody opens it here: " + name);
        const crypto::ExportManifest manifest{.file_sha256 = crypto::sha256(pfx), .file_size = pfx.size(), .key_id = {}, .certificate_sha256 = {},
                                              .device = run.device().identity.device.text, .exported_ms = run.clock.wall, .reason = "move", .approvals = {},
                                              .destination = receiver};
        const base::Bytes json = *crypto::write_manifest(manifest);
        std::vector<crypto::NamedFile> files{{name + ".pfx", pfx}, {name + ".manifest.json", json},
                                             {name + ".manifest.p7s", *crypto::sign_manifest(json, {device(manifest.device), {}, *key})}};
        const auto sent = keys::Shipments(life).begin(officer(staff::Duty::begin_release), receiver, way, files, {});
        EXPECT_TRUE(sent) << sent.failure().detail;
        return files;
    }
    base::Bytes confirmation(const std::vector<crypto::NamedFile>& files, const std::string& by) const {
        return *crypto::sign_arrival({*crypto::describe_files(files), run.clock.wall / 1000 * 1000, by}, {device(by), {}, *key});
    }
    void is_done() {
        ASSERT_TRUE(sees<WorkingScreen>());
        session.shown();
        turn();
    }
    void say(std::string_view text) {
        for (const char c : text) session.handle(app::TypeText{std::string(1, c)});
    }

    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 72);
};

}  // namespace

TEST_F(OnTheirWay, AreListedWithThoseNobodyConfirmedFirst) {
    const auto arrived = handed_on("old", "harbour-otter-42", "sftp");
    ASSERT_TRUE(keys::Shipments(life).confirm(officer(staff::Duty::begin_release), confirmation(arrived, "harbour-otter-42")));
    handed_on("ward-7", "harbour-otter-43", "stick");
    sign_in(zoe);
    EXPECT_EQ(seen<HomeScreen>().under_way, 1U);
    session.handle(OpenShipments{});
    ASSERT_TRUE(sees<ShipmentsScreen>());
    const auto seen_now = seen<ShipmentsScreen>();
    ASSERT_EQ(seen_now.shipments.size(), 2U);
    EXPECT_TRUE(seen_now.may_confirm);
    EXPECT_EQ(seen_now.shipments[0].receiver, "harbour-otter-43");
    EXPECT_EQ(seen_now.shipments[0].state, ShipmentLine::State::under_way);
    EXPECT_EQ(seen_now.shipments[0].files, 3U);
    EXPECT_EQ(seen_now.shipments[1].state, ShipmentLine::State::arrived);
    EXPECT_EQ(seen_now.shipments[1].way, ShipmentLine::Way::sftp);
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<HomeScreen>());
}

TEST_F(OnTheirWay, AreThereWhenTheReceiversWordOnAStickSaysSo) {
    const auto files = handed_on("ward-7", "harbour-otter-42", "stick");
    stick.held["ward-7.pfx"] = base::to_bytes("a key");
    stick.held["other.arrival.p7m"] = confirmation(files, "harbour-otter-43");
    stick.held["ward-7.arrival.p7m"] = confirmation(files, "harbour-otter-42");
    sign_in(zoe);
    session.handle(OpenShipments{});
    session.handle(OpenStick{});
    ASSERT_TRUE(sees<StickScreen>());
    EXPECT_EQ(seen<StickScreen>().seeks, StickScreen::Seeks::confirmation);
    EXPECT_EQ(seen<StickScreen>().files.size(), 2U) << "a key file is no confirmation";
    session.handle(ChooseFile{"other.arrival.p7m"});
    is_done();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().fault, Fault::receipt_mismatch) << "by another device";
    session.handle(app::GoBack{});
    ASSERT_TRUE(sees<ShipmentsScreen>());
    EXPECT_TRUE(seen<ShipmentsScreen>().is_anything_under_way);
    session.handle(OpenStick{});
    session.handle(ChooseFile{"ward-7.arrival.p7m"});
    is_done();
    ASSERT_TRUE(sees<ShipmentsScreen>());
    EXPECT_EQ(seen<ShipmentsScreen>().shipments[0].state, ShipmentLine::State::arrived);
    EXPECT_EQ(count(Event::key_arrival_confirmed), 3);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<HomeScreen>().under_way, 0U);
}

TEST_F(OnTheirWay, WithoutAStickSayThatNoneIsInAndGoBackToTheList) {
    handed_on("ward-7", "harbour-otter-42", "stick");
    stick.is_in = false;
    sign_in(zoe);
    session.handle(OpenShipments{});
    session.handle(OpenStick{});
    EXPECT_FALSE(seen<StickScreen>().has_stick);
    session.handle(app::GoBack{});
    EXPECT_TRUE(sees<ShipmentsScreen>());
}

TEST_F(OnTheirWay, ToThePlatformAreThereWhenItsWordCame) {
    handed_on("ward-7", std::string(crypto::platform_name), "https");
    sign_in(zoe);
    session.handle(OpenShipments{});
    session.handle(ChooseStep{Step::take_confirmations});
    is_done();
    ASSERT_TRUE(sees<RefusedScreen>());
    EXPECT_EQ(seen<RefusedScreen>().reason, Reason::no_answer_yet);
    session.handle(app::GoBack{});
    EXPECT_EQ(seen<ShipmentsScreen>().shipments[0].state, ShipmentLine::State::under_way);
}

TEST_F(OnTheirWay, AreGivenUpWithAReasonAndNotWithoutOne) {
    handed_on("ward-7", "harbour-otter-42", "stick");
    sign_in(zoe);
    session.handle(OpenShipments{});
    session.handle(GiveUpShipment{seen<ShipmentsScreen>().shipments[0].id});
    ASSERT_TRUE(sees<ReleaseTextScreen>());
    EXPECT_EQ(seen<ReleaseTextScreen>().asks, ReleaseTextScreen::Asks::why_given_up);
    session.handle(Confirm{});
    EXPECT_TRUE(seen<ReleaseTextScreen>().is_troubled);
    say("the stick is lostx");
    session.handle(app::EraseText{});
    EXPECT_EQ(seen<ReleaseTextScreen>().text, "the stick is lost");
    session.handle(Confirm{});
    is_done();
    ASSERT_TRUE(sees<ShipmentsScreen>());
    EXPECT_EQ(seen<ShipmentsScreen>().shipments[0].state, ShipmentLine::State::given_up);
    EXPECT_EQ(seen<ShipmentsScreen>().shipments[0].why, "the stick is lost");
    EXPECT_FALSE(seen<ShipmentsScreen>().is_anything_under_way);
}

TEST_F(OnTheirWay, AreOnlyLookedAtByWhoeverMayLookAndNoMore) {
    handed_on("ward-7", "harbour-otter-42", "stick");
    sign_in(ada);
    session.handle(OpenShipments{});
    ASSERT_TRUE(sees<ShipmentsScreen>());
    EXPECT_FALSE(seen<ShipmentsScreen>().may_confirm);
    session.handle(GiveUpShipment{seen<ShipmentsScreen>().shipments[0].id});
    EXPECT_TRUE(sees<RefusedScreen>());
    take_out();
    sign_in(ken);
    session.handle(OpenShipments{});
    EXPECT_TRUE(sees<RefusedScreen>()) << "an agent sees no keys";
}
