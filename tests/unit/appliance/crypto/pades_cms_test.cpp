// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/pades_cms.h"

#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "appliance/crypto/digest.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gmock/gmock.h>

using base::Bytes;
using base::Fault;
using crypto::CmsSigner;
using crypto::SignatureCms;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr KeyAlgorithm all_algorithms[] = {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048,
                                           KeyAlgorithm::rsa_3072};
const Bytes document = base::to_bytes("the bytes of the ranges");

struct Signed {
    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key;
    crypto::Certificate certificate;
    Bytes cms;

    explicit Signed(KeyAlgorithm algorithm)
        : key(crypto_test::key_of(algorithm)), certificate(pki.signer_for(*key)),
          cms(crypto::sign_byte_range_digest(crypto::sha256(document), {certificate, pki.chain, *key}).value()) {}
};

// A signature by `openssl cms -sign` or `openssl smime -sign` over `document`.
Bytes foreign_signature(const crypto_test::Foreign& foreign, const Signed& ours, const std::string& command,
                        const std::string& key_options = "") {
    foreign.write("doc", base::ByteView(document));
    foreign.write("cert.pem", ours.certificate.to_pem());
    foreign.write("key.pem", crypto_test::pem_of(ours.key));
    foreign.write("ca.pem", ours.pki.issuing.to_pem());
    const auto answer = foreign.run(command + " -binary -in doc -signer cert.pem -inkey key.pem " + key_options + " -certfile ca.pem -outform DER -out s.der");
    EXPECT_EQ(answer.status, 0) << answer.output;
    return foreign.read("s.der");
}

}  // namespace

TEST(PadesCms, IsAcceptedByOpensslAsCades) {
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const Signed made(algorithm);
        const crypto_test::Foreign foreign;
        foreign.write("doc", base::ByteView(document));
        foreign.write("s.der", base::ByteView(made.cms));
        foreign.write("root.pem", made.pki.root.to_pem());
        const std::string verify = "openssl cms -verify -cades -binary -inform DER -in s.der -CAfile root.pem -purpose any -out /dev/null -attime " +
                                   std::to_string(crypto_test::now_ms / 1000) + " -content ";
        const auto answer = foreign.run(verify + "doc");
        EXPECT_EQ(answer.status, 0) << answer.output;
        EXPECT_THAT(answer.output, HasSubstr("CAdES Verification successful"));
        foreign.write("other", std::string("the bytes of other ranges"));
        EXPECT_NE(foreign.run(verify + "other").status, 0);
    }
}

TEST(PadesCms, HoldsExactlyTheAttributesOfTheBaseline) {
    const Signed made(KeyAlgorithm::ecdsa_p256);
    const crypto_test::Foreign foreign;
    foreign.write("s.der", base::ByteView(made.cms));
    const std::string text = foreign.run("openssl cms -cmsout -print -noout -inform DER -in s.der").output;
    EXPECT_THAT(text, HasSubstr("contentType"));
    EXPECT_THAT(text, HasSubstr("messageDigest"));
    EXPECT_THAT(text, HasSubstr("signingCertificateV2"));
    EXPECT_THAT(text, Not(HasSubstr("signingTime")));
    EXPECT_THAT(text, Not(HasSubstr("S/MIME Capabilities")));
    EXPECT_THAT(text, HasSubstr("eContent: <ABSENT>"));
    EXPECT_THAT(text, HasSubstr("unsignedAttrs:\n          <ABSENT>"));
}

TEST(PadesCms, ReadsBackWhatItWrote) {
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const Signed made(algorithm);
        Bytes hole = made.cms;
        hole.resize(hole.size() + 100);
        const auto read = SignatureCms::parse(hole).value();
        EXPECT_EQ(read.signer_certificate(), made.certificate);
        EXPECT_EQ(read.certificates().size(), 2U);
        EXPECT_EQ(read.digest_algorithm(), HashAlgorithm::sha256);
        EXPECT_EQ(read.message_digest(), base::to_bytes(crypto::sha256(document)));
        EXPECT_EQ(read.seal_id(), crypto::sha256(read.signature_value()));
        EXPECT_EQ(read.size(), made.cms.size());
        EXPECT_FALSE(read.has_signing_time());
        EXPECT_TRUE(read.has_certificate_binding());
        EXPECT_TRUE(read.is_der());
        EXPECT_TRUE(read.timestamps().empty());
        EXPECT_TRUE(read.verify(crypto::sha256(document)));
        EXPECT_EQ(read.verify(crypto::sha256({})).fault(), Fault::signature_invalid);
    }
}

TEST(PadesCms, NeverOutgrowsItsAnnouncedSize) {
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const Signed made(algorithm);
        const CmsSigner signer{made.certificate, made.pki.chain, *made.key};
        const std::size_t size_max = crypto::signature_size_max(signer);
        for (int i = 0; i < 20; ++i) {
            const auto cms = crypto::sign_byte_range_digest(crypto::sha256(document), signer).value();
            EXPECT_LE(cms.size(), size_max);
            EXPECT_GE(cms.size() + 24, size_max);
        }
    }
}

TEST(PadesCms, RefusesACertificateOfAnotherKey) {
    const Signed made(KeyAlgorithm::ecdsa_p256);
    const auto other = crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 9);
    EXPECT_EQ(crypto::sign_byte_range_digest({}, {made.certificate, made.pki.chain, *other}).fault(), Fault::certificate_invalid);
}

TEST(SignatureCms, ReadsForeignSignaturesWithAndWithoutAttributes) {
    const Signed ours(KeyAlgorithm::rsa_2048);
    const crypto_test::Foreign foreign;
    const auto read = [&](const std::string& command, const std::string& key_options = "") {
        auto parsed = SignatureCms::parse(foreign_signature(foreign, ours, command, key_options));
        if (!parsed) ADD_FAILURE() << command << ": " << parsed.failure().detail;
        return std::move(parsed).value();
    };

    const auto detached = read("openssl cms -sign -md sha256");
    EXPECT_TRUE(detached.has_signing_time());
    EXPECT_FALSE(detached.has_certificate_binding());
    EXPECT_TRUE(detached.verify(crypto::sha256(document)));

    const auto cades = read("openssl cms -sign -cades -md sha512");
    EXPECT_TRUE(cades.has_certificate_binding());
    EXPECT_EQ(cades.digest_algorithm(), HashAlgorithm::sha512);
    EXPECT_TRUE(cades.verify(crypto::digest(HashAlgorithm::sha512, document)));
    EXPECT_EQ(cades.verify(crypto::sha256(document)).fault(), Fault::signature_invalid);

    const auto pss = read("openssl cms -sign -md sha256", "-keyopt rsa_padding_mode:pss");
    EXPECT_TRUE(pss.verify(crypto::sha256(document)));
    EXPECT_EQ(pss.verify(crypto::sha256({})).fault(), Fault::signature_invalid);

    const auto bare = read("openssl cms -sign -noattr -md sha256");
    EXPECT_TRUE(bare.message_digest().empty());
    EXPECT_TRUE(bare.verify(crypto::sha256(document)));
    EXPECT_EQ(bare.verify(crypto::sha256({})).fault(), Fault::signature_invalid);

    const auto key_id = read("openssl cms -sign -keyid -md sha256");
    EXPECT_TRUE(key_id.verify(crypto::sha256(document)));
}

TEST(SignatureCms, KnowsBerFromDer) {
    const Signed ours(KeyAlgorithm::ecdsa_p256);
    // The outermost SEQUENCE with an indefinite length: 30 80 ... 00 00.
    Bytes ber{0x30, 0x80};
    base::append(ber, base::ByteView(ours.cms).subspan(4));
    ber.insert(ber.end(), {0, 0});
    const auto read = SignatureCms::parse(ber).value();
    EXPECT_FALSE(read.is_der());
    EXPECT_TRUE(read.verify(crypto::sha256(document)));
    ber.resize(ber.size() + 40);
    EXPECT_EQ(SignatureCms::parse(ber).value().size(), ber.size() - 40);
}

TEST(SignatureCms, FindsTheSignersCertificateElsewhere) {
    const Signed ours(KeyAlgorithm::ecdsa_p256);
    const crypto_test::Foreign foreign;
    const Bytes bare = foreign_signature(foreign, ours, "openssl cms -sign -nocerts -md sha256");
    const auto read = SignatureCms::parse(bare, {ours.pki.issuing, ours.certificate});
    ASSERT_TRUE(read);
    EXPECT_EQ(read->signer_certificate(), ours.certificate);
    EXPECT_TRUE(read->verify(crypto::sha256(document)));
}

// What `openssl cms` of this release cannot make: Ed25519 over the attributes (RFC 8419).
TEST(SignatureCms, VerifiesEd25519) {
    const crypto_test::Foreign foreign;
    ASSERT_EQ(foreign.run("openssl req -x509 -newkey ed25519 -nodes -keyout k.pem -subj /CN=ed -days 9 -outform DER -out c.der && "
                          "openssl pkey -in k.pem -pubout -outform DER | tail -c 32 | openssl dgst -sha1 -binary > id").status, 0);
    const Bytes digest = crypto::digest(HashAlgorithm::sha512, document);
    const Bytes identifier = crypto::digest_identifier(HashAlgorithm::sha512);
    const Bytes certificate = foreign.read("c.der"), key_id = foreign.read("id");
    using crypto::Der;
    const auto attribute = [](const char* type, const Der& value) {
        return crypto::der_sequence({crypto::der_oid(type), Der::wrap(0x31, {value})}).flatten();
    };
    const std::vector<Bytes> attributes{attribute("1.2.840.113549.1.9.3", crypto::der_oid("1.2.840.113549.1.7.1")),
                                        attribute("1.2.840.113549.1.9.4", crypto::der_octets(digest))};
    foreign.write("attributes", base::ByteView(crypto::der_set_of(attributes).flatten()));
    ASSERT_EQ(foreign.run("openssl pkeyutl -sign -rawin -in attributes -inkey k.pem -out signature").status, 0);
    const auto cms_with = [&](const Bytes& signature) {
        const Der signer = crypto::der_sequence({crypto::der_integer(3), Der::wrap(0x80, {Der::borrowed(key_id)}), Der(identifier),
                                                 crypto::der_set_of(attributes, 0xa0), crypto::der_algorithm("1.3.101.112", crypto::DerParameters::absent),
                                                 crypto::der_octets(signature)});
        const Der data = crypto::der_sequence({crypto::der_integer(3), Der::wrap(0x31, {Der(identifier)}),
                                               crypto::der_sequence({crypto::der_oid("1.2.840.113549.1.7.1")}),
                                               Der::wrap(0xa0, {Der::borrowed(certificate)}), Der::wrap(0x31, {signer})});
        return crypto::der_sequence({crypto::der_oid("1.2.840.113549.1.7.2"), Der::wrap(0xa0, {data})}).flatten();
    };
    Bytes signature = foreign.read("signature");
    const auto read = SignatureCms::parse(cms_with(signature)).value();
    const auto verified = read.verify(digest);
    EXPECT_TRUE(verified) << verified.failure().detail;
    EXPECT_EQ(read.verify(crypto::digest(HashAlgorithm::sha512, {})).fault(), Fault::signature_invalid);
    signature[10] ^= 1;
    EXPECT_EQ(SignatureCms::parse(cms_with(signature)).value().verify(digest).fault(), Fault::signature_invalid);
}

TEST(SignatureCms, TellsASha1SignatureThatIsWrongFromOneThatIsOnlyWeak) {
    const Signed ours(KeyAlgorithm::rsa_2048);
    const crypto_test::Foreign foreign;
    const auto read = SignatureCms::parse(foreign_signature(foreign, ours, "openssl cms -sign -md sha1")).value();
    EXPECT_TRUE(read.has_weak_digest());
    EXPECT_EQ(read.digest_algorithm(), std::nullopt);
    EXPECT_EQ(read.verify(Bytes(20)).fault(), Fault::signature_invalid);
    EXPECT_EQ(read.verify(read.digest_of({base::as_bytes("something else")})).fault(), Fault::signature_invalid);
    const base::ByteView whole(document);
    EXPECT_EQ(read.verify(read.digest_of({whole.first(5), whole.subspan(5)})).fault(), Fault::key_algorithm_unsupported);
}

TEST(SignatureCms, RefusesAttachedMultipleAndCertificateless) {
    const Signed ours(KeyAlgorithm::ecdsa_p256);
    const crypto_test::Foreign foreign;
    const auto fault_of = [&](const std::string& command) {
        const auto parsed = SignatureCms::parse(foreign_signature(foreign, ours, command));
        return parsed ? std::optional<Fault>() : parsed.fault();
    };
    EXPECT_EQ(fault_of("openssl cms -sign -nodetach"), Fault::cms_invalid);
    EXPECT_EQ(fault_of("openssl cms -sign -nocerts"), Fault::certificate_invalid);
    ASSERT_EQ(foreign.run("openssl req -x509 -key key.pem -subj /CN=second -days 9 -out second.pem").status, 0);
    EXPECT_EQ(fault_of("openssl cms -sign -signer second.pem -inkey key.pem"), Fault::cms_invalid);
    Bytes longer = ours.cms;
    longer.push_back(1);
    EXPECT_EQ(SignatureCms::parse(longer).fault(), Fault::cms_invalid);
    EXPECT_EQ(SignatureCms::parse({}).fault(), Fault::cms_invalid);
    EXPECT_EQ(SignatureCms::parse(Bytes(1000)).fault(), Fault::cms_invalid);
}

TEST(SignatureCms, NoticesASwappedSignerCertificate) {
    // A second certificate with the same issuer, serial number and key: only the
    // signing-certificate attribute tells them apart (the attack RFC 5035 is about).
    const crypto_test::Foreign foreign;
    ASSERT_EQ(foreign.run("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k.pem && "
                          "openssl req -x509 -key k.pem -subj /CN=a -set_serial 5 -days 10 -out a.pem && "
                          "openssl req -x509 -key k.pem -subj /CN=a -set_serial 5 -days 99 -out b.pem && echo doc > d && "
                          "openssl cms -sign -cades -md sha256 -binary -in d -signer a.pem -inkey k.pem -outform DER -out a.der && "
                          "openssl x509 -in a.pem -outform DER -out ac.der && openssl x509 -in b.pem -outform DER -out bc.der").status, 0);
    Bytes cms = foreign.read("a.der");
    const Bytes honest = foreign.read("ac.der");
    const Bytes swapped = foreign.read("bc.der");
    const auto digest = crypto::sha256(foreign.read("d"));
    EXPECT_TRUE(SignatureCms::parse(cms).value().verify(digest));
    ASSERT_EQ(honest.size(), swapped.size());
    const auto at = std::search(cms.begin(), cms.end(), honest.begin(), honest.end());
    ASSERT_NE(at, cms.end());
    std::copy(swapped.begin(), swapped.end(), at);
    const auto verdict = SignatureCms::parse(cms).value().verify(digest);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.fault(), Fault::certificate_invalid);
    EXPECT_THAT(verdict.failure().detail, HasSubstr("another certificate"));
}

TEST(SignatureCms, TakesTimestampsWithoutTouchingTheSignature) {
    const Signed made(KeyAlgorithm::ecdsa_p256);
    const auto before = SignatureCms::parse(made.cms).value();
    const Bytes token{0x30, 0x03, 0x02, 0x01, 0x05};
    const Bytes other{0x30, 0x03, 0x02, 0x01, 0x06};
    const auto once = SignatureCms::parse(before.with_timestamp(token).value()).value();
    const auto twice = SignatureCms::parse(once.with_timestamp(other).value()).value();
    EXPECT_TRUE(before.timestamps().empty());
    EXPECT_EQ(once.timestamps(), std::vector<Bytes>{token});
    EXPECT_EQ(twice.timestamps().size(), 2U);
    EXPECT_EQ(twice.seal_id(), before.seal_id());
    EXPECT_TRUE(twice.is_der());
    EXPECT_TRUE(twice.verify(crypto::sha256(document)));
    EXPECT_EQ(before.with_timestamp(base::as_bytes("nonsense")).fault(), Fault::timestamp_invalid);
    EXPECT_EQ(before.with_timestamp({}).fault(), Fault::timestamp_invalid);
}
