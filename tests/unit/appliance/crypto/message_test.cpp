// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/message.h"

#include "appliance/crypto/random.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using crypto::AgreementCurve;
using crypto::Certificate;
using crypto::Purpose;
using crypto::SoftwareAgreementKey;
using crypto_test::now_ms;
using ports::KeyAlgorithm;

namespace {

struct Recipient {
    std::shared_ptr<SoftwareAgreementKey> key;
    Certificate certificate;
};

Recipient recipient_of(const crypto_test::Pki& pki, AgreementCurve curve) {
    const auto key = SoftwareAgreementKey::generate(curve).value();
    return {key, crypto::issue_agreement(pki.issuer(), key->public_key(), {"recipient", ""}, pki.validity()).value()};
}

void write_recipient(const crypto_test::Foreign& foreign, const Recipient& recipient) {
    foreign.write("cert.pem", recipient.certificate.to_pem());
    foreign.write("key.pem", recipient.key->to_pem().value().reveal());
}

}  // namespace

TEST(SignedMessage, IsAcceptedByOpensslAndByUs) {
    const crypto_test::Pki pki;
    const Bytes content = crypto::random_bytes(5000);
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const auto key = crypto_test::key_of(algorithm);
        const auto certificate = crypto::issue_receipt(pki.issuer(), key->public_key(), {"receipts", ""}, pki.validity()).value();
        const Bytes der = crypto::sign_message(content, {certificate, pki.chain, *key}).value();
        const auto verified = crypto::verify_message(der, pki.trust, Purpose::receipt, now_ms).value();
        EXPECT_EQ(verified.content, content);
        EXPECT_EQ(verified.signer, certificate);
        EXPECT_EQ(verified.chain.size(), 3U);
        EXPECT_EQ(crypto::verify_message(der, pki.trust, Purpose::tls_client, now_ms).fault(), Fault::certificate_invalid);
        EXPECT_EQ(crypto::verify_message(der, crypto_test::Pki("Other").trust, Purpose::receipt, now_ms).fault(), Fault::certificate_untrusted);

        const crypto_test::Foreign foreign;
        foreign.write("m.der", base::ByteView(der));
        foreign.write("root.pem", pki.root.to_pem());
        const auto answer = foreign.run("openssl cms -verify -cades -binary -inform DER -in m.der -CAfile root.pem -purpose any -out out -attime " +
                                        std::to_string(now_ms / 1000));
        EXPECT_EQ(answer.status, 0) << answer.output;
        EXPECT_EQ(foreign.read("out"), content);
    }
}

TEST(SignedMessage, MayLeaveItsContentInAFileBeside) {
    const crypto_test::Pki pki;
    const Bytes content = crypto::random_bytes(5000);
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const auto certificate = crypto::issue_tls_client(pki.issuer(), key->public_key(), {"harbour-otter-41", ""}, pki.validity()).value();
    const Bytes der = crypto::sign_detached(content, {certificate, pki.chain, *key}).value();
    EXPECT_EQ(crypto::verify_detached(der, content, pki.trust, Purpose::tls_client, now_ms)->signer, certificate);
    Bytes other = content;
    other[77] ^= 1U;
    EXPECT_EQ(crypto::verify_detached(der, other, pki.trust, Purpose::tls_client, now_ms).fault(), Fault::signature_invalid);
    const Bytes inside = crypto::sign_message(content, {certificate, pki.chain, *key}).value();
    EXPECT_EQ(crypto::verify_detached(inside, content, pki.trust, Purpose::tls_client, now_ms).fault(), Fault::cms_invalid);

    const crypto_test::Foreign foreign;
    foreign.write("m.p7s", base::ByteView(der));
    foreign.write("content", base::ByteView(content));
    foreign.write("other", base::ByteView(other));
    foreign.write("root.pem", pki.root.to_pem());
    const std::string command = "openssl cms -verify -cades -binary -inform DER -in m.p7s -CAfile root.pem -purpose any -out /dev/null -attime " +
                                std::to_string(now_ms / 1000) + " -content ";
    EXPECT_EQ(foreign.run(command + "content").status, 0);
    EXPECT_NE(foreign.run(command + "other").status, 0);
}

TEST(SignedMessage, IsRefusedAfterAnyChangeOfContent) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const auto certificate = pki.signer_for(*key);
    const std::string content = "pay 100";
    Bytes der = crypto::sign_message(base::as_bytes(content), {certificate, pki.chain, *key}).value();
    const auto at = std::search(der.begin(), der.end(), content.begin(), content.end());
    ASSERT_NE(at, der.end());
    at[4] = '9';
    EXPECT_EQ(crypto::verify_message(der, pki.trust, Purpose::any, now_ms).fault(), Fault::signature_invalid);
}

TEST(EncryptedMessage, IsOpenedByOpenssl) {
    const crypto_test::Pki pki;
    for (const auto curve : {AgreementCurve::p256, AgreementCurve::p384}) {
        const Recipient recipient = recipient_of(pki, curve);
        for (std::size_t size : {0U, 1U, 100000U}) {
            const Bytes content = crypto::random_bytes(size);
            const Bytes der = crypto::encrypt_message(content, {recipient.certificate}).value();
            EXPECT_EQ(crypto::decrypt_message(der, recipient.certificate, *recipient.key).value(), content);
            const crypto_test::Foreign foreign;
            write_recipient(foreign, recipient);
            foreign.write("m.der", base::ByteView(der));
            const auto answer = foreign.run("openssl cms -decrypt -binary -inform DER -in m.der -recip cert.pem -inkey key.pem -out out");
            EXPECT_EQ(answer.status, 0) << answer.output;
            EXPECT_EQ(foreign.read("out"), content);
        }
    }
}

TEST(EncryptedMessage, FromOpensslIsOpenedByUs) {
    const crypto_test::Pki pki;
    const Bytes content = crypto::random_bytes(70000);
    for (const auto curve : {AgreementCurve::p256, AgreementCurve::p384}) {
        const Recipient recipient = recipient_of(pki, curve);
        const crypto_test::Foreign foreign;
        write_recipient(foreign, recipient);
        foreign.write("in", base::ByteView(content));
        for (const char* options : {"", "-keyopt ecdh_kdf_md:sha256", "-keyopt ecdh_kdf_md:sha384", "-keyopt ecdh_kdf_md:sha512", "-stream", "-keyid"}) {
            const auto answer = foreign.run(std::string("openssl cms -encrypt -aes-256-gcm -binary -in in -outform DER -out m.der -recip cert.pem ") + options);
            ASSERT_EQ(answer.status, 0) << answer.output;
            const auto opened = crypto::decrypt_message(foreign.read("m.der"), recipient.certificate, *recipient.key);
            ASSERT_TRUE(opened) << options << ' ' << opened.failure().detail;
            EXPECT_EQ(*opened, content);
        }
    }
}

TEST(EncryptedMessage, ReachesEachRecipientAndNobodyElse) {
    const crypto_test::Pki pki;
    const Recipient device = recipient_of(pki, AgreementCurve::p256);
    const Recipient archive = recipient_of(pki, AgreementCurve::p384);
    const Recipient stranger = recipient_of(pki, AgreementCurve::p384);
    const Bytes content = crypto::random_bytes(1000);
    const Bytes der = crypto::encrypt_message(content, {device.certificate, archive.certificate}).value();
    EXPECT_EQ(crypto::decrypt_message(der, device.certificate, *device.key).value(), content);
    EXPECT_EQ(crypto::decrypt_message(der, archive.certificate, *archive.key).value(), content);
    EXPECT_EQ(crypto::decrypt_message(der, stranger.certificate, *stranger.key).fault(), Fault::parcel_not_for_us);
    EXPECT_EQ(crypto::decrypt_message(der, archive.certificate, *stranger.key).fault(), Fault::cipher_tampered);
    EXPECT_FALSE(crypto::decrypt_message(der, archive.certificate, *device.key));
}

TEST(EncryptedMessage, NoticesEveryFlippedBit) {
    const crypto_test::Pki pki;
    const Recipient recipient = recipient_of(pki, AgreementCurve::p256);
    const Bytes content = base::to_bytes("a short secret");
    Bytes der = crypto::encrypt_message(content, {recipient.certificate}).value();
    for (std::size_t bit = 0; bit < der.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        der[bit / 8] ^= mask;
        const auto opened = crypto::decrypt_message(der, recipient.certificate, *recipient.key);
        // A few bits carry nothing: the version numbers and the content's type.
        if (opened) {
            EXPECT_EQ(*opened, content);
        }
        der[bit / 8] ^= mask;
    }
}

TEST(EncryptedMessage, RefusesWeakerCiphersAndRsaRecipients) {
    const crypto_test::Pki pki;
    const Recipient recipient = recipient_of(pki, AgreementCurve::p256);
    const crypto_test::Foreign foreign;
    write_recipient(foreign, recipient);
    foreign.write("in", std::string("text"));
    ASSERT_EQ(foreign.run("openssl cms -encrypt -aes-128-gcm -in in -outform DER -out gcm.der -recip cert.pem && "
                          "openssl cms -encrypt -aes-256-cbc -in in -outform DER -out cbc.der -recip cert.pem").status, 0);
    EXPECT_EQ(crypto::decrypt_message(foreign.read("gcm.der"), recipient.certificate, *recipient.key).fault(), Fault::key_algorithm_unsupported);
    EXPECT_EQ(crypto::decrypt_message(foreign.read("cbc.der"), recipient.certificate, *recipient.key).fault(), Fault::cms_invalid);
    const auto rsa = pki.signer_for(*crypto_test::key_of(KeyAlgorithm::rsa_2048));
    EXPECT_EQ(crypto::encrypt_message({}, {rsa}).fault(), Fault::key_algorithm_unsupported);
    EXPECT_EQ(crypto::encrypt_message({}, {}).fault(), Fault::crypto_failed);
}
