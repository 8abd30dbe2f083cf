// SPDX-License-Identifier: Apache-2.0
// The list of people, from the platform's desk to the device's inbox.
#include "sync/receiver/roster.h"

#include "appliance/staff/roster.h"
#include "sync/papers.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {
namespace {

using base::Bytes;
using base::Fault;

class RosterPack : public testing::Test {
protected:
    RosterPack() { device.enrol(town); }
    std::string people(const std::string& roles = "\"site-manager\"", const std::string& more = "") const {
        const auto key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
        return R"({"site":"Harbour Clinic","days":30,"people":[{"id":"ada","name":"Ada L","roles":[)" + roles +
               R"(],"certificate":")" + base::to_base64(key->public_key()) + R"(","not_before_ms":0,"not_after_ms":9000000000000}])" + more + "}";
    }
    base::Result<staff::Roster> read(base::ByteView pack) const { return staff::open_pack(pack, town.platform->trust(), now_ms); }
    void visit() {
        exchange::CourierRun run(device.disk, device.clock);
        Wire wire(town, device);
        ASSERT_TRUE(run.visit(wire, device.papers()));
        asked = wire.asked;
    }
    Bytes delivered() const { return device.disk.files.at("inbox/roster.p7m"); }

    Town town;
    Device device;
    std::vector<std::string> asked;
};

}  // namespace

TEST_F(RosterPack, IsReadByTheDeviceAndByOpensslAndItsNumberGrows) {
    const Bytes first = *receiver::make_roster(town.desk(), people());
    const Bytes second = *receiver::make_roster(town.desk(), people());
    const auto roster = read(second);
    ASSERT_TRUE(roster) << roster.failure().detail;
    EXPECT_EQ(roster->people[0].id, "ada");
    EXPECT_GT(roster->serial, read(first)->serial);
    EXPECT_EQ(roster->expires_ms - roster->issued_ms, 30LL * 86'400'000);
    TemporaryFolder folder;
    write_file(folder / "pack", second);
    const Ran verified = run("openssl cms -verify -inform DER -purpose any -attime " + std::to_string(now_ms / 1000) + " -CAfile " +
                             (town.folder / "public/root.pem") + " -in " + (folder / "pack") + " -out /dev/null");
    EXPECT_EQ(verified.status, 0) << verified.output;
    // The device keeps the newer, and refuses to go back.
    ASSERT_TRUE(staff::check_pack(second, town.platform->trust(), device.id.text, 0, now_ms));
    EXPECT_EQ(staff::check_pack(first, town.platform->trust(), device.id.text, roster->serial, now_ms).fault(), Fault::server_conflict);
}

TEST_F(RosterPack, NamesTheDevicesThatItIsMadeFor) {
    EXPECT_TRUE(read(*receiver::make_roster(town.desk(), people()))->devices.empty());
    const Bytes pack = *receiver::make_roster(town.desk(), people(), {"harbour-otter-42"});
    EXPECT_EQ(staff::check_pack(pack, town.platform->trust(), "harbour-otter-41", 0, now_ms).fault(), Fault::message_invalid);
    EXPECT_TRUE(staff::check_pack(pack, town.platform->trust(), "harbour-otter-42", 0, now_ms));
    const std::string of_another = people("\"agent\"", R"(,"devices":["harbour-otter-43"])");
    EXPECT_EQ(read(*receiver::make_roster(town.desk(), of_another, {"harbour-otter-42"}))->devices, std::vector<std::string>{"harbour-otter-43"});
}

TEST_F(RosterPack, IsNotMadeOfWhatNoDeviceWouldRead) {
    for (const std::string& wrong : {people("\"janitor\""), people("\"agent\"", ",\"extra\":1"), std::string("{}"), std::string("[]"),
                                     std::string("{\"days\":9999}")})
        EXPECT_EQ(receiver::make_roster(town.desk(), wrong).fault(), Fault::message_invalid) << wrong;
    EXPECT_EQ(read(*receiver::make_roster(town.desk(), people()))->serial, 1U);  // none of them took a number
}

TEST_F(RosterPack, ByADeviceIsNone) {
    const Bytes pack = *receiver::make_roster(town.desk(), people());
    const auto message = crypto::verify_message(pack, town.platform->trust(), crypto::Purpose::receipt, now_ms);
    const Bytes forged = *crypto::sign_message(message->content, {device.tls[0], device.tls, *device.tls_key});
    EXPECT_FALSE(read(forged));
}

TEST_F(RosterPack, TravelsToTheDevicesItIsForOnceEach) {
    const Bytes everybodys = *receiver::make_roster(town.desk(), people());
    ASSERT_TRUE(town.index->put_paper("", std::string(exchange::roster_name), everybodys));
    visit();
    EXPECT_EQ(delivered(), everybodys);
    device.disk.files.erase("inbox/roster.p7m");
    visit();
    EXPECT_FALSE(device.has("inbox/roster.p7m"));  // it has that one
    const Bytes own = *receiver::make_roster(town.desk(), people());
    ASSERT_TRUE(town.index->put_paper(device.id.text, std::string(exchange::roster_name), own));
    ASSERT_TRUE(town.index->put_paper("harbour-otter-77", std::string(exchange::roster_name), everybodys));
    visit();
    EXPECT_EQ(delivered(), own);
}

TEST_F(RosterPack, ThatWasChangedOnTheWayIsNotDelivered) {
    ASSERT_TRUE(town.index->put_paper("", std::string(exchange::roster_name), *receiver::make_roster(town.desk(), people())));
    exchange::CourierRun run(device.disk, device.clock);
    Wire wire(town, device);
    wire.after = [](const exchange::HttpRequest& request, exchange::HttpResponse response) -> base::Result<exchange::HttpResponse> {
        if (request.path == "/v1/papers/roster.p7m") response.body.back() ^= 1;
        return response;
    };
    EXPECT_FALSE(run.visit(wire, device.papers()));
    EXPECT_FALSE(device.has("inbox/roster.p7m"));
    EXPECT_TRUE(device.has("inbox/issuing.crl"));  // what is right still comes
}

}  // namespace sync_test
