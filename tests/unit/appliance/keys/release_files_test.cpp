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
    keys::ApprovalRequest request() {
        keys::ApprovalRequest asked{.device = "harbour-otter-41", .key = "portable", .destination = "file", .key_id = {}, .release = {}, .quorum = quorum};
        asked.release.nonce = Bytes(32, 9);
        asked.release.command = crypto::sha256(base::as_bytes("command"));
        Bytes text = asked.release.nonce;
        text.insert(text.end(), 4, 0);
        base::append(text, asked.release.command);
        asked.release.digest = crypto::sha256(text);
        return asked;
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

TEST_F(ReleaseFiles, LetNobodyCollectASignatureOverSomethingThatIsNotShown) {
    EXPECT_TRUE(keys::approval_request_from(to_json(request())));
    keys::ApprovalRequest other = request();
    other.release.digest = crypto::sha256(base::as_bytes("a challenge of somebody's door"));
    EXPECT_EQ(keys::approval_request_from(to_json(other)).fault(), Fault::message_invalid);
    other = request();
    other.release.nonce[0] ^= 1U;
    EXPECT_EQ(keys::approval_request_from(to_json(other)).fault(), Fault::message_invalid);
    other = request();
    other.quorum.needed = 4;
    EXPECT_EQ(keys::approval_request_from(to_json(other)).fault(), Fault::message_invalid);
}
