// SPDX-License-Identifier: Apache-2.0
// The parts of tpm/ that need no TPM.
#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"
#include "tpm/ec_codec.h"
#include "tpm/objects.h"
#include "tpm/policy.h"
#include "tpm/rc_table.h"

#include <gtest/gtest.h>

#include <set>

using base::Bytes;
using base::Fault;
using bench::fault_in;
using tpm::Errand;

namespace {

tpm::Approval example() {
    tpm::Approval out;
    out.platform = {{0, 7, 23}, crypto::sha256(base::as_bytes("registers"))};
    out.storage_key_name = Bytes(34, 0x0b);
    out.clock_limit_ms = 86'400'000;
    out.reset_limit = 12;
    out.serial_budget = 500;
    out.approval_epoch = 3;
    tpm::sign_approval(out, bench::authority()).value();
    return out;
}

Bytes hex(std::string_view text) {
    Bytes out;
    EXPECT_TRUE(base::from_hex(text, out));
    return out;
}

}  // namespace

TEST(RcTable, SaysWhatTheSameCodeMeansOnEachErrand) {
    EXPECT_EQ(tpm::fault_of(0x1c4, Errand::platform_registers), Fault::platform_changed);
    EXPECT_EQ(tpm::fault_of(0x1c4, Errand::approval), Fault::tpm_policy_refused);
    EXPECT_EQ(tpm::fault_of(0x1c4, Errand::other), Fault::tpm_failed);
    EXPECT_EQ(tpm::fault_of(0x9a2, Errand::person_code), Fault::pin_wrong);
    EXPECT_EQ(tpm::fault_of(0x98e, Errand::person_code), Fault::pin_wrong);
    EXPECT_EQ(tpm::fault_of(0x12f, Errand::person_code), Fault::pin_locked);
    EXPECT_EQ(tpm::fault_of(0x9a2, Errand::other), Fault::tpm_auth_refused);
    EXPECT_EQ(tpm::fault_of(0x126, Errand::lease_clock), Fault::lease_expired);
    EXPECT_EQ(tpm::fault_of(0x126, Errand::serial_budget), Fault::budget_spent);
    EXPECT_EQ(tpm::fault_of(0x126, Errand::vault_epoch), Fault::epoch_unavailable);
    EXPECT_EQ(tpm::fault_of(0x99d, Errand::other), Fault::tpm_policy_refused);
    EXPECT_EQ(tpm::fault_of(0x128, Errand::other), Fault::platform_changed);
    EXPECT_EQ(tpm::fault_of(0x2db, Errand::approval), Fault::tpm_policy_refused);
    EXPECT_EQ(tpm::fault_of(0x921, Errand::person_code), Fault::tpm_locked_out);
    EXPECT_EQ(tpm::fault_of(0x922, Errand::other), Fault::tpm_busy);
    EXPECT_EQ(tpm::fault_of(0xa000a, Errand::other), Fault::tpm_absent);
    EXPECT_EQ(tpm::fault_of(0x70018, Errand::person_code), Fault::tpm_failed) << "ESYS found a false HMAC";
}

// The codes that making, bringing in and letting go of keys can meet.
TEST(RcTable, HasAFaultWithARemedyForEveryRefusalOfANamedKey) {
    for (const std::uint32_t rc : {0x5dbU, 0x1c4U, 0x151U, 0x99dU, 0x124U, 0x2d6U, 0x3dfU, 0x9a4U, 0x9a3U})
        EXPECT_EQ(tpm::fault_of(rc, Errand::key_release), Fault::export_refused) << std::hex << rc;
    for (const std::uint32_t rc : {0x3dfU, 0x1c4U, 0x1d5U, 0x1daU, 0x1e7U})
        EXPECT_EQ(tpm::fault_of(rc, Errand::key_arrival), Fault::key_file_tampered) << std::hex << rc;
    EXPECT_EQ(tpm::fault_of(0x2e5, Errand::key_arrival), Fault::key_file_mismatch) << "the halves are not of one key";
    EXPECT_EQ(tpm::fault_of(0x126, Errand::key_counter), Fault::key_missing);
    // Every code of the catalogue, on every errand, has words for the operator.
    for (std::uint32_t code = 0x100; code < 0x9ff; ++code)
        for (int errand = 0; errand <= static_cast<int>(Errand::key_release); ++errand)
            EXPECT_FALSE(base::row_of(tpm::fault_of(code, static_cast<Errand>(errand))).remedy.empty());
    for (const std::uint32_t busy : {0x902U, 0x903U, 0x921U, 0x922U}) EXPECT_NE(tpm::fault_of(busy, Errand::key_release), Fault::export_refused);
}

TEST(Objects, HaveOneHandleEachAndNoneIsUnderTheLockout) {
    std::set<std::uint32_t> handles;
    for (const tpm::KeyRow& row : tpm::key_rows()) {
        EXPECT_TRUE(handles.insert(row.handle).second);
        EXPECT_EQ(&tpm::row_of(row.id), &row);
        EXPECT_NE(row.attributes & TPMA_OBJECT_NODA, 0U) << row.name;
        const bool is_open = (row.attributes & TPMA_OBJECT_USERWITHAUTH) != 0;
        EXPECT_EQ(is_open, row.name == "storage") << row.name;
    }
    for (const tpm::IndexRow& row : tpm::index_rows()) {
        EXPECT_TRUE(handles.insert(row.handle).second);
        EXPECT_EQ(&tpm::row_of(row.id), &row);
        EXPECT_NE(row.attributes & TPMA_NV_NO_DA, 0U) << row.name;
        EXPECT_EQ(row.attributes & TPMA_NV_AUTHWRITE, 0U) << row.name;
    }
}

// TCG EK Credential Profile, B.3.3: a digest that we did not make.
TEST(Policy, HashesPolicySecretAsTcgPublishedIt) {
    EXPECT_EQ(base::to_hex(tpm::Policy().secret(hex("4000000b")).digest()),
              "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");
}

TEST(Approval, ReadsBackAsItWasWrittenAndNothingElse) {
    const tpm::Approval approval = example();
    const base::Json json = tpm::to_json(approval);
    const auto again = tpm::approval_from(json);
    ASSERT_TRUE(again);
    EXPECT_EQ(tpm::to_json(*again), json);
    for (const auto& [name, value] : *json.as_object()) {
        base::Json::Object lacking = *json.as_object();
        lacking.erase(name);
        EXPECT_EQ(fault_in(tpm::approval_from(base::Json(lacking))), Fault::message_invalid) << name;
        base::Json changed = json;
        changed.set(name, true);
        EXPECT_EQ(fault_in(tpm::approval_from(changed)), Fault::message_invalid) << name;
    }
    base::Json more = json;
    more.set("valid_until", 1);
    EXPECT_EQ(fault_in(tpm::approval_from(more)), Fault::message_invalid);
    base::Json negative = json;
    negative.set("serial_budget", -1);
    EXPECT_EQ(fault_in(tpm::approval_from(negative)), Fault::message_invalid);
    base::Json disorder = json;
    disorder.set("pcrs", base::Json::Array{7, 0});
    EXPECT_EQ(fault_in(tpm::approval_from(disorder)), Fault::message_invalid);
    EXPECT_EQ(fault_in(tpm::approval_from({})), Fault::message_invalid);
    EXPECT_EQ(fault_in(tpm::platform_approval_from(json)), Fault::message_invalid);
}

TEST(Approval, HasAnotherDigestForEveryValueItHolds) {
    const auto digest_of = [](const tpm::Approval& approval) {
        return base::to_hex(tpm::approved_policy_digest(approval, bench::authority().public_key()).value());
    };
    std::set<std::string> digests{digest_of(example())};
    auto changed = example();
    changed.clock_limit_ms += 1;
    EXPECT_TRUE(digests.insert(digest_of(changed)).second);
    changed = example();
    changed.reset_limit += 1;
    EXPECT_TRUE(digests.insert(digest_of(changed)).second);
    changed = example();
    changed.serial_budget += 1;
    EXPECT_TRUE(digests.insert(digest_of(changed)).second);
    changed = example();
    changed.approval_epoch += 1;
    EXPECT_TRUE(digests.insert(digest_of(changed)).second);
    changed = example();
    changed.platform.pcrs = {0, 7, 22};
    EXPECT_TRUE(digests.insert(digest_of(changed)).second);
    changed = example();
    changed.platform.pcr_digest[31] ^= 1U;
    EXPECT_TRUE(digests.insert(digest_of(changed)).second);
}

TEST(EcCodec, WritesShortNumbersAsDerWantsThem) {
    TPMT_SIGNATURE signature{};
    signature.sigAlg = TPM2_ALG_ECDSA;
    signature.signature.ecdsa.signatureR = {2, {0x00, 0x80}};
    signature.signature.ecdsa.signatureS = {1, {0x7f}};
    EXPECT_EQ(base::to_hex(tpm::signature_to_der(signature).value()), "30070202008002017f");
}

TEST(EcCodec, ReadsBackWhatItWroteAndRefusesEveryOtherSpelling) {
    const auto digest = crypto::sha256(base::as_bytes("x"));
    for (int i = 0; i < 50; ++i) {
        const Bytes der =
            bench::authority().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, digest).value();
        const auto read = tpm::signature_from_der(der);
        ASSERT_TRUE(read);
        EXPECT_EQ(tpm::signature_to_der(*read).value(), der);
        for (std::size_t cut = 0; cut < der.size(); ++cut)
            EXPECT_FALSE(tpm::signature_from_der(base::ByteView(der).first(cut)));
    }
    for (const char* bad : {"30070202000102017f", "3006020180020101", "300602010102010100", "31060201010201017f",
                            "30060201010401017f", "3004020002010"
                                                  "1"})
        EXPECT_FALSE(tpm::signature_from_der(hex(bad))) << bad;
    EXPECT_EQ(fault_in(tpm::point_of(Bytes(91))), Fault::message_invalid);
    EXPECT_EQ(fault_in(tpm::point_of({})), Fault::message_invalid);
}
