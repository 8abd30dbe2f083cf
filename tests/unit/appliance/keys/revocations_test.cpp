// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/revocations.h"

#include "appliance/app/sealing.h"
#include "tests/unit/appliance/keys/key_bench.h"

namespace {

using base::Fault;

struct RevocationsTest : keys_test::KeyBench {
    base::Bytes list(std::uint64_t number, const std::vector<crypto::Certificate>& revoked = {}, std::int64_t age_ms = 1000) {
        return list_by({body.identity.trust.anchors().front(), *body.root_key, ""}, number, revoked, age_ms);
    }
    base::Bytes list_by(const crypto::Issuer& issuer, std::uint64_t number, const std::vector<crypto::Certificate>& revoked,
                        std::int64_t age_ms = 1000) {
        const std::int64_t now = run.clock.wall;
        std::vector<crypto::Revocation> entries;
        for (const crypto::Certificate& one : revoked) entries.push_back({one.serial_hex(), now - 60'000, crypto::RevocationReason::key_compromise});
        return *crypto::issue_crl(issuer, number, now - age_ms, now - age_ms + 7 * 86'400'000, entries);
    }
    // As after a restart.
    base::Fault own_standing() {
        std::vector<std::string> passed_over;
        EXPECT_TRUE(keys::load_revocations(run.storage, run.clock.wall, body.identity.trust, passed_over));
        EXPECT_TRUE(passed_over.empty());
        const auto may = app::may_sign_now(run.device());
        return may ? Fault::not_implemented_here : may.fault();
    }
    keys::Revocations revocations{run.device()};
};

}  // namespace

TEST_F(RevocationsTest, StopADeviceWhoseOwnCertificateIsOnTheList) {
    ASSERT_TRUE(app::may_sign_now(run.device()));
    const auto installed = revocations.install(list(4, {body.identity.signing_certificate}));
    ASSERT_TRUE(installed) << installed.failure().detail;
    EXPECT_EQ(installed->revoked, 1u);
    EXPECT_EQ(own_standing(), Fault::certificate_revoked);
    EXPECT_EQ(run.events(), (std::vector<std::string>{"revocations-installed"}));
}

TEST_F(RevocationsTest, LeaveTheOthersAlone) {
    ASSERT_TRUE(revocations.install(list(4)));
    EXPECT_EQ(own_standing(), Fault::not_implemented_here);
}

TEST_F(RevocationsTest, NeverGoBackToAnOlderList) {
    const base::Bytes fourth = list(4, {body.identity.signing_certificate});
    ASSERT_TRUE(revocations.install(fourth));
    EXPECT_EQ(revocations.install(list(3)).fault(), Fault::server_conflict);
    EXPECT_EQ(revocations.install(list(4)).fault(), Fault::server_conflict);
    // Not even when somebody takes the kept one away.
    const std::vector<std::string> kept = *run.storage.list(keys::revocation_folder);
    for (const std::string& name : kept)
        ASSERT_TRUE(run.storage.remove(std::string(keys::revocation_folder) + "/" + name));
    EXPECT_EQ(revocations.install(list(4)).fault(), Fault::server_conflict) << "another list of that number";
    EXPECT_TRUE(revocations.install(fourth)) << "the very list that the log speaks of";
    EXPECT_EQ(revocations.install(fourth).fault(), Fault::server_conflict) << "and now it is here";
    EXPECT_EQ(run.count("revocations-installed"), 1);
    EXPECT_TRUE(revocations.install(list(5, {body.identity.signing_certificate})));
    EXPECT_EQ(own_standing(), Fault::certificate_revoked);
}

TEST_F(RevocationsTest, BelieveNobodyElsesList) {
    const auto key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 77);
    const std::int64_t now = run.clock.wall;
    const crypto::Certificate& root = body.identity.trust.anchors().front();
    // Of the root's own name, by another key.
    const auto impostor = crypto::make_root(*key, {root.subject_common_name(), ""}, {now - 60'000, now + 86'400'000});
    ASSERT_TRUE(impostor);
    EXPECT_EQ(revocations.install(list_by({*impostor, *key, ""}, 9, {body.identity.signing_certificate})).fault(), Fault::certificate_untrusted);
    base::Bytes bent = list(9);
    bent[bent.size() - 5] ^= 1;
    EXPECT_EQ(revocations.install(bent).fault(), Fault::certificate_untrusted);
    EXPECT_EQ(revocations.install(root.der()).fault(), Fault::certificate_invalid);
    EXPECT_EQ(revocations.install(list(9, {}, -3 * 86'400'000)).fault(), Fault::certificate_not_yet_valid);
    EXPECT_TRUE(run.events().empty());
}

TEST_F(RevocationsTest, PassOverAKeptListThatSomebodyChanged) {
    ASSERT_TRUE(revocations.install(list(4)));
    const std::string path = std::string(keys::revocation_folder) + "/" + run.storage.list(keys::revocation_folder)->front();
    base::Bytes kept = *run.storage.read(path);
    kept[kept.size() - 5] ^= 1;
    ASSERT_TRUE(run.storage.write_atomically(path, kept));
    std::vector<std::string> passed_over;
    EXPECT_TRUE(keys::load_revocations(run.storage, run.clock.wall, body.identity.trust, passed_over));
    EXPECT_EQ(passed_over.size(), 1u);
}

TEST_F(RevocationsTest, KeepOnlyTheNewestOfAnIssuerInMemory) {
    crypto::TrustStore trust = body.identity.trust;
    ASSERT_TRUE(trust.renew_crl(list(4)));
    ASSERT_TRUE(trust.renew_crl(list(5)));
    EXPECT_EQ(trust.crls_for({body.identity.signing_certificate, trust.anchors().front()}).size(), 1u);
}
