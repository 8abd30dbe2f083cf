// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/authority.h"

#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gmock/gmock.h>

using base::Fault;
using crypto::Certificate;
using ports::KeyAlgorithm;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string described(const Certificate& certificate) {
    const crypto_test::Foreign foreign;
    foreign.write("c.der", base::ByteView(certificate.der()));
    return foreign.run("openssl x509 -inform DER -in c.der -noout -text -certopt ext_parse").output;
}

// What `openssl verify` says at the tests' present.
crypto_test::Foreign::Answer verified(const crypto_test::Pki& pki, const Certificate& leaf, const std::string& options) {
    const crypto_test::Foreign foreign;
    foreign.write("root.pem", pki.root.to_pem());
    foreign.write("issuing.pem", pki.issuing.to_pem());
    foreign.write("leaf.pem", leaf.to_pem());
    return foreign.run("openssl verify -x509_strict -attime " + std::to_string(crypto_test::now_ms / 1000) +
                       " -CAfile root.pem -untrusted issuing.pem " + options + " leaf.pem");
}

}  // namespace

TEST(Authority, MakesASignerAsTheArchitectureSays) {
    const crypto_test::Pki pki;
    const auto signer = pki.signer_for(*crypto_test::key_of(KeyAlgorithm::rsa_3072));
    const std::string text = described(signer);
    EXPECT_THAT(text, HasSubstr("Key Usage: critical\n                Digital Signature, Non Repudiation"));
    EXPECT_THAT(text, HasSubstr("Basic Constraints: critical\n                CA:FALSE"));
    EXPECT_THAT(text, HasSubstr("Subject Key Identifier"));
    EXPECT_THAT(text, HasSubstr("Authority Key Identifier"));
    EXPECT_THAT(text, HasSubstr("http://crl.example/issuing.crl"));
    EXPECT_THAT(text, Not(HasSubstr("Extended Key Usage")));
    EXPECT_THAT(text, Not(HasSubstr("Name Constraints")));
    EXPECT_TRUE(signer.has_non_repudiation());
    EXPECT_FALSE(signer.is_ca());
    EXPECT_EQ(signer.serial_hex().size(), 32U);
    EXPECT_EQ(signer.subject_common_name(), "Zoë Señor");
    const auto answer = verified(pki, signer, "-purpose any");
    EXPECT_EQ(answer.status, 0) << answer.output;
}

TEST(Authority, MakesEachKindFitForItsPurposeAndNoOther) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const crypto::Subject subject{"leaf", ""};
    const auto client = crypto::issue_tls_client(pki.issuer(), key->public_key(), subject, pki.validity()).value();
    const auto server = crypto::issue_tls_server(pki.issuer(), key->public_key(), subject, {"127.0.0.1", "::1", "hub.example"},
                                                 pki.validity()).value();
    const auto stamp = crypto::issue_timestamping(pki.issuer(), key->public_key(), subject, pki.validity()).value();
    EXPECT_EQ(verified(pki, client, "-purpose sslclient").status, 0);
    EXPECT_NE(verified(pki, client, "-purpose sslserver").status, 0);
    EXPECT_EQ(verified(pki, server, "-purpose sslserver -verify_ip 127.0.0.1").status, 0);
    EXPECT_EQ(verified(pki, server, "-purpose sslserver -verify_ip ::1").status, 0);
    EXPECT_EQ(verified(pki, server, "-purpose sslserver -verify_hostname hub.example").status, 0);
    EXPECT_NE(verified(pki, server, "-purpose sslserver -verify_hostname hob.example").status, 0);
    EXPECT_NE(verified(pki, server, "-purpose sslclient").status, 0);
    EXPECT_EQ(verified(pki, stamp, "-purpose timestampsign").status, 0);
    EXPECT_NE(verified(pki, stamp, "-purpose smimesign").status, 0);
    EXPECT_THAT(described(stamp), HasSubstr("Extended Key Usage: critical\n                Time Stamping"));
}

TEST(Authority, MarksReceiptAndAgreementKeys) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const auto receipt = crypto::issue_receipt(pki.issuer(), key->public_key(), {"receipts", ""}, pki.validity()).value();
    EXPECT_THAT(described(receipt), HasSubstr(crypto::receipt_usage_oid));
    const auto agreement = crypto::issue_agreement(pki.issuer(), key->public_key(), {"parcels", ""}, pki.validity()).value();
    EXPECT_THAT(described(agreement), HasSubstr("Key Usage: critical\n                Key Agreement"));
    EXPECT_EQ(verified(pki, agreement, "-purpose any").status, 0);
}

TEST(Authority, NeverRepeatsASerial) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    EXPECT_NE(pki.signer_for(*key).serial_hex(), pki.signer_for(*key).serial_hex());
}

TEST(Authority, RefusesWhatItCannotWrite) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const auto issue = [&](const crypto::Subject& subject, const crypto::Validity& validity) {
        return crypto::issue_signer(pki.issuer(), key->public_key(), subject, validity);
    };
    EXPECT_EQ(issue({"", ""}, pki.validity()).fault(), Fault::usage_invalid);
    EXPECT_EQ(issue({std::string(65, 'x'), ""}, pki.validity()).fault(), Fault::usage_invalid);
    EXPECT_EQ(issue({"x", ""}, {crypto_test::now_ms, crypto_test::now_ms}).fault(), Fault::usage_invalid);
    EXPECT_EQ(issue({"x", ""}, {0, std::int64_t{400000000000000}}).fault(), Fault::usage_invalid);
    EXPECT_EQ(crypto::issue_tls_server(pki.issuer(), key->public_key(), {"x", ""}, {}, pki.validity()).fault(), Fault::usage_invalid);
    EXPECT_EQ(crypto::issue_tls_server(pki.issuer(), key->public_key(), {"x", ""}, {"a,URI:evil"}, pki.validity()).fault(),
              Fault::usage_invalid);
    EXPECT_EQ(crypto::issue_signer({pki.issuing, *key, ""}, key->public_key(), {"x", ""}, pki.validity()).fault(),
              Fault::certificate_invalid);
    EXPECT_EQ(crypto::issue_signer(pki.issuer(), base::as_bytes("no key"), {"x", ""}, pki.validity()).fault(),
              Fault::key_algorithm_unsupported);
}

TEST(Authority, PublishesARevocationListThatOpensslObeys) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const auto good = pki.signer_for(*key);
    const auto bad = pki.signer_for(*key);
    const auto crl = crypto::issue_crl(pki.issuer(), 7, crypto_test::now_ms - 60000, crypto_test::now_ms + crypto_test::day,
                                       {{bad.serial_hex(), crypto_test::now_ms - 70000}}).value();
    for (const auto& [leaf, expected] : {std::pair{good, 0}, std::pair{bad, 2}}) {
        const crypto_test::Foreign foreign;
        foreign.write("root.pem", pki.root.to_pem());
        foreign.write("issuing.pem", pki.issuing.to_pem());
        foreign.write("leaf.pem", leaf.to_pem());
        foreign.write("c.der", base::ByteView(crl));
        const auto answer = foreign.run("openssl crl -inform DER -in c.der -out c.pem && openssl verify -crl_check -CRLfile c.pem -attime " +
                                        std::to_string(crypto_test::now_ms / 1000) + " -CAfile root.pem -untrusted issuing.pem leaf.pem");
        EXPECT_EQ(answer.status, expected) << answer.output;
    }
}
