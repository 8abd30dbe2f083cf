// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/timestamp.h"

#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/random.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/station.h"

#include <gmock/gmock.h>

#include <algorithm>

using base::Bytes;
using base::Fault;
using crypto_test::imprint;
using crypto_test::nonce;
using crypto_test::now_ms;
using crypto_test::Station;
using crypto_test::token_of;
using ports::KeyAlgorithm;

TEST(Timestamp, GoesRoundWithEveryKindOfKey) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const Station station(algorithm);
        const Bytes response = station.authority.answer(crypto::make_timestamp_request(imprint, nonce), now_ms + 123).value();
        const auto stamp = crypto::verify_response(response, imprint, nonce, station.pki.trust, now_ms).value();
        EXPECT_EQ(stamp.claim.generated_ms, now_ms + 123);
        EXPECT_EQ(stamp.claim.imprint, base::to_bytes(imprint));
        EXPECT_EQ(stamp.claim.serial_hex, "ffff");
        EXPECT_EQ(stamp.claim.policy, crypto::timestamp_policy_oid);
        EXPECT_THAT(stamp.claim.nonce, testing::ElementsAre(0, 0x80, 1, 2, 3, 4, 5, 6, 7));  // an INTEGER, so with its sign
        EXPECT_EQ(stamp.authority, station.certificate);
        EXPECT_EQ(stamp.chain.size(), 3U);
        EXPECT_TRUE(crypto::verify_token(stamp.token, imprint, station.pki.trust, now_ms));
        EXPECT_EQ(crypto::read_token(stamp.token).value().generated_ms, now_ms + 123);
    }
}

// A document time-stamp stands in a hole that was reserved before its length was known.
TEST(Timestamp, IsFoundInAHoleThatZerosFillUp) {
    const Station station;
    const Bytes token = token_of(station);
    Bytes hole = token;
    hole.resize(token.size() + 500);
    EXPECT_EQ(base::to_bytes(crypto::token_in(hole)), token);
    EXPECT_EQ(base::to_bytes(crypto::token_in(token)), token);
    EXPECT_TRUE(crypto::verify_token(crypto::token_in(hole), imprint, station.pki.trust, now_ms));
    hole[token.size() + 100] = 1;
    EXPECT_EQ(base::to_bytes(crypto::token_in(hole)), hole);
    EXPECT_FALSE(crypto::verify_token(crypto::token_in(hole), imprint, station.pki.trust, now_ms));
    EXPECT_TRUE(crypto::token_in({}).empty());
}

TEST(Timestamp, FromOpensslIsAcceptedByUs) {
    const Station station(KeyAlgorithm::rsa_2048);
    const crypto_test::Foreign foreign;
    // OpenSSL stamps its own present, which must lie within the certificate's validity.
    const auto certificate = crypto::issue_timestamping(station.pki.issuer(), station.key->public_key(), {"Foreign", ""},
                                                        {0, now_ms + 20000 * crypto_test::day}).value();
    foreign.write("cert.pem", certificate.to_pem());
    foreign.write("key.pem", crypto_test::pem_of(station.key));
    foreign.write("chain.pem", station.pki.issuing.to_pem());
    foreign.write("q.tsq", base::ByteView(crypto::make_timestamp_request(imprint, nonce)));
    foreign.write("tsa.cnf", std::string("[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4\n"
                                         "digests=sha256\naccuracy=secs:1\nordering=yes\ntsa_name=yes\ness_cert_id_chain=yes\ness_cert_id_alg=sha256\n"));
    const auto answer = foreign.run("openssl ts -reply -config tsa.cnf -section t -queryfile q.tsq -signer cert.pem -inkey key.pem -chain chain.pem -out r.tsr");
    ASSERT_EQ(answer.status, 0) << answer.output;
    const Bytes response = foreign.read("r.tsr");
    const auto stamp = crypto::verify_response(response, imprint, nonce, station.pki.trust, now_ms);
    ASSERT_TRUE(stamp) << stamp.failure().detail;
    EXPECT_EQ(stamp->claim.policy, "1.2.3.4");
    EXPECT_EQ(crypto::verify_response(response, crypto::sha256({}), nonce, station.pki.trust, now_ms).fault(), Fault::timestamp_invalid);
}

TEST(Timestamp, IsRefusedForAnotherImprintNonceTrustOrTime) {
    const Station station;
    const Bytes request = crypto::make_timestamp_request(imprint, nonce);
    const Bytes response = station.authority.answer(request, now_ms).value();
    EXPECT_EQ(crypto::verify_response(response, crypto::sha256({}), nonce, station.pki.trust, now_ms).fault(), Fault::timestamp_invalid);
    EXPECT_EQ(crypto::verify_response(response, imprint, crypto::random_bytes(8), station.pki.trust, now_ms).fault(), Fault::timestamp_invalid);
    EXPECT_EQ(crypto::verify_response(response, imprint, nonce, crypto_test::Pki("Other").trust, now_ms).fault(), Fault::certificate_untrusted);
    EXPECT_EQ(crypto::verify_response(response, imprint, nonce, station.pki.trust, now_ms + 400 * crypto_test::day).fault(), Fault::certificate_expired);
    const Bytes late = station.authority.answer(request, now_ms + 400 * crypto_test::day).value();
    EXPECT_EQ(crypto::verify_response(late, imprint, nonce, station.pki.trust, now_ms).fault(), Fault::timestamp_invalid);
}

// Clients fill the nonce with random bits, and half of those are negative numbers.
TEST(Timestamp, TakesANegativeNonceAndRepeatsItToTheBit) {
    const Station station;
    const Bytes positive = {0x7e, 1, 2, 3, 4, 5, 6, 7};
    const Bytes negative = {0xfe, 1, 2, 3, 4, 5, 6, 7};
    Bytes request = crypto::make_timestamp_request(imprint, positive);
    const auto at = std::search(request.begin(), request.end(), positive.begin(), positive.end());
    ASSERT_NE(at, request.end());
    *at = 0xfe;
    const Bytes response = station.authority.answer(request, now_ms).value();
    const crypto_test::Foreign foreign;
    foreign.write("r.tsr", base::ByteView(response));
    EXPECT_THAT(foreign.run("openssl ts -reply -in r.tsr -text").output, testing::HasSubstr("Nonce: 0x-01FEFDFCFBFAF9F9"));
    EXPECT_EQ(crypto::verify_response(response, imprint, negative, station.pki.trust, now_ms).fault(), Fault::timestamp_invalid)
        << "we never ask with a negative number, so it is somebody else's answer";
    foreign.write("all.tsr", base::ByteView(response));
    ASSERT_EQ(foreign.run("openssl ts -reply -in all.tsr -token_out -out token.der").status, 0);
    const Bytes token = foreign.read("token.der");
    EXPECT_EQ(crypto::read_token(token).value().nonce, negative);
    EXPECT_TRUE(crypto::verify_token(token, imprint, station.pki.trust, now_ms));
}

// Nobody's TS makes such a token; `openssl cms` signs anything.
TEST(Timestamp, IsRefusedFromAKeyThatIsNotForTimestamping) {
    const Station station(KeyAlgorithm::rsa_2048);
    const crypto_test::Foreign foreign;
    foreign.write("token", base::ByteView(token_of(station)));
    foreign.write("key.pem", crypto_test::pem_of(station.key));
    foreign.write("time.pem", station.certificate.to_pem());
    foreign.write("signer.pem", station.pki.signer_for(*station.key).to_pem());
    foreign.write("chain.pem", station.pki.issuing.to_pem());
    ASSERT_EQ(foreign.run("openssl cms -verify -noverify -inform DER -in token -out info").status, 0);
    const auto signed_by = [&](const std::string& who) {
        const auto made = foreign.run("openssl cms -sign -binary -cades -nodetach -econtent_type id-smime-ct-TSTInfo -md sha256 -in info -signer " + who +
                                      " -inkey key.pem -certfile chain.pem -outform DER -out forged");
        EXPECT_EQ(made.status, 0) << made.output;
        return crypto::verify_token(foreign.read("forged"), imprint, station.pki.trust, now_ms);
    };
    EXPECT_EQ(signed_by("signer.pem").fault(), Fault::certificate_invalid);
    EXPECT_TRUE(signed_by("time.pem"));
}

TEST(Timestamp, SurvivesInsideASignature) {
    const Station station;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const auto certificate = station.pki.signer_for(*key);
    const auto cms = crypto::sign_byte_range_digest(imprint, {certificate, station.pki.chain, *key}).value();
    const auto plain = crypto::SignatureCms::parse(cms).value();
    const auto value_digest = crypto::sha256(plain.signature_value());
    const Bytes response = station.authority.answer(crypto::make_timestamp_request(value_digest, nonce), now_ms).value();
    const auto stamp = crypto::verify_response(response, value_digest, nonce, station.pki.trust, now_ms).value();
    const auto stamped = crypto::SignatureCms::parse(plain.with_timestamp(stamp.token).value()).value();
    ASSERT_EQ(stamped.timestamps().size(), 1U);
    EXPECT_TRUE(crypto::verify_token(stamped.timestamps()[0], stamped.seal_id(), station.pki.trust, now_ms));
}

TEST(Timestamp, NoticesEveryFlippedByte) {
    const Station station;
    Bytes token = token_of(station);
    const auto honest = crypto::verify_token(token, imprint, station.pki.trust, now_ms).value();
    for (std::size_t i = 0; i < token.size(); ++i) {
        token[i] ^= 0x01U;
        const auto seen = crypto::verify_token(token, imprint, station.pki.trust, now_ms);
        // Bytes outside the signature (the bag's extra certificates, versions) may change; what is said may not.
        if (seen) {
            EXPECT_EQ(seen->claim.generated_ms, honest.claim.generated_ms) << i;
        }
        token[i] ^= 0x01U;
    }
}
