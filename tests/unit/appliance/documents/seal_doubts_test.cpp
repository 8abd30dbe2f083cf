// SPDX-License-Identifier: Apache-2.0
// What a seal locks by itself, and what leaves a good signature in doubt.
#include "appliance/crypto/authority.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/software_key.h"
#include "appliance/documents/field_lock.h"
#include "appliance/documents/pades.h"
#include "appliance/documents/validation.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>

namespace documents::test {
namespace {

using base::Bytes;
using testing::Contains;
using testing::HasSubstr;

constexpr std::int64_t k_now_ms = 1'795'344'005'000;  // 2026-11-22T10:40:05Z

// A sealed sample and what a reader would say of it.
struct SealedSample {
    Bytes file;
    Description description;
    crypto::TrustStore trust;
};

SealedSample sealed_sample(const Sample& sample, const std::vector<FieldValue>& values = {}) {
    const auto root_key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
    const auto key = crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value();
    const crypto::Validity validity{k_now_ms - 86'400'000, k_now_ms + 86'400'000LL * 365};
    const auto root = crypto::make_root(*root_key, {"Root", "Test"}, validity).value();
    const auto own = crypto::issue_signer({root, *root_key, ""}, key->public_key(), {"Mara Keller", ""}, validity).value();
    SealRequest request;
    request.place = place_signature(sample.description, "", "k7").value();
    request.face.signer_name = "Mara Keller";
    request.face.claimed_time_ms = k_now_ms;
    request.values = values;
    const auto seal = prepare_seal(sample.bytes, sample.description, fonts(), request);
    EXPECT_TRUE(seal) << (seal ? "" : seal.failure().detail);
    const Bytes cms = crypto::sign_byte_range_digest(seal->digest(), crypto::CmsSigner{own, {root}, *key}).value();
    SealedSample result{sample.bytes, sample.description, {}};
    base::append(result.file, seal->complete(cms).value());
    result.trust.add_anchor(root);
    Signature signature;
    signature.sub_filter = "ETSI.CAdES.detached";
    signature.coverage = Coverage::whole_file;
    signature.byte_range = {0, seal->hole().begin, seal->hole().end, result.file.size() - seal->hole().end};
    signature.contents = cms;
    result.description.signatures = {signature};
    return result;
}

Indication judged(const SealedSample& sealed) {
    return validate(sealed.file, sealed.description, sealed.trust, k_now_ms).indication;
}

TEST(ValidationDoubts, LimitsLeaveEverythingOpen) {
    SealedSample sealed = sealed_sample(make_sample());
    ASSERT_EQ(judged(sealed), Indication::total_passed);
    for (const FindingKind kind : {FindingKind::too_many_objects, FindingKind::too_many_annotations, FindingKind::nested_too_deeply}) {
        sealed.description.findings = {{kind, Severity::refuse, -1, {}, "too many signatures"}};
        EXPECT_EQ(judged(sealed), Indication::indeterminate);
    }
}

TEST(ValidationDoubts, AViewThatALaterSignatureCovers) {
    SealedSample sealed = sealed_sample(make_sample());
    sealed.description.findings = {{FindingKind::overlay, Severity::refuse, 0, {}, "'second' covers most of the page"}};
    EXPECT_EQ(judged(sealed), Indication::total_passed);  // it was there when this one was made
    sealed.description.signatures[0].changes = {Change::further_signature};
    EXPECT_EQ(judged(sealed), Indication::indeterminate);
}

TEST(Seal, LocksTheAnswersAndLeavesTheRestOpen) {
    const Sample sample = make_sample();
    const std::string file(base::as_text(sealed_sample(sample, {{"Name", TextValue{"Ada"}}}).file));
    EXPECT_THAT(file, HasSubstr("/TransformMethod/FieldMDP"));
    EXPECT_THAT(file, HasSubstr("/SigFieldLock"));
    EXPECT_EQ(file.find("/Action/All"), std::string::npos);

    Description description = sample.description;
    description.fields[0].value = "Ada";
    FieldLock lock = lock_of_answers(description, {}, std::nullopt);
    EXPECT_EQ(lock.action, LockAction::include);
    EXPECT_THAT(lock.fields, Contains(description.fields[0].name));
    // While somebody else is still to sign, defaults are theirs to change.
    Field awaited;
    awaited.name = "second";
    awaited.type = FieldType::signature;
    description.fields.push_back(awaited);
    EXPECT_EQ(lock_of_answers(description, {}, std::nullopt).action, LockAction::none);
    EXPECT_THAT(lock_of_answers(description, {"Agree"}, std::nullopt).fields, testing::ElementsAre("Agree"));
}

}  // namespace
}  // namespace documents::test
