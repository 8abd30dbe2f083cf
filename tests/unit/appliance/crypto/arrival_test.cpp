// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/arrival.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

#include <map>

using base::Bytes;
using base::Fault;
using crypto::Arrival;

namespace {

struct Arrivals : testing::Test {
    Arrivals() { arrival.files = *crypto::describe_files({{"b.pfx", base::to_bytes("a key")}, {"a.json", base::to_bytes("{}")}}); }

    crypto::Certificate device(const std::string& name) const { return *crypto::issue_tls_client(pki.issuer(), key->public_key(), {name, ""}, pki.validity()); }
    Bytes by(const crypto::Certificate& certificate, const Arrival& said) const { return *crypto::sign_arrival(said, {certificate, pki.chain, *key}); }
    Bytes by(const crypto::Certificate& certificate, const base::Json& said) const {
        return *crypto::sign_message(base::as_bytes(base::canonical_json(said)), {certificate, pki.chain, *key});
    }
    Fault fault(const Bytes& message) const { return crypto::open_arrival(message, pki.trust, crypto_test::now_ms).fault(); }

    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(ports::KeyAlgorithm::ecdsa_p256, 71);
    Arrival arrival{.files = {}, .received_ms = crypto_test::now_ms, .by = "harbour-otter-42"};
};

}  // namespace

TEST_F(Arrivals, AreReadByUsAndByOpenssl) {
    const Bytes message = by(device("harbour-otter-42"), arrival);
    const auto opened = crypto::open_arrival(message, pki.trust, crypto_test::now_ms);
    ASSERT_TRUE(opened) << opened.failure().detail;
    EXPECT_EQ(*opened, arrival);
    EXPECT_EQ(opened->files[0].name, "a.json") << "in the order of names";
    const crypto_test::Foreign foreign;
    foreign.write("message", base::ByteView(message));
    foreign.write("ca.pem", pki.pem_files());
    const auto openssl = foreign.run("openssl cms -verify -binary -inform DER -in message -CAfile ca.pem -purpose any -attime 1795344005");
    EXPECT_EQ(openssl.status, 0) << openssl.output;
    EXPECT_NE(openssl.output.find(R"("kind":"inkseal-arrival","received_at":"2026-11-22T10:40:05Z","v":1})"), std::string::npos) << openssl.output;
}

TEST_F(Arrivals, CountOnlyInTheSignersOwnName) {
    EXPECT_EQ(fault(by(device("harbour-otter-66"), arrival)), Fault::signature_invalid);
    Arrival platforms = arrival;
    platforms.by = "platform";
    EXPECT_EQ(fault(by(device("platform"), platforms)), Fault::signature_invalid) << "a device that is called so is not the platform";
    EXPECT_EQ(fault(by(pki.signer_for(*key), arrival)), Fault::certificate_invalid) << "a key that signs documents is no device";
    const auto receipts = crypto::issue_receipt(pki.issuer(), key->public_key(), {"Receipts", ""}, pki.validity());
    ASSERT_TRUE(receipts);
    EXPECT_TRUE(crypto::open_arrival(by(*receipts, platforms), pki.trust, crypto_test::now_ms));
    EXPECT_EQ(fault(by(*receipts, arrival)), Fault::signature_invalid) << "nor does the platform speak for a device";
    const crypto_test::Pki strangers("A stranger's root");
    EXPECT_FALSE(crypto::open_arrival(by(device("harbour-otter-42"), arrival), strangers.trust, crypto_test::now_ms));
}

TEST_F(Arrivals, AreCanonicalAndHoldNothingElse) {
    const auto me = device("harbour-otter-42");
    const base::Json sound = crypto::to_json(arrival);
    for (const auto& [member, value] : std::map<std::string, base::Json>{{"note", "x"}, {"v", 2}, {"kind", "receipt"}, {"files", base::Json(base::Json::Array{})},
                                                                        {"received_at", "yesterday"}, {"received_at", "2026-11-22T10:40:05+00:00"}, {"by", 7}}) {
        base::Json other = sound;
        other.set(member, value);
        EXPECT_FALSE(crypto::open_arrival(by(me, other), pki.trust, crypto_test::now_ms)) << member;
    }
    base::Json files = crypto::to_json(arrival.files);
    std::swap((*files.as_array())[0], (*files.as_array())[1]);
    base::Json other = sound;
    other.set("files", files);
    EXPECT_EQ(fault(by(me, other)), Fault::message_invalid) << "one order only";
    EXPECT_EQ(fault(Bytes(70'000, 0x30)), Fault::message_invalid);
    Bytes changed = by(me, arrival);
    std::size_t refused = 0;
    for (std::uint8_t& byte : changed) {
        byte ^= 1U;
        const auto opened = crypto::open_arrival(changed, pki.trust, crypto_test::now_ms);
        byte ^= 1U;
        if (!opened) ++refused;
        else EXPECT_EQ(*opened, arrival) << "what can be changed unseen says nothing";
    }
    EXPECT_GT(refused, changed.size() / 2);
}

TEST(TransferNames, MeanTheSameOnEveryFileSystem) {
    for (const char* fit : {"a", "export.pfx", "export.manifest.p7s", "A_1-b"}) EXPECT_TRUE(crypto::is_transfer_name(fit)) << fit;
    for (const char* unfit : {"", ".", "..", ".part", "a/b", "a b", "a\nb", "über"}) EXPECT_FALSE(crypto::is_transfer_name(unfit)) << unfit;
    EXPECT_FALSE(crypto::is_transfer_name(std::string(101, 'a')));
    EXPECT_EQ(crypto::describe_files({{"a", {}}, {"a", {1}}}).fault(), Fault::usage_invalid) << "the same name twice";
    EXPECT_EQ(crypto::describe_files({}).fault(), Fault::usage_invalid);
}
