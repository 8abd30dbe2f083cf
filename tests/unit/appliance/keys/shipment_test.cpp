// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/shipment.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/export_manifest.h"
#include "appliance/crypto/message.h"
#include "appliance/keys/release_files.h"
#include "tests/unit/appliance/keys/key_bench.h"

namespace {

using base::Bytes;
using base::Fault;
using crypto::NamedFile;
using staff::Duty;

struct ShipmentTest : keys_test::KeyBench {
    crypto::Certificate device(const std::string& name) const {
        const std::int64_t now = run.clock.wall;
        return *crypto::issue_tls_client({body.identity.trust.anchors().front(), *body.root_key, ""}, key->public_key(), {name, ""},
                                         {now - 86'400'000, now + 86'400'000'000});
    }
    // An export as this device leaves it.
    std::vector<NamedFile> exported(const std::string& by = "harbour-otter-41", const std::string& reason = "migration") const {
        const Bytes pfx = base::to_bytes("stands for a PFX: nobody opens it here");
        const crypto::ExportManifest manifest{.file_sha256 = crypto::sha256(pfx), .file_size = pfx.size(), .key_id = {}, .certificate_sha256 = {}, .device = by,
                                              .exported_ms = run.clock.wall, .reason = reason, .approvals = {}, .destination = "Clinic B"};
        const Bytes json = *crypto::write_manifest(manifest);
        const auto certificate = device(by);
        return {{"export.pfx", pfx}, {"export.manifest.json", json}, {"export.manifest.p7s", *crypto::sign_manifest(json, {certificate, {}, *key})}};
    }
    base::Result<keys::Shipment> send(const std::vector<NamedFile>& files, const std::string& password = "") {
        return shipments.begin(officer(Duty::begin_release), "harbour-otter-42", "sftp", files, base::SecretBytes(base::as_bytes(password)));
    }
    Bytes confirmation(const std::vector<NamedFile>& files, const std::string& by = "harbour-otter-42") const {
        const auto certificate = device(by);
        return *crypto::sign_arrival({*crypto::describe_files(files), run.clock.wall / 1000 * 1000, by}, {certificate, {}, *key});
    }
    auto confirm(const Bytes& message) { return shipments.confirm(officer(Duty::begin_release), message); }

    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 72);
    keys::Shipments shipments{life};
    std::vector<NamedFile> ours = exported();  // a signature is made anew each time
};

}  // namespace

TEST_F(ShipmentTest, IsWrittenDownBeforeAnythingLeavesAndDoneByTheReceiversWordAlone) {
    const auto shipment = send(ours);
    ASSERT_TRUE(shipment) << shipment.failure().detail;
    EXPECT_TRUE(run.device().disk.exists("keys/sent/" + shipment->id + ".json"));
    EXPECT_EQ(run.count("key-sent"), 3);
    EXPECT_FALSE(shipments.all()->front().confirmation);
    const auto done = confirm(confirmation(ours));
    ASSERT_TRUE(done) << done.failure().detail;
    EXPECT_EQ(run.count("key-arrival-confirmed"), 3);
    EXPECT_TRUE(shipments.all()->front().confirmation);
    EXPECT_TRUE(confirm(confirmation(ours))) << "once more changes nothing";
    EXPECT_EQ(run.count("key-arrival-confirmed"), 3);
}

TEST_F(ShipmentTest, IsNotConfirmedByAnybodyElseNorForAnythingElse) {
    EXPECT_EQ(confirm(confirmation(ours)).fault(), Fault::record_missing);
    ASSERT_TRUE(send(ours));
    EXPECT_EQ(confirm(confirmation(ours, "harbour-otter-43")).fault(), Fault::receipt_mismatch) << "another device of the same platform";
    auto other = ours;
    other[0].second.push_back(0);
    EXPECT_EQ(confirm(confirmation(other)).fault(), Fault::receipt_mismatch);
    other = ours;
    other.pop_back();
    EXPECT_EQ(confirm(confirmation(other)).fault(), Fault::receipt_mismatch) << "a part of it is not it";
    other = ours;
    other[0].first = "renamed.pfx";
    EXPECT_EQ(confirm(confirmation(other)).fault(), Fault::receipt_mismatch);
    Bytes forged = confirmation(ours);
    forged[forged.size() - 5] ^= 1U;
    EXPECT_FALSE(confirm(forged));
    EXPECT_EQ(run.count("key-arrival-confirmed"), 0);
    EXPECT_EQ(shipments.begin(officer(Duty::begin_release), "harbour-otter-41", "stick", ours, {}).fault(), Fault::usage_invalid) << "nobody confirms to themselves";
}

TEST_F(ShipmentTest, NeverHoldsAPassword) {
    auto files = exported();
    files.emplace_back("export.password", base::to_bytes("correct-horse-battery"));
    EXPECT_EQ(send(files).fault(), Fault::usage_invalid);
    EXPECT_EQ(send(exported("harbour-otter-41", "its password is correct-horse-battery"), "correct-horse-battery").fault(), Fault::usage_invalid);
    files = exported();
    files.emplace_back("note.txt", base::to_bytes("anything"));
    EXPECT_FALSE(send(files)) << "nothing rides along that no manifest names";
    EXPECT_TRUE(shipments.all()->empty());
    EXPECT_EQ(run.count("key-sent"), 0);
    EXPECT_TRUE(send(exported(), "correct-horse-battery"));
}

TEST_F(ShipmentTest, IsAnExportOfThisDeviceAndWhole) {
    EXPECT_EQ(send(exported("harbour-otter-66")).fault(), Fault::usage_invalid);
    auto files = exported();
    files[0].second[3] ^= 1U;
    EXPECT_EQ(send(files).fault(), Fault::key_file_tampered);
    files = exported();
    files.erase(files.begin() + 2);
    EXPECT_EQ(send(files).fault(), Fault::message_invalid);
    EXPECT_EQ(send({}).fault(), Fault::usage_invalid);
}

TEST_F(ShipmentTest, MayBeAKeyThatOnlyTheReceiversChipOpens) {
    const auto travelling = [&](const std::string& to) {
        const keys::TravellingKey duplicate{base::DeviceId("harbour-otter-41"), base::DeviceId(to), {"portable", Bytes(90, 1), Bytes(108, 2), Bytes(64, 3), {}}, {}};
        const auto certificate = device("harbour-otter-41");
        return *crypto::sign_message(base::as_bytes(base::canonical_json(to_json(duplicate))), {certificate, {}, *key});
    };
    EXPECT_TRUE(send({{"portable.key", travelling("harbour-otter-42")}}));
    EXPECT_EQ(send({{"portable.key", travelling("harbour-otter-43")}}).fault(), Fault::usage_invalid);
    EXPECT_EQ(shipments.receive(officer(Duty::accept_key), {{"portable.key", travelling("harbour-otter-42")}}).fault(), Fault::parcel_not_for_us);
    EXPECT_TRUE(shipments.receive(officer(Duty::accept_key), {{"portable.key", travelling("harbour-otter-41")}}));
}

TEST_F(ShipmentTest, IsResumedAndNotBegunAgain) {
    const auto first = send(ours);
    run.clock.wall += 3'600'000;
    EXPECT_EQ(send(ours)->id, first->id);
    EXPECT_EQ(shipments.all()->size(), 1U);
    EXPECT_EQ(run.count("key-sent"), 3);
}

TEST_F(ShipmentTest, WritesTheEntriesThatACutLeftOwedAndNoneTwice) {
    const keys::Shipment first = *send(ours);
    const auto changed = [&](const std::string& receiver) {
        base::Json json = *base::parse_json(base::as_text(*run.device().disk.read("keys/sent/" + first.id + ".json")));
        json.set("in_log", false).set("receiver", receiver);
        return base::canonical_json(json);
    };
    // All written, and the cut came before that was noted.
    ASSERT_TRUE(run.device().disk.write_atomically("keys/sent/" + first.id + ".json", base::as_bytes(changed("harbour-otter-42"))));
    ASSERT_EQ(send(ours)->id, first.id);
    EXPECT_EQ(run.count("key-sent"), 3);
    // None written.
    const std::string unwritten(32, 'a');
    ASSERT_TRUE(run.device().disk.write_atomically("keys/sent/" + unwritten + ".json", base::as_bytes(changed("harbour-otter-43"))));
    const auto resumed = shipments.begin(officer(Duty::begin_release), "harbour-otter-43", "sftp", ours, {});
    ASSERT_TRUE(resumed) << resumed.failure().detail;
    EXPECT_EQ(resumed->id, unwritten);
    EXPECT_EQ(run.count("key-sent"), 6);
}

TEST_F(ShipmentTest, IsGivenUpWithAReasonAndALateConfirmationStillCounts) {
    const keys::Shipment shipment = *send(ours);
    const auto abandon = [&](const std::string& id, const std::string& reason) { return shipments.abandon(officer(Duty::begin_release), id, reason); };
    EXPECT_EQ(abandon(shipment.id.substr(0, 8), "").fault(), Fault::usage_invalid);
    EXPECT_EQ(abandon("", "lost in the post").fault(), Fault::record_missing);
    EXPECT_EQ(abandon("00000000", "lost in the post").fault(), Fault::record_missing);
    EXPECT_EQ(run.count("key-sending-abandoned"), 0);
    const auto given_up = abandon(shipment.id.substr(0, 8), "lost in the post");
    ASSERT_TRUE(given_up) << given_up.failure().detail;
    EXPECT_EQ(run.count("key-sending-abandoned"), 3);
    EXPECT_EQ(shipments.all()->front().abandoned, "lost in the post");
    EXPECT_TRUE(abandon(shipment.id, "again"));
    EXPECT_EQ(run.count("key-sending-abandoned"), 3);
    const auto anew = send(ours);
    ASSERT_TRUE(anew) << anew.failure().detail;
    EXPECT_NE(anew->id, shipment.id) << "what was given up is not gone on with";
    EXPECT_EQ(confirm(confirmation(ours))->id, anew->id) << "the one that is waited for comes first";
    EXPECT_EQ(confirm(confirmation(ours))->id, shipment.id) << "and then the one that nobody waited for";
    EXPECT_EQ(abandon(anew->id, "too late").fault(), Fault::usage_invalid);
}

TEST_F(ShipmentTest, IsForThoseWhoMay) {
    EXPECT_EQ(shipments.begin(officer(Duty::see_keys), "harbour-otter-42", "sftp", ours, {}).fault(), Fault::role_refused);
    EXPECT_EQ(shipments.confirm(officer(Duty::see_keys), confirmation(ours)).fault(), Fault::role_refused);
    EXPECT_EQ(shipments.receive(officer(Duty::see_keys), ours).fault(), Fault::role_refused);
}
