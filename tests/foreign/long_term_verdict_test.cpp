// SPDX-License-Identifier: Apache-2.0
// What the verdict makes of the certificates, CRLs and document time-stamps that a
// file brings along (PAdES B-LT and B-LTA).
#include "appliance/crypto/authority.h"
#include "appliance/crypto/cms_signer.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/random.h"
#include "appliance/crypto/timestamp.h"
#include "appliance/documents/long_term.h"
#include "appliance/documents/placement.h"
#include "appliance/documents/validation.h"
#include "tests/foreign/sign_and_check.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gmock/gmock.h>

namespace foreign {
namespace {

using base::Bytes;
using crypto::Certificate;
using documents::Indication;

constexpr std::int64_t now = 1'795'344'005'000;  // 2026-11-22T10:40:05Z
constexpr std::int64_t hour = 3'600'000;

std::shared_ptr<crypto::SoftwareKey> new_key() { return crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256).value(); }

// Root, issuing authority, and a signer whose signatures carry neither of them.
struct House {
    crypto::Validity validity{now - 48 * hour, now + 1000 * hour};
    std::shared_ptr<crypto::SoftwareKey> root_key = new_key(), issuing_key = new_key(), key = new_key(), stamp_key = new_key();
    Certificate root = crypto::make_root(*root_key, {"House root", ""}, validity).value();
    Certificate issuing = crypto::make_issuing({root, *root_key, ""}, issuing_key->public_key(), {"House", ""}, validity).value();
    Certificate signer = crypto::issue_signer({issuing, *issuing_key, ""}, key->public_key(), {"Mara", ""}, validity).value();
    Certificate stamper = crypto::issue_timestamping({issuing, *issuing_key, ""}, stamp_key->public_key(), {"Time", ""}, validity).value();
    crypto::TrustStore trust;
    Bytes file;

    House() {
        trust.add_anchor(root);
        file = documents::test::make_sample({.has_form = false}).bytes;
        const auto description = described(file).value();
        documents::SealRequest request;
        request.place = documents::place_signature(description, "", "k1").value();
        request.face = {{{{{0, 20, 0.3}, {10, 0, 0.5}, {20, 25, 0.8}}}}, "Mara", "I agree", now, true};
        const auto seal = documents::prepare_seal(file, description, documents::test::fonts(), request).value();
        base::append(file, seal.complete(crypto::sign_byte_range_digest(seal.digest(), {signer, {}, *key}).value()).value());
    }

    void add_material(const std::vector<Bytes>& certificates, const std::vector<Bytes>& crls) {
        base::append(file, documents::append_validation_material(file.size(), described(file).value(), {certificates, {}, crls, {}}).value());
    }
    void add_timestamp(std::int64_t at_ms) {
        const auto stamp = documents::prepare_document_timestamp(file, described(file).value(), "t1").value();
        const crypto::TimestampAuthority authority(stamper, {issuing}, stamp_key, [] { return base::Result<std::uint64_t>(7); });
        const Bytes nonce = crypto::random_bytes(16);
        const Bytes answer = authority.answer(crypto::make_timestamp_request(stamp.digest(), nonce), at_ms).value();
        base::append(file, stamp.complete(crypto::verify_response(answer, stamp.digest(), nonce, trust, now).value().token).value());
    }
    Bytes issuing_crl(const std::vector<crypto::Revocation>& revoked = {}) const {
        return crypto::issue_crl({issuing, *issuing_key, ""}, 1, now - hour, now + 100 * hour, revoked).value();
    }
    Bytes root_crl() const { return crypto::issue_crl({root, *root_key, ""}, 1, now - hour, now + 100 * hour, {}).value(); }

    documents::SignatureReport verdict() const {
        const auto report = documents::validate(file, described(file).value(), trust, now);
        EXPECT_FALSE(report.signatures.empty());
        return report.signatures.empty() ? documents::SignatureReport{} : report.signatures.front();
    }
};

}  // namespace

TEST(LongTermVerdict, BuildsTheChainWithCertificatesOfTheSecurityStore) {
    House house;
    EXPECT_EQ(house.verdict().sub_indication, "NO_CERTIFICATE_CHAIN_FOUND");
    house.add_material({house.issuing.der()}, {});
    const auto with = house.verdict();
    EXPECT_EQ(with.indication, Indication::total_passed) << with.detail;
    EXPECT_EQ(with.level, "B-B") << "a store and no time-stamp is no B-LT";
}

TEST(LongTermVerdict, HonoursARevocationThatTheFileItselfBrings) {
    House house;
    house.add_material({house.issuing.der()}, {house.issuing_crl({{house.signer.serial_hex(), now - 2 * hour}})});
    const auto verdict = house.verdict();
    EXPECT_EQ(verdict.indication, Indication::indeterminate);
    EXPECT_EQ(verdict.sub_indication, "REVOKED_NO_POE");
}

TEST(LongTermVerdict, IgnoresARevocationByAStranger) {
    House house;
    const House stranger;
    const std::vector<crypto::Revocation> revoked{{house.signer.serial_hex(), now - 2 * hour}};
    house.add_material({house.issuing.der()}, {stranger.issuing_crl(revoked)});
    EXPECT_EQ(house.verdict().indication, Indication::total_passed);
}

TEST(LongTermVerdict, TakesADocumentTimestampAsProofThatTheSignatureIsOlderThanTheRevocation) {
    for (const auto& [stamped_before, level] : {std::pair{3 * hour, "B-LTA"}, {1 * hour, "B-T"}}) {
        House house;
        house.add_material({house.issuing.der()}, {house.issuing_crl({{house.signer.serial_hex(), now - 2 * hour}}), house.root_crl()});
        house.add_timestamp(now - stamped_before);
        const auto verdict = house.verdict();
        EXPECT_EQ(verdict.level, level);
        EXPECT_EQ(verdict.proven_ms, now - stamped_before);
        EXPECT_EQ(verdict.sub_indication, stamped_before > 2 * hour ? "" : "REVOKED_NO_POE") << verdict.detail;
    }
}

TEST(LongTermVerdict, CallsNothingLongTermWhoseRevocationIsUnknown) {
    House house;
    house.add_material({house.issuing.der()}, {house.issuing_crl()});  // and none for the issuing authority
    house.add_timestamp(now - hour);
    const auto verdict = house.verdict();
    EXPECT_EQ(verdict.indication, Indication::total_passed) << verdict.detail;
    EXPECT_EQ(verdict.level, "B-T");
}

}  // namespace foreign
