// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/release.h"

#include "appliance/crypto/digest.h"
#include "tests/unit/appliance/keys/key_bench.h"

namespace {

using base::Fault;
using ports::KeyAlgorithm;
using staff::Duty;

struct ReleaseTest : keys_test::KeyBench {
    ReleaseTest() {
        const ports::Quorum two_of_three{2, {custodian_token.key->public_key(), second_token.key->public_key(), third_token.key->public_key()}};
        EXPECT_TRUE(life.create(officer(Duty::create_key), "portable", KeyAlgorithm::ecdsa_p256, two_of_three));
        EXPECT_TRUE(life.create(officer(Duty::create_key), "fixed", KeyAlgorithm::ecdsa_p256, std::nullopt));
    }
    base::Bytes by(const staff_test::TestToken& token, const base::Digest& digest) {
        return *token.key->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest);
    }
    auto begin() { return release.begin(officer(Duty::begin_release), "portable", {}, "file", officer_token.key->public_key()); }
    keys::Release release{life};
};

}  // namespace

TEST_F(ReleaseTest, LetsAKeyGoWhenEnoughCustodiansApproved) {
    const auto request = begin();
    ASSERT_TRUE(request);
    ASSERT_TRUE(release.approve(0, by(custodian_token, request->digest)));
    EXPECT_FALSE(release.is_complete());
    ASSERT_TRUE(release.approve(2, by(third_token, request->digest)));
    EXPECT_TRUE(release.is_complete());
    const base::Digest kept = crypto::sha256(base::as_bytes("the file"));
    EXPECT_TRUE(release.to_file([&](const ports::PrivateKey& key) {
        EXPECT_EQ(key.public_key, life.find("portable")->facts.public_key);
        return base::Result<base::Digest>(kept);
    }));
    EXPECT_EQ(run.events(), (std::vector<std::string>{"key-created", "key-created", "key-release-intended", "key-release-approved",
                                                      "key-release-approved", "key-released"}));
}

TEST_F(ReleaseTest, NeverLetsAKeyGoThatWasNotMadeToLeave) {
    EXPECT_EQ(release.begin(officer(Duty::begin_release), "fixed", {}, "file").fault(), Fault::export_refused);
    EXPECT_EQ(release.begin(officer(Duty::begin_release), "birth", {}, "file").fault(), Fault::export_refused);
    EXPECT_EQ(release.begin(officer(Duty::begin_release), "nothing", {}, "file").fault(), Fault::key_missing);
    EXPECT_EQ(run.count("staff-refused"), 2) << "somebody asked for what cannot be had";
}

TEST_F(ReleaseTest, AsksForEachDutyOfItsOwnAndForTwoPeople) {
    EXPECT_EQ(custodian.require(Duty::begin_release).fault(), Fault::role_refused);
    EXPECT_EQ(officer_session.require(Duty::approve_release).fault(), Fault::role_refused);
    // Somebody who is both still does not approve what they asked for.
    const auto request = release.begin(officer(Duty::begin_release), "portable", {}, "file", custodian_token.key->public_key());
    ASSERT_TRUE(request);
    EXPECT_EQ(release.approve(0, by(custodian_token, request->digest)).fault(), Fault::role_refused);
    EXPECT_TRUE(release.approve(1, by(second_token, request->digest)));
}

TEST_F(ReleaseTest, IsNotBegunByATokenThatDoesNotShowWhatItApprovesWith) {
    // A certificate is taken out of a token and put back in a minute; its holder would be two people.
    EXPECT_EQ(release.begin(officer(Duty::begin_release), "portable", {}, "file").fault(), Fault::role_refused);
    EXPECT_EQ(run.count("key-release-intended"), 0);
    EXPECT_EQ(run.count("staff-refused"), 1);
    EXPECT_TRUE(begin());
}

TEST_F(ReleaseTest, WritesDownWhatWasAskedForAndDidNotHappen) {
    ASSERT_TRUE(begin());
    EXPECT_EQ(release.to_file([](const ports::PrivateKey&) { return base::Result<base::Digest>(base::Digest{}); }).fault(), Fault::export_refused);
    EXPECT_EQ(run.events().back(), "key-release-abandoned");
    {
        keys::Release other(life);
        ASSERT_TRUE(other.begin(officer(Duty::begin_release), "portable", {}, "file", officer_token.key->public_key()));
    }
    EXPECT_EQ(run.count("key-release-abandoned"), 2);
    EXPECT_EQ(run.count("key-released"), 0);
}

TEST_F(ReleaseTest, RefusesAnApprovalThatWasGivenForAnotherRequest) {
    const auto first = begin();
    const base::Bytes old = by(custodian_token, first->digest);
    const auto second_request = begin();
    ASSERT_TRUE(second_request);
    EXPECT_EQ(release.approve(0, old).fault(), Fault::export_refused);
    EXPECT_EQ(release.approvals(), 0U);
    EXPECT_EQ(keys::custodian_of(release.quorum(), second_request->digest, old).fault(), Fault::export_refused);
    EXPECT_EQ(*keys::custodian_of(release.quorum(), first->digest, old), 0U);
}

TEST_F(ReleaseTest, IsAbandonedWhenTheFileCannotBeKept) {
    const auto request = begin();
    ASSERT_TRUE(release.approve(0, by(custodian_token, request->digest)));
    ASSERT_TRUE(release.approve(1, by(second_token, request->digest)));
    EXPECT_EQ(release.to_file([](const ports::PrivateKey&) { return base::Result<base::Digest>(Fault::disk_full); }).fault(), Fault::disk_full);
    EXPECT_EQ(run.count("key-released"), 0);
    EXPECT_EQ(run.events().back(), "key-release-abandoned");
}
