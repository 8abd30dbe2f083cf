// SPDX-License-Identifier: Apache-2.0
#include "sync/receipt.h"

#include "appliance/crypto/digest.h"
#include "sync/hello.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {
namespace {

using namespace exchange;
using base::Bytes;
using base::Fault;

struct Office {
    Town town;
    Device device;
    crypto::TrustStore trust;
    ClearManifest manifest;
    Office() {
        device.enrol(town);
        trust = device.papers().trust.roots;
        manifest = device.post(17);
    }
    Bytes receipt(const ClearManifest& about) {
        return *sign_statement(receipt_content(about, now_ms, "file synced"), town.platform->receipt.signer());
    }
};

}  // namespace

TEST(Receipt, IsAcceptedForWhatWasSent) {
    Office office;
    const auto receipt = verify_receipt(office.receipt(office.manifest), office.manifest, office.trust, now_ms);
    ASSERT_TRUE(receipt) << receipt.failure().detail;
    EXPECT_EQ(receipt->received_at_ms, now_ms);
    EXPECT_EQ(receipt->sequence, 17U);
}

TEST(Receipt, ForAnythingElseIsAMismatch) {
    Office office;
    std::vector<ClearManifest> others(6, office.manifest);
    others[0].sequence = 18;
    others[1].device = base::DeviceId("harbour-otter-42");
    others[2].parcel_sha256[0] ^= 1;
    (*others[3].seal_id)[0] ^= 1;
    others[4].size += 1;
    others[5].envelope_commitment[5] ^= 1;
    for (const ClearManifest& other : others)
        EXPECT_EQ(verify_receipt(office.receipt(other), office.manifest, office.trust, now_ms).fault(), Fault::receipt_mismatch);
}

TEST(Receipt, ByAnyoneButThePlatformsReceiptKeyIsInvalid) {
    Office office;
    const base::Json content = receipt_content(office.manifest, now_ms, "file synced");
    const std::vector<crypto::Certificate> issuers{office.town.platform->issuing.certificate};
    const Bytes by_device = *sign_statement(content, {office.device.tls[0], issuers, *office.device.tls_key});
    EXPECT_EQ(verify_receipt(by_device, office.manifest, office.trust, now_ms).fault(), Fault::receipt_invalid);
    const Bytes by_tsa = *sign_statement(content, office.town.platform->timestamping.signer());
    EXPECT_EQ(verify_receipt(by_tsa, office.manifest, office.trust, now_ms).fault(), Fault::receipt_invalid);
    Town stranger;
    const Bytes by_stranger = *sign_statement(content, stranger.platform->receipt.signer());
    EXPECT_EQ(verify_receipt(by_stranger, office.manifest, office.trust, now_ms).fault(), Fault::receipt_invalid);
}

// CMS leaves a few header fields unsigned (which algorithms follow, versions): a change
// there may pass, and then says exactly the same.
TEST(Receipt, WithAChangedByteIsRefusedOrSaysTheSame) {
    Office office;
    const Bytes receipt = office.receipt(office.manifest);
    const auto original = verify_receipt(receipt, office.manifest, office.trust, now_ms);
    ASSERT_TRUE(original);
    std::size_t refused = 0, tried = 0;
    for (std::size_t i = 0; i < receipt.size(); i += 3) {
        Bytes changed = receipt;
        changed[i] ^= 0x10;
        ++tried;
        const auto verified = verify_receipt(changed, office.manifest, office.trust, now_ms);
        if (!verified) {
            ++refused;
            continue;
        }
        EXPECT_EQ(verified->device, original->device) << "byte " << i;
        EXPECT_EQ(verified->sequence, original->sequence) << "byte " << i;
        EXPECT_EQ(verified->manifest_sha256, original->manifest_sha256) << "byte " << i;
        EXPECT_EQ(verified->parcel_sha256, original->parcel_sha256) << "byte " << i;
        EXPECT_EQ(verified->received_at_ms, original->received_at_ms) << "byte " << i;
    }
    EXPECT_GT(refused * 100, tried * 97);
}

TEST(Receipt, IsAcceptedByOpenSsl) {
    Office office;
    const TemporaryFolder folder;
    write_file(folder / "receipt.p7s", office.receipt(office.manifest));
    const Ran said = run("openssl cms -verify -inform DER -purpose any -in " + folder / "receipt.p7s" + " -CAfile " +
                         office.town.folder.path() + "/public/root.pem");
    EXPECT_EQ(said.status, 0) << said.output;
    EXPECT_NE(said.output.find("\"kind\":\"receipt\""), std::string::npos);
}

TEST(Hello, AnswersItsOwnQuestionAlone) {
    Office office;
    const HelloQuestion question{office.device.id, std::string(32, 'a'), 3, office.device.origin, 12};
    const std::string text = write_hello(question);
    EXPECT_EQ(read_hello(base::as_bytes(text))->nonce, question.nonce);
    const HttpResponse response =
        office.town.service->handle(request_of("POST", "/v1/hello", office.device, base::to_bytes(text)));
    ASSERT_EQ(response.status, 200);
    const auto answer = verify_hello(response.body, office.device.id, question.nonce, office.trust, now_ms);
    ASSERT_TRUE(answer) << answer.failure().detail;
    EXPECT_EQ(answer->time_ms, now_ms);
    EXPECT_EQ(verify_hello(response.body, office.device.id, std::string(32, 'b'), office.trust, now_ms).fault(),
              Fault::receipt_mismatch);
    // A hello is not a receipt, whoever signed it.
    EXPECT_EQ(verify_receipt(response.body, office.manifest, office.trust, now_ms).fault(), Fault::receipt_invalid);
}

}  // namespace sync_test
