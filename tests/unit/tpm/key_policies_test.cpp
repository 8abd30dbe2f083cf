// SPDX-License-Identifier: Apache-2.0
// What the TPM itself refuses when the software above it does not: the keys' policies,
// walked by hand.
#include "tests/unit/tpm/keeper_bench.h"
#include "tpm/esys_memory.h"
#include "tpm/keeper/named_key.h"
#include "tpm/pin_index.h"
#include "tpm/signing_key.h"

#include <cstdio>
#include <set>

using base::Fault;
using bench::Device;
using bench::why;

namespace {

// The connection and what DeviceTpm keeps to itself.
struct OpenedByHand {
    explicit OpenedByHand(Device& device)
        : context(tpm::Context::open(device.chip->tcti(), {}).value()), folder(device.disk), keys(device.disk),
          sessions(*context, folder.pinned()->storage_key_area),
          platform(sessions, tpm::Authority::from(folder.pinned()->authority).value(), folder.platform_approvals().value()) {}

    std::unique_ptr<tpm::Context> context;
    tpm::TpmFolder folder;
    tpm::KeyFolder keys;
    tpm::Sessions sessions;
    tpm::PlatformPolicy platform;
};

// The authority says yes to anything: PolicyAuthorize of where the session stands.
base::Status approve_anything(OpenedByHand& opened, ESYS_TR session, const base::Digest& stands_at, const base::Digest& reference) {
    const auto word = bench::authority().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                              tpm::approval_digest(stands_at, reference)).value();
    const auto ticket = opened.platform.authority().verify(*opened.context, stands_at, reference, word);
    if (!ticket) return ticket.failure();
    return opened.platform.authority().authorize(*opened.context, session, stands_at, reference, *ticket);
}

TSS2_RC duplicate_to_nobody(OpenedByHand& opened, ESYS_TR key, ESYS_TR session) {
    TPMT_SYM_DEF_OBJECT none{};
    none.algorithm = TPM2_ALG_NULL;
    const TPM2B_DATA no_key{};
    TPM2B_DATA* key_out = nullptr;
    TPM2B_PRIVATE* duplicate = nullptr;
    TPM2B_ENCRYPTED_SECRET* seed = nullptr;
    const TSS2_RC rc = Esys_Duplicate(opened.context->esys().value(), key, ESYS_TR_RH_NULL, session, ESYS_TR_NONE, ESYS_TR_NONE, &no_key, &none,
                                      &key_out, &duplicate, &seed);
    Esys_Free(key_out);
    Esys_Free(duplicate);
    Esys_Free(seed);
    return rc;
}

}  // namespace

TEST(KeyPolicies, NoAuthorityCanApproveAwayThatAKeyOnlySigns) {
    Device device;
    ASSERT_TRUE(device.tpm->keeper().import("foreign", bench::private_key(ports::KeyAlgorithm::ecdsa_p256)));
    ASSERT_TRUE(device.tpm->keeper().create("movable", ports::KeyAlgorithm::ecdsa_p256, bench::quorum(2, 3)));
    ASSERT_TRUE(device.tpm->key_guard().install(bench::pin_of("2468"), 9));
    device.tpm.reset();
    OpenedByHand opened(device);
    for (const std::string name : {"foreign", "movable"}) {
        const tpm::KeyRecord record = opened.keys.read(name).value();
        const base::Digest reference =
            record.quorum ? tpm::fleet_reference() : tpm::signing_reference(opened.sessions.storage_key_name());
        const auto key = tpm::load_key(opened.platform, record);
        ASSERT_TRUE(key) << why(key);

        // A policy of the authority's that begins with "this is for Duplicate".
        {
            const auto session = opened.sessions.salted_policy().value();
            ASSERT_TRUE(tpm::assert_command(*opened.context, session.handle(), TPM2_CC_Duplicate));
            ASSERT_TRUE(approve_anything(opened, session.handle(), tpm::Policy().command(TPM2_CC_Duplicate).digest(), reference));
            ASSERT_TRUE(tpm::present_pin(opened.sessions, session.handle(), bench::pin_of("2468").reveal()));
            EXPECT_EQ(tpm::tpm_code(duplicate_to_nobody(opened, key->handle(), session.handle())), TPM2_RC_POLICY_FAIL);
            EXPECT_FALSE(tpm::assert_command(*opened.context, session.handle(), TPM2_CC_Sign)) << "it is for one command or the other";
        }
        // One without any condition, and the whole way to the key's policy.
        const auto session = opened.sessions.salted_policy().value();
        ASSERT_TRUE(approve_anything(opened, session.handle(), base::Digest{}, reference));
        ASSERT_TRUE(tpm::present_pin(opened.sessions, session.handle(), bench::pin_of("2468").reveal()));
        const auto secrets = std::make_unique<tpm::HierarchySecrets>(opened.platform, opened.folder);
        tpm::KeyCounters counters(opened.platform, *secrets, opened.keys);
        const auto named = tpm::NamedKey::of(opened.platform, counters, record);
        ASSERT_TRUE(named) << why(named);
        ASSERT_TRUE((*named)->after_code(session.handle()));
        EXPECT_EQ(tpm::tpm_code(duplicate_to_nobody(opened, key->handle(), session.handle())), TPM2_RC_POLICY_CC);
        // The same session signs: the way was the right one.
        EXPECT_TRUE(tpm::sign_by(*opened.context, key->handle(), session.handle(), ESYS_TR_NONE, ports::SignatureScheme::ecdsa,
                                 ports::HashAlgorithm::sha256, bench::document_digest));
    }
}

TEST(KeyPolicies, CountEveryCustodianOnceAndKeepThemInTheirOrder) {
    const base::Bytes authority(34, 1);
    const auto policy = tpm::MovableKeyPolicy::of(authority, bench::quorum(3, 5)).value();
    EXPECT_EQ(policy.way_up(0).size(), 2U) << "eleven branches need two levels";
    EXPECT_EQ(tpm::MovableKeyPolicy::of(authority, bench::quorum(1, 5)).value().way_up(0).size(), 1U);
    EXPECT_FALSE(policy.branch_of({0, 0, 1}));
    EXPECT_FALSE(policy.branch_of({0, 1}));
    EXPECT_FALSE(policy.branch_of({2, 1, 0}));
    std::set<std::size_t> branches;
    for (std::size_t a = 0; a < 5; ++a)
        for (std::size_t b = a + 1; b < 5; ++b)
            for (std::size_t c = b + 1; c < 5; ++c) branches.insert(policy.branch_of({a, b, c}).value());
    EXPECT_EQ(branches.size(), 10U);
    EXPECT_NE(policy.digest(), tpm::MovableKeyPolicy::of(authority, bench::quorum(2, 5)).value().digest());
}

// Keys of the chip seen by other people's program: fixed as we say, and no password opens them.
TEST(KeyPolicies, ShowForeignToolsWhatWeSayOfTheKeys) {
    Device device;
    ASSERT_TRUE(device.tpm->keeper().create("stays", ports::KeyAlgorithm::rsa_2048, std::nullopt));
    ASSERT_TRUE(device.tpm->keeper().create("movable", ports::KeyAlgorithm::ecdsa_p384, bench::quorum(1, 1)));
    const auto seen = [&](const std::string& name) {
        const auto area = device.tpm->keeper().certify(name, {})->public_area;
        base::Bytes file;  // TPM2B_PUBLIC
        file.push_back(static_cast<std::uint8_t>(area.size() >> 8));
        file.push_back(static_cast<std::uint8_t>(area.size() & 0xffU));
        base::append(file, area);
        const bench::ScratchFolder folder;
        const std::string path = (folder.path() / "area").string();
        std::FILE* const out = std::fopen(path.c_str(), "wb");
        EXPECT_EQ(std::fwrite(file.data(), 1, file.size(), out), file.size());
        std::fclose(out);
        return bench::output_of("tpm2_print -t TPM2B_PUBLIC " + path);
    };
    EXPECT_NE(seen("stays").find("value: fixedtpm|fixedparent|sensitivedataorigin|noda|sign\n"), std::string::npos) << seen("stays");
    EXPECT_NE(seen("movable").find("value: sensitivedataorigin|noda|sign\n"), std::string::npos) << seen("movable");
    const std::string counter = device.ask("tpm2_nvreadpublic 0x01810010");
    EXPECT_NE(counter.find("policywrite|"), std::string::npos) << counter;
    EXPECT_EQ(counter.find("authwrite"), std::string::npos) << counter;
}
