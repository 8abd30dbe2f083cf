// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/release_files.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

namespace {

using base::Bytes;
using base::Fault;
using base::Json;

struct ReleaseFiles : testing::Test {
    Bytes by(const std::string& device, const Json& json) {
        const auto certificate = *crypto::issue_tls_client(pki.issuer(), key->public_key(), {device, ""}, pki.validity());
        return *crypto::sign_message(base::as_bytes(base::canonical_json(json)), {certificate, pki.chain, *key});
    }
    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 70);
    ports::Quorum quorum{2, {Bytes(91, 1), Bytes(91, 2), Bytes(91, 3)}};
    keys::Destination there{base::DeviceId("harbour-otter-42"), {Bytes(90, 7)}};
    keys::TravellingKey travelling{base::DeviceId("harbour-otter-41"), base::DeviceId("harbour-otter-42"),
                                   {"portable", Bytes(90, 1), Bytes(108, 2), Bytes(64, 3), quorum}, {pki.issuing}};
    keys::ApprovalRequest asked{.device = base::DeviceId("harbour-otter-41"), .key = "portable", .key_area = Bytes(90, 1), .authority = Bytes(34, 2),
                                .for_whom = "Harbour Clinic", .destination = {}, .nonce = Bytes(32, 9), .quorum = quorum};
    base::Result<keys::ApprovalRequest> read(const Json& json, const std::string& signer = "harbour-otter-41") {
        return keys::open_approval_request(by(signer, json), pki.trust, crypto_test::now_ms);
    }
};

}  // namespace

TEST_F(ReleaseFiles, SayWhichChipAKeyGoesToInTheDevicesOwnName) {
    const auto opened = keys::open_destination(by("harbour-otter-42", to_json(there)), pki.trust, crypto_test::now_ms);
    ASSERT_TRUE(opened) << opened.failure().detail;
    EXPECT_EQ(opened->chip.storage_key_area, there.chip.storage_key_area);
    EXPECT_EQ(keys::open_destination(by("harbour-otter-66", to_json(there)), pki.trust, crypto_test::now_ms).fault(), Fault::message_invalid);
    EXPECT_EQ(keys::open_destination(by("harbour-otter-42", to_json(there)), crypto_test::Pki("Other").trust, crypto_test::now_ms).fault(),
              Fault::certificate_untrusted);
    Json more = to_json(there);
    more.set("note", "x");
    EXPECT_EQ(keys::open_destination(by("harbour-otter-42", more), pki.trust, crypto_test::now_ms).fault(), Fault::message_invalid);
}

TEST_F(ReleaseFiles, BringAKeyToTheDeviceThatIsNamedAndToNoOther) {
    const Bytes message = by("harbour-otter-41", to_json(travelling));
    const auto opened = keys::open_travelling_key(message, pki.trust, base::DeviceId("harbour-otter-42"), crypto_test::now_ms);
    ASSERT_TRUE(opened) << opened.failure().detail;
    EXPECT_EQ(opened->duplicate.duplicate, travelling.duplicate.duplicate);
    EXPECT_EQ(opened->duplicate.quorum, quorum);
    EXPECT_EQ(opened->chain.size(), 1U);
    EXPECT_EQ(keys::open_travelling_key(message, pki.trust, base::DeviceId("harbour-otter-43"), crypto_test::now_ms).fault(), Fault::parcel_not_for_us);
    EXPECT_EQ(keys::open_travelling_key(by("harbour-otter-66", to_json(travelling)), pki.trust, base::DeviceId("harbour-otter-42"), crypto_test::now_ms).fault(),
              Fault::message_invalid);
}

TEST_F(ReleaseFiles, AskCustodiansInTheNameOfTheDeviceThatSignedAndOfNoOther) {
    const auto request = read(to_json(asked));
    ASSERT_TRUE(request) << request.failure().detail;
    EXPECT_EQ(request->key, "portable");
    EXPECT_EQ(request->quorum, quorum);
    EXPECT_EQ(read(to_json(asked), "harbour-otter-66").fault(), Fault::message_invalid);
    const Bytes message = by("harbour-otter-41", to_json(asked));
    EXPECT_EQ(keys::open_approval_request(message, crypto_test::Pki("Other").trust, crypto_test::now_ms).fault(), Fault::certificate_untrusted);
}

TEST_F(ReleaseFiles, SayOneWayOutNeitherNoneNorTwo) {
    keys::ApprovalRequest other = asked;
    other.destination = Bytes(10, 1);
    EXPECT_EQ(read(to_json(other)).fault(), Fault::message_invalid);
    other.for_whom.clear();
    EXPECT_TRUE(read(to_json(other)));
    other.destination.clear();
    EXPECT_EQ(read(to_json(other)).fault(), Fault::message_invalid);
    other = asked;
    other.quorum.needed = 4;
    EXPECT_EQ(read(to_json(other)).fault(), Fault::message_invalid);
    Json more = to_json(asked);
    more.set("digest", std::string(64, 'a'));  // nobody is handed something to sign
    EXPECT_EQ(read(more).fault(), Fault::message_invalid);
}
