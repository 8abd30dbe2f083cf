// SPDX-License-Identifier: Apache-2.0
// The custodian's own machine: a signed request in, the truth about it out.
#include "appliance/crypto/message.h"
#include "appliance/device/release_reading.h"
#include "tests/unit/appliance/crypto/pki.h"
#include "tests/unit/tpm/keeper_bench.h"

using base::Bytes;
using base::Fault;

namespace {

struct ReleaseReading : testing::Test {
    Bytes by(const std::string& device, const base::Json& json) {
        const auto certificate = *crypto::issue_tls_client(pki.issuer(), key->public_key(), {device, ""}, pki.validity());
        return *crypto::sign_message(base::as_bytes(base::canonical_json(json)), {certificate, pki.chain, *key});
    }
    keys::ApprovalRequest asked(const ports::KeyDestination& destination, const Bytes& message) {
        request = *chip.tpm->keeper().begin_release("portable", destination);
        return {.device = base::DeviceId("harbour-otter-41"), .key = "portable", .key_area = request.key_area, .authority = request.authority,
                .for_whom = message.empty() ? "Harbour Clinic" : "", .destination = message, .nonce = request.nonce, .quorum = bench::quorum(2, 3)};
    }
    base::Result<device::ReadRelease> read(const keys::ApprovalRequest& ask) {
        return device::read_release(by("harbour-otter-41", to_json(ask)), pki.trust, crypto_test::now_ms);
    }
    void SetUp() override {
        ASSERT_TRUE(chip.tpm->keeper().create("portable", ports::KeyAlgorithm::ecdsa_p256, bench::quorum(2, 3)));
        area = chip.tpm->keeper().storage_key_area();
    }
    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 70);
    bench::Device chip;
    ports::ReleaseRequest request;
    Bytes area;
};

}  // namespace

TEST_F(ReleaseReading, SaysInTheClearWhenThatIsWhatTheChipWouldDo) {
    const auto out = read(asked({}, {}));
    ASSERT_TRUE(out) << out.failure().detail;
    EXPECT_FALSE(out->to_device);
    EXPECT_EQ(out->terms.digest, request.digest);
}

TEST_F(ReleaseReading, NamesTheDeviceThatProvedThatTheChipIsItsOwn) {
    const Bytes there = by("harbour-otter-42", keys::to_json(keys::Destination{base::DeviceId("harbour-otter-42"), {area}}));
    const auto out = read(asked({area}, there));
    ASSERT_TRUE(out) << out.failure().detail;
    EXPECT_EQ(out->to_device->text, "harbour-otter-42");
    EXPECT_EQ(out->terms.digest, request.digest);
    // Somebody else's word about that device's chip.
    const Bytes forged = by("harbour-otter-66", keys::to_json(keys::Destination{base::DeviceId("harbour-otter-42"), {area}}));
    EXPECT_EQ(read(asked({area}, forged)).fault(), Fault::message_invalid);
}

// The release waits for "in the clear"; the custodian is told of a chip.
TEST_F(ReleaseReading, LetsNobodyShowAChipAndCollectForAFile) {
    keys::ApprovalRequest lie = asked({}, {});
    lie.for_whom.clear();
    lie.destination = by("harbour-otter-42", keys::to_json(keys::Destination{base::DeviceId("harbour-otter-42"), {area}}));
    const auto out = read(lie);
    ASSERT_TRUE(out) << out.failure().detail;
    EXPECT_NE(out->terms.digest, request.digest) << "the signature opens what was shown, and nothing else";
    request.digest = out->terms.digest;
    EXPECT_EQ(bench::fault_in(chip.tpm->keeper().approve_release(0, bench::word_of(0, request))), Fault::export_refused);
}
