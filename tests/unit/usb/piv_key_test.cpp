// SPDX-License-Identifier: Apache-2.0
// A key in a token is a key like any other: requests, CMS, certificates, TLS.
#include "appliance/crypto/csr.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/message.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/random.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"
#include "tests/unit/usb/token_bench.h"
#include "usb/piv_staff_token.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;
using usb::PivSigningKey;
using usb::PivSlot;
using usb_test::KnownPin;
using usb_test::pin;
using usb_test::TokenBench;

namespace {

constexpr KeyAlgorithm algorithms[] = {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048};
constexpr HashAlgorithm hashes[] = {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512};

// A token with one new key.
struct KeyBench {
    explicit KeyBench(KeyAlgorithm algorithm, PivSlot slot = PivSlot::authentication, std::uint32_t message_max = 3072)
        : bench(token::Cipher::aes_192, message_max), token(bench.open().value()) {
        EXPECT_TRUE(token->authenticate(bench.management_key()));
        EXPECT_TRUE(token->generate(slot, algorithm));
        key = PivSigningKey::open(token, slot, pins).value();
    }
    TokenBench bench;
    std::shared_ptr<KnownPin> pins = std::make_shared<KnownPin>();
    std::shared_ptr<usb::PivToken> token;
    std::shared_ptr<PivSigningKey> key;
};

// What the import wants of a key that OpenSSL made.
ports::PrivateKey private_parts(const crypto::SoftwareKey& key) {
    const base::SecretBytes pem = key.to_pem().value();
    const crypto::BioHandle source(BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.size())));
    const crypto::KeyHandle raw(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
    const bool is_rsa = key.algorithm() == KeyAlgorithm::rsa_2048;
    BIGNUM* number = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(raw.get(), is_rsa ? OSSL_PKEY_PARAM_RSA_FACTOR1 : OSSL_PKEY_PARAM_PRIV_KEY, &number), 1);
    base::SecretBytes secret(is_rsa ? 128 : key.algorithm() == KeyAlgorithm::ecdsa_p256 ? 32 : 48);
    BN_bn2binpad(number, secret.reveal_to_fill().data(), static_cast<int>(secret.size()));
    BN_clear_free(number);
    return {key.algorithm(), std::move(secret), key.public_key()};
}

}  // namespace

TEST(PivSigningKey, SignsEveryHashInEveryScheme) {
    for (const KeyAlgorithm algorithm : algorithms) {
        const KeyBench bench(algorithm);
        const bool is_rsa = algorithm == KeyAlgorithm::rsa_2048;
        for (const HashAlgorithm hash : hashes)
            for (const SignatureScheme scheme : {SignatureScheme::ecdsa, SignatureScheme::rsa_pkcs1, SignatureScheme::rsa_pss}) {
                const Bytes digest = crypto::digest(hash, base::as_bytes("what is signed"));
                const auto signature = bench.key->sign(scheme, hash, digest);
                ASSERT_EQ(static_cast<bool>(signature), is_rsa == (scheme != SignatureScheme::ecdsa));
                if (!signature) {
                    EXPECT_EQ(signature.fault(), Fault::key_algorithm_unsupported);
                    continue;
                }
                EXPECT_TRUE(crypto::verify_signature(bench.key->public_key(), scheme, hash, digest, *signature));
            }
        EXPECT_EQ(bench.pins->asked, 1) << "9a wants its code once";
    }
}

TEST(PivSigningKey, AsksForTheCodeBeforeEverySignatureOfAPerson) {
    const KeyBench bench(KeyAlgorithm::ecdsa_p256, PivSlot::signature);
    for (int i = 1; i <= 3; ++i) {
        EXPECT_TRUE(bench.key->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, crypto::sha256(Bytes(1))));
        EXPECT_EQ(bench.pins->asked, i);
        EXPECT_EQ(bench.pins->last_tries, 3U);
    }
}

TEST(PivSigningKey, PassesOnWhatBecameOfTheCode) {
    const KeyBench bench(KeyAlgorithm::ecdsa_p256, PivSlot::signature);
    bench.pins->digits = "999999";
    const auto sign = [&] { return bench.key->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, crypto::sha256(Bytes(1))).fault(); };
    EXPECT_EQ(sign(), Fault::pin_wrong);
    EXPECT_EQ(bench.pins->asked, 1) << "a wrong code is asked for again only by whoever wants the signature";
    EXPECT_EQ(sign(), Fault::pin_wrong);
    EXPECT_EQ(sign(), Fault::pin_locked);
    EXPECT_EQ(sign(), Fault::pin_locked);
    EXPECT_EQ(bench.pins->asked, 3) << "nobody is asked for a code that is locked";
}

TEST(PivSigningKey, NeedsNoCodeInTheSlotForDoors) {
    const KeyBench bench(KeyAlgorithm::ecdsa_p256, PivSlot::card_authentication);
    EXPECT_TRUE(bench.key->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, crypto::sha256(Bytes(1))));
    EXPECT_EQ(bench.pins->asked, 0);
}

TEST(PivSigningKey, WorksInMessagesThatHoldOnlyAPieceOfAnRsaBlock) {
    const KeyBench bench(KeyAlgorithm::rsa_2048, PivSlot::authentication, 271);
    EXPECT_TRUE(bench.key->sign(SignatureScheme::rsa_pss, HashAlgorithm::sha256, crypto::sha256(Bytes(1))));
}

TEST(PivSigningKey, RequestsACertificateThatOpensslBelieves) {
    for (const KeyAlgorithm algorithm : algorithms) {
        const KeyBench bench(algorithm, PivSlot::signature);
        const auto request = crypto::create_csr(*bench.key, "Nora Berg");
        ASSERT_TRUE(request) << request.failure().detail;
        EXPECT_EQ(crypto::verify_csr(*request)->public_key, bench.key->public_key());
        const crypto_test::Foreign foreign;
        foreign.write("r.der", base::ByteView(*request));
        EXPECT_EQ(foreign.run("openssl req -inform DER -in r.der -verify -noout").status, 0);
    }
}

TEST(PivSigningKey, SealsDocumentsAndMessages) {
    const crypto_test::Pki pki;
    for (const KeyAlgorithm algorithm : algorithms) {
        const KeyBench bench(algorithm, PivSlot::signature);
        const crypto::Certificate certificate = pki.signer_for(*bench.key);
        ASSERT_TRUE(bench.token->put_certificate(PivSlot::signature, certificate.der()));
        const crypto::CmsSigner signer{certificate, pki.chain, *bench.key};
        const Bytes content = base::to_bytes("a document");
        const auto seal = crypto::sign_byte_range_digest(crypto::sha256(content), signer);
        ASSERT_TRUE(seal) << seal.failure().detail;
        EXPECT_TRUE(crypto::SignatureCms::parse(*seal)->verify(crypto::sha256(content)));
        const auto message = crypto::sign_detached(content, signer);
        ASSERT_TRUE(message) << message.failure().detail;
        const crypto_test::Foreign foreign;
        foreign.write("m", base::ByteView(content));
        foreign.write("m.der", base::ByteView(*message));
        foreign.write("ca.pem", pki.pem_files());
        const auto answer = foreign.run("openssl cms -verify -inform DER -in m.der -content m -binary -CAfile ca.pem -purpose any -attime " +
                                        std::to_string(crypto_test::now_ms / 1000));
        EXPECT_EQ(answer.status, 0) << answer.output;
    }
}

TEST(PivSigningKey, IssuesCertificates) {
    const crypto_test::Pki pki;
    for (const KeyAlgorithm algorithm : algorithms) {
        const KeyBench bench(algorithm);
        const auto root = crypto::make_root(*bench.key, {"A root in a token", "Inkseal"}, pki.validity());
        ASSERT_TRUE(root) << root.failure().detail;
        EXPECT_TRUE(root->is_self_signed());
    }
}

TEST(PivSigningKey, IsBelievedAgainAfterTheTokenWasOutAndIn) {
    KeyBench bench(KeyAlgorithm::ecdsa_p256);
    const crypto_test::Pki pki;
    ASSERT_TRUE(bench.token->put_certificate(PivSlot::authentication, pki.signer_for(*bench.key).der()));
    bench.bench.plug();
    const auto token = bench.bench.open().value();
    const auto key = PivSigningKey::open(token, PivSlot::authentication, bench.pins).value();
    EXPECT_EQ(key->public_key(), bench.key->public_key());
    EXPECT_TRUE(key->sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, crypto::sha256(Bytes(1))));
    EXPECT_EQ(PivSigningKey::open(token, PivSlot::signature, bench.pins).fault(), Fault::key_missing);
}

TEST(PivToken, TakesKeysInWhereItCan) {
    for (const KeyAlgorithm algorithm : algorithms) {
        TokenBench bench;
        const auto token = bench.open().value();
        const auto software = crypto_test::key_of(algorithm);
        ASSERT_TRUE(token->authenticate(bench.management_key()));
        const auto taken = token->import_in_clear_over_usb(PivSlot::signature, private_parts(*software));
        ASSERT_TRUE(taken) << taken.failure().detail;
        const auto about = token->metadata(PivSlot::signature).value();
        ASSERT_TRUE(about);
        EXPECT_FALSE(about->is_born_here) << "copies may exist, and the token says so";
        EXPECT_EQ(about->public_key, software->public_key());
        const auto key = PivSigningKey::open(token, PivSlot::signature, std::make_shared<KnownPin>()).value();
        const SignatureScheme scheme = algorithm == KeyAlgorithm::rsa_2048 ? SignatureScheme::rsa_pkcs1 : SignatureScheme::ecdsa;
        EXPECT_TRUE(key->sign(scheme, HashAlgorithm::sha256, crypto::sha256(Bytes(1))));
    }
}

TEST(PivStaffToken, AnswersAtTheDoorAndApprovesWithAFreshCode) {
    const crypto_test::Pki pki;
    TokenBench bench;
    const auto piv = bench.open().value();
    const auto empty = usb::PivStaffToken::open(piv, "").value();
    EXPECT_EQ(empty->certificate().fault(), Fault::certificate_invalid);
    ASSERT_TRUE(piv->authenticate(bench.management_key()));
    for (const PivSlot slot : {PivSlot::authentication, PivSlot::signature}) {
        ASSERT_TRUE(piv->generate(slot, KeyAlgorithm::ecdsa_p256));
        const auto key = PivSigningKey::open(piv, slot, std::make_shared<KnownPin>()).value();
        ASSERT_TRUE(piv->put_certificate(slot, pki.signer_for(*key).der()));
    }
    ASSERT_TRUE(piv->forget());
    const auto token = usb::PivStaffToken::open(piv, "Virtual token").value();
    EXPECT_EQ(token->title(), "Virtual token, 4711");
    const base::Digest digest = crypto::sha256(Bytes(1));
    const auto answer = [&] { return token->authentication_key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest); };
    EXPECT_EQ(answer().fault(), Fault::staff_session_over) << "before the code";
    ASSERT_TRUE(token->present_code(pin("123456")));
    EXPECT_TRUE(answer());
    const Bytes approval = token->approve(pin("123456"), digest).value();
    const auto certificate = crypto::Certificate::from_der(token->approval_certificate().value()).value();
    EXPECT_TRUE(crypto::verify_signature(certificate.public_key(), SignatureScheme::ecdsa, HashAlgorithm::sha256, digest, approval));
    EXPECT_EQ(token->approve(pin("654321"), digest).fault(), Fault::pin_wrong);
    ASSERT_TRUE(token->present_code(pin("123456")));
    token->forget_code();
    EXPECT_EQ(answer().fault(), Fault::staff_session_over) << "after the code was forgotten";
    EXPECT_TRUE(token->is_present());
}

TEST(PivStaffToken, ShowsNoCertificateOfAnotherKeyThanItApprovesWith) {
    const crypto_test::Pki pki;
    TokenBench bench;
    const auto piv = bench.open().value();
    ASSERT_TRUE(piv->authenticate(bench.management_key()));
    ASSERT_TRUE(piv->generate(PivSlot::signature, KeyAlgorithm::ecdsa_p256));
    const auto other = crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p256).value();
    const auto token = usb::PivStaffToken::open(piv, "").value();
    ASSERT_TRUE(piv->put_certificate(PivSlot::signature, pki.signer_for(*other).der()));
    EXPECT_EQ(token->approval_certificate().fault(), Fault::certificate_invalid);
    const auto key = PivSigningKey::open(piv, PivSlot::signature, std::make_shared<KnownPin>()).value();
    ASSERT_TRUE(piv->put_certificate(PivSlot::signature, pki.signer_for(*key).der()));
    EXPECT_TRUE(token->approval_certificate());
}
