// SPDX-License-Identifier: Apache-2.0
// What the product itself writes and signs, before the second opinion.
#include "appliance/crypto/authority.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/software_key.h"
#include "appliance/documents/pades.h"
#include "image/verify/verdict.h"
#include "tests/unit/appliance/documents/sample_pdf.h"

#include <gtest/gtest.h>

namespace {

using ports::KeyAlgorithm;
using verify::Reason;

constexpr std::int64_t now_ms = 1'795'344'005'000;

struct Signed {
    base::Bytes file;
    std::vector<base::Bytes> anchors;
    documents::SignatureHole hole;
};

// Root, issuing CA, signer, as the platform provisions a device.
Signed sign(const documents::test::Sample& sample, KeyAlgorithm algorithm) {
    const auto root_key = crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p384).value();
    const auto issuing_key = crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p384).value();
    const auto key = crypto::SoftwareKey::generate(algorithm).value();
    const crypto::Validity validity{now_ms - 86'400'000, now_ms + 86'400'000LL * 365};
    const auto root = crypto::make_root(*root_key, {"Root", "Clinic"}, validity).value();
    const std::vector<crypto::Certificate> chain = {
        crypto::make_issuing({root, *root_key, "http://localhost/root.crl"}, issuing_key->public_key(), {"Issuer", "Clinic"}, validity).value()};
    const auto signer = crypto::issue_signer({chain[0], *issuing_key, "http://localhost/issuer.crl"}, key->public_key(),
                                             {"Mara Keller", ""}, validity).value();
    documents::SealRequest request;
    request.place = documents::place_signature(sample.description, "", "k7").value();
    request.face.signer_name = "Mara Keller";
    request.face.meaning = "I consent (fully) to the treatment described";
    request.face.claimed_time_ms = now_ms;
    const auto seal = documents::prepare_seal(sample.bytes, sample.description, documents::test::fonts(), request).value();
    const auto cms = crypto::sign_byte_range_digest(seal.digest(), crypto::CmsSigner{signer, chain, *key}).value();
    base::Bytes file = sample.bytes;
    base::append(file, seal.complete(cms).value());
    return {std::move(file), {base::to_bytes(root.der())}, seal.hole()};
}

std::string verdict(const Signed& made, std::int64_t at_ms = now_ms) {
    return std::string(verify::name_of(verify::judge(made.file, made.anchors, at_ms / 1000)));
}

TEST(Product, ConvincesTheSecondOpinion) {
    using documents::test::SampleOptions;
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048,
                                         KeyAlgorithm::rsa_3072}) {
        EXPECT_EQ(verdict(sign(documents::test::make_sample(), algorithm)), "accepted");
    }
    for (const SampleOptions& options : {SampleOptions{.xref = documents::XrefKind::stream}, SampleOptions{.has_form = false},
                                         SampleOptions{.has_signature_field = true, .need_appearances = true}}) {
        EXPECT_EQ(verdict(sign(documents::test::make_sample(options), KeyAlgorithm::ecdsa_p256)), "accepted");
    }
}

TEST(Product, NeedsItsRootAndItsTime) {
    Signed made = sign(documents::test::make_sample(), KeyAlgorithm::ecdsa_p256);
    EXPECT_EQ(verdict(made, now_ms + 86'400'000LL * 366), "certificate_out_of_date");
    made.anchors = sign(documents::test::make_sample(), KeyAlgorithm::ecdsa_p256).anchors;
    EXPECT_EQ(verdict(made), "certificate_untrusted");
}

TEST(Product, NoticesChangedBytes) {
    Signed made = sign(documents::test::make_sample(), KeyAlgorithm::ecdsa_p256);
    ASSERT_EQ(verdict(made), "accepted");
    const std::size_t message_end = static_cast<std::size_t>(made.hole.begin) + 6000;
    for (std::size_t at = 0; at < made.file.size(); at += at > made.hole.begin && at < message_end ? 3 : 101) {
        made.file[at] ^= 1U;
        EXPECT_NE(verdict(made), "accepted") << at;
        made.file[at] ^= 1U;
    }
}

}  // namespace
