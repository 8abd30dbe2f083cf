// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::why;
using ports::HashAlgorithm;
using ports::SignatureScheme;

namespace {

const base::Digest digest = crypto::sha256(base::as_bytes("a handshake"));

base::Bytes uncompressed_point(base::ByteView spki) { return base::to_bytes(spki.last(65)); }

}  // namespace

TEST(DeviceKeys, SignForTheBootedDeviceAndOpensslAgrees) {
    Device device;
    for (ports::SigningKey* key : {&device.tpm->tls_key(), &device.tpm->log_key()}) {
        const auto signature = key->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
        ASSERT_TRUE(signature) << why(signature);
        EXPECT_TRUE(bench::openssl_accepts(key->public_key(), digest, *signature));
    }
    EXPECT_NE(device.tpm->tls_key().public_key(), device.tpm->log_key().public_key());
}

TEST(DeviceKeys, CloseWhenAnotherSystemIsBooted) {
    Device device;
    device.ask("tpm2_pcrextend 16:sha256=" + std::string(64, 'b'));
    EXPECT_EQ(fault_in(device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest)),
              Fault::platform_changed);
    EXPECT_EQ(fault_in(device.tpm->attestor().attest_time({})), Fault::platform_changed);
    EXPECT_EQ(fault_in(device.tpm->anchor().increment()), Fault::platform_changed);
    EXPECT_TRUE(device.tpm->anchor().value()) << "reading is anybody's right";
}

TEST(DeviceKeys, AreNoUseToAForeignProgramWithoutAPolicy) {
    Device device;
    device.tpm.reset();
    const bench::ScratchFolder folder;
    int status = 0;
    const std::string said = bench::output_of("cd " + folder.path().string() + " && echo x > message && TPM2TOOLS_TCTI='" +
                                                  device.chip->tcti() +
                                                  "' tpm2_sign -c 0x81008003 -g sha256 -o signature message",
                                              &status);
    EXPECT_NE(status, 0) << said;
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "signature"));
}

TEST(DeviceKeys, OpenForTheNextImageOnceItsApprovalIsInstalled) {
    Device device;
    // The authority approves what the update will measure, before the update is booted.
    device.ask("tpm2_pcrextend 16:sha256=" + std::string(64, 'c'));
    device.tpm.reset();
    const auto next = tpm::measure_platform(device.chip->tcti(), bench::pcrs).value();
    ASSERT_TRUE(device.open());
    device.ask("tpm2_pcrreset 16");

    EXPECT_EQ(fault_in(device.tpm->install_platform_approval(bench::approve(next, bench::stranger()))),
              Fault::tpm_policy_refused);
    ASSERT_TRUE(device.tpm->install_platform_approval(bench::approve(next)));
    EXPECT_TRUE(device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest)) << "still the old one";
    device.ask("tpm2_pcrextend 16:sha256=" + std::string(64, 'c'));
    const auto signature = device.tpm->tls_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest);
    EXPECT_TRUE(signature) << why(signature);
}

TEST(ParcelKey, AgreesWithAForeignEcdh) {
    Device device;
    const auto peer = crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p256).value();
    ports::AgreementKey& key = device.tpm->parcel_key();
    const auto ours = key.agree(uncompressed_point(peer->public_key()));
    ASSERT_TRUE(ours) << why(ours);
    const auto theirs = peer->agree(uncompressed_point(key.public_key()));
    ASSERT_TRUE(theirs) << why(theirs);
    EXPECT_EQ(base::to_bytes(ours->reveal()), base::to_bytes(theirs->reveal()));
}

TEST(ParcelKey, RefusesPointsThatAreNotOnTheCurve) {
    Device device;
    base::Bytes point(65, 0x11);
    point[0] = 0x04;
    EXPECT_EQ(fault_in(device.tpm->parcel_key().agree(point)), Fault::parcel_invalid);
    EXPECT_EQ(fault_in(device.tpm->parcel_key().agree(base::Bytes(64, 4))), Fault::parcel_invalid);
    EXPECT_EQ(fault_in(device.tpm->parcel_key().agree({})), Fault::parcel_invalid);
}
