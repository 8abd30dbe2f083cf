// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/front_door.h"

#include "appliance/base/json.h"
#include "appliance/crypto/message.h"
#include "tests/unit/appliance/keys/key_bench.h"

namespace {

using base::Fault;

struct FrontDoorTest : keys_test::KeyBench {
    FrontDoorTest() {
        const std::int64_t now = run.clock.wall;
        certificate = crypto::issue_receipt({body.identity.trust.anchors().front(), *body.root_key, ""}, key->public_key(), {"Platform", ""},
                                            {now - 60'000, now + 86'400'000});
    }
    base::Bytes pack(std::uint64_t serial) {
        staff::Roster roster = staff_test::roster_of({staff_test::person_with(officer_token, "zoe", {staff::Role::security_officer})}, serial);
        roster.issued_ms = run.clock.wall - 1000;
        roster.expires_ms = run.clock.wall + 3'600'000;
        roster.people[0].not_before_ms = run.clock.wall - 1000;
        roster.people[0].not_after_ms = run.clock.wall + 3'600'000;
        return *crypto::sign_message(base::as_bytes(base::canonical_json(staff::to_json(roster))), {*certificate, no_issuers, *key});
    }
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 92);
    base::Result<crypto::Certificate> certificate = Fault::key_missing;
    std::vector<crypto::Certificate> no_issuers;
    keys::FrontDoor door{run.device()};
};

}  // namespace

TEST_F(FrontDoorTest, OpensForNobodyBeforeThereIsARoster) {
    EXPECT_FALSE(door.has_roster());
    EXPECT_EQ(door.sign_in(officer_token, staff_test::pin_of("123456")).fault(), Fault::disk_not_found);
}

TEST_F(FrontDoorTest, LetsStaffInAndWritesDownWhoCameAndWhoDidNot) {
    ASSERT_TRUE(door.install(pack(3), "zoe"));
    EXPECT_EQ(door.sign_in(officer_token, staff_test::pin_of("999999")).fault(), Fault::pin_wrong);
    EXPECT_EQ(door.sign_in(custodian_token, staff_test::pin_of("123456")).fault(), Fault::token_not_ours);
    EXPECT_EQ(door.sign_in(officer_token, staff_test::pin_of("123456"))->id, "zoe");
    ASSERT_TRUE(door.signed_out("zoe", staff::SessionEnd::token_removed));
    EXPECT_EQ(run.events(), (std::vector<std::string>{"roster-installed", "staff-refused", "staff-refused", "staff-signed-in", "staff-signed-out"}));
}

TEST_F(FrontDoorTest, LetsNobodyWorkWithoutATokenButAtARehearsal) {
    const staff::Actor nobody = staff::Actor::unproven("console", staff::Duty::set_seal_code);
    body.identity.is_test = false;
    EXPECT_EQ(door.check(nobody).fault(), Fault::role_refused);
    EXPECT_EQ(run.events(), std::vector<std::string>{"staff-refused"});
    body.identity.is_test = true;
    EXPECT_TRUE(door.check(nobody));
}

TEST_F(FrontDoorTest, RemembersInTheLogHowNewARosterItHasSeen) {
    ASSERT_TRUE(door.install(pack(3), ""));
    EXPECT_EQ(door.install(pack(3), "").fault(), Fault::server_conflict);
    const base::Bytes fifth = pack(5);
    ASSERT_TRUE(door.install(fifth, ""));
    // Somebody puts the old file back, or takes the new one away.
    ASSERT_TRUE(run.storage.write_atomically(staff::roster_path, pack(3)));
    EXPECT_EQ(door.roster().fault(), Fault::server_conflict);
    ASSERT_TRUE(run.storage.remove(staff::roster_path));
    EXPECT_FALSE(door.roster());
    EXPECT_EQ(door.install(pack(4), "").fault(), Fault::server_conflict);
    // Nor is a newer one believed that lay down here by itself.
    ASSERT_TRUE(run.storage.write_atomically(staff::roster_path, pack(6)));
    EXPECT_EQ(door.roster().fault(), Fault::server_conflict);
    ASSERT_TRUE(run.storage.remove(staff::roster_path));
    // The very one that the log speaks of comes back, without another entry.
    EXPECT_EQ(door.install(pack(5), "").fault(), Fault::server_conflict) << "another one of that number";
    ASSERT_TRUE(door.install(fifth, ""));
    EXPECT_EQ(door.roster()->serial, 5U);
    EXPECT_EQ(door.install(fifth, "").fault(), Fault::server_conflict);
    EXPECT_TRUE(door.install(pack(6), ""));
    EXPECT_EQ(run.count("roster-installed"), 3);
}
