// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

using crypto::SoftwareKey;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

namespace {

constexpr KeyAlgorithm all_algorithms[] = {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048,
                                           KeyAlgorithm::rsa_3072};

}  // namespace

TEST(SoftwareKey, MakesSignaturesThatOnlyItsPublicKeyVerifies) {
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const auto key = crypto_test::key_of(algorithm);
        const auto digest = crypto::digest(HashAlgorithm::sha384, base::as_bytes("message"));
        const bool is_rsa = algorithm == KeyAlgorithm::rsa_2048 || algorithm == KeyAlgorithm::rsa_3072;
        const std::vector<SignatureScheme> schemes =
            is_rsa ? std::vector{SignatureScheme::rsa_pkcs1, SignatureScheme::rsa_pss} : std::vector{SignatureScheme::ecdsa};
        for (const SignatureScheme scheme : schemes) {
            const auto signature = key->sign(scheme, HashAlgorithm::sha384, digest).value();
            EXPECT_TRUE(crypto::verify_signature(key->public_key(), scheme, HashAlgorithm::sha384, digest, signature));
            const auto other = crypto::digest(HashAlgorithm::sha384, base::as_bytes("massage"));
            EXPECT_EQ(crypto::verify_signature(key->public_key(), scheme, HashAlgorithm::sha384, other, signature).fault(),
                      base::Fault::signature_invalid);
        }
    }
}

TEST(SoftwareKey, RefusesSchemesThatDoNotFit) {
    const auto digest = crypto::sha256({});
    EXPECT_EQ(crypto_test::key_of(KeyAlgorithm::ecdsa_p256)->sign(SignatureScheme::rsa_pss, HashAlgorithm::sha256, digest).fault(),
              base::Fault::key_algorithm_unsupported);
    EXPECT_EQ(crypto_test::key_of(KeyAlgorithm::rsa_2048)->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest).fault(),
              base::Fault::key_algorithm_unsupported);
}

TEST(SoftwareKey, ComesBackFromPem) {
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const auto key = crypto_test::key_of(algorithm);
        const auto again = SoftwareKey::from_pem(key->to_pem().value()).value();
        EXPECT_EQ(again->algorithm(), algorithm);
        EXPECT_EQ(again->public_key(), key->public_key());
    }
    EXPECT_EQ(SoftwareKey::from_pem(base::SecretBytes(base::as_bytes("no key"))).fault(), base::Fault::key_missing);
}

TEST(SoftwareKey, RefusesEncryptedAndForeignKeysWithoutAsking) {
    const crypto_test::Foreign foreign;
    ASSERT_EQ(foreign.run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -pass pass:x -out e.pem && "
                          "openssl genpkey -algorithm ED25519 -out d.pem && "
                          "openssl ecparam -name prime256v1 -genkey -noout -out t.pem").status, 0);
    const auto load = [&](const char* name) { return SoftwareKey::from_pem(base::SecretBytes(base::ByteView(foreign.read(name)))); };
    EXPECT_EQ(load("e.pem").fault(), base::Fault::key_missing);
    EXPECT_EQ(load("d.pem").fault(), base::Fault::key_algorithm_unsupported);
    EXPECT_TRUE(load("t.pem"));
}

TEST(SoftwareAgreementKey, AgreesWithItsPeerAndRefusesPointsOffTheCurve) {
    // RFC 5903, 8.1: 256-bit random ECP group.
    const crypto_test::Foreign foreign;
    base::Bytes der;
    ASSERT_TRUE(base::from_hex("30310201010420c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"
                               "a00a06082a8648ce3d030107", der));
    foreign.write("k.der", base::ByteView(der));
    ASSERT_EQ(foreign.run("openssl pkey -inform DER -in k.der -out k.pem").status, 0);
    const auto key = crypto::SoftwareAgreementKey::from_pem(base::SecretBytes(base::ByteView(foreign.read("k.pem")))).value();
    base::Bytes peer;
    ASSERT_TRUE(base::from_hex("04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
                               "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab", peer));
    EXPECT_EQ(base::to_hex(key->agree(peer).value().reveal()), "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
    peer.back() ^= 1U;
    EXPECT_EQ(key->agree(peer).fault(), base::Fault::cms_invalid);
    EXPECT_EQ(key->agree({}).fault(), base::Fault::cms_invalid);
    EXPECT_EQ(key->agree(base::Bytes{0}).fault(), base::Fault::cms_invalid);  // the point at infinity
}
