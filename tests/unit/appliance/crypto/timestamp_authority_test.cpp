// SPDX-License-Identifier: Apache-2.0
// The answering side, judged by the `openssl` command.
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/der.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/station.h"

#include <gmock/gmock.h>

#include <algorithm>

using base::Bytes;
using base::ByteView;
using base::Fault;
using crypto::Der;
using crypto::TimestampAuthority;
using crypto_test::Foreign;
using crypto_test::imprint;
using crypto_test::nonce;
using crypto_test::now_ms;
using crypto_test::Station;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using testing::HasSubstr;

namespace {

const TimestampAuthority::SerialSource always_one = [] { return base::Result<std::uint64_t>(1); };
const Bytes wants_certificate = {0x01, 0x01, 0xff};

Der message_imprint(ByteView digest = imprint) {
    return crypto::der_sequence({Der(crypto::digest_identifier(HashAlgorithm::sha256)), Der(crypto::der_octets(digest).flatten())});
}

// A TimeStampReq that ends in these elements.
Bytes request_with(Bytes rest) {
    return crypto::der_sequence({crypto::der_integer(1), message_imprint(), Der(std::move(rest))}).flatten();
}

Bytes joined(ByteView a, ByteView b) {
    Bytes out(a.size() + b.size());
    std::ranges::copy(b, std::ranges::copy(a, out.begin()).out);
    return out;
}

bool contains(ByteView whole, ByteView part) { return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end(); }

struct FailingKey final : ports::SigningKey {
    explicit FailingKey(std::shared_ptr<ports::SigningKey> key) : m_key(std::move(key)) {}
    KeyAlgorithm algorithm() const override { return m_key->algorithm(); }
    const Bytes& public_key() const override { return m_key->public_key(); }
    base::Result<Bytes> sign(ports::SignatureScheme, HashAlgorithm, ByteView) override {
        return base::Failure{Fault::tpm_locked_out, "said the keeper"};
    }
    std::shared_ptr<ports::SigningKey> m_key;
};

}  // namespace

TEST(TimestampAuthority, IsBelievedByOpensslWhateverWasAsked) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const Station station(algorithm);
        const Foreign foreign;
        foreign.write("data", crypto_test::stamped_text);
        foreign.write("ca.pem", station.pki.root.to_pem());
        foreign.write("untrusted.pem", station.pki.issuing.to_pem() + station.certificate.to_pem());
        for (const std::string options : {"-sha256 -cert", "-sha256", "-sha384 -cert", "-sha512 -cert", "-sha256 -cert -no_nonce"}) {
            ASSERT_EQ(foreign.run("openssl ts -query -data data -out q.tsq " + options).status, 0);
            foreign.write("r.tsr", ByteView(station.authority.answer(foreign.read("q.tsq"), now_ms).value()));
            const auto answer = foreign.run("openssl ts -verify -queryfile q.tsq -in r.tsr -CAfile ca.pem -untrusted untrusted.pem -attime " + std::to_string(now_ms / 1000));
            EXPECT_EQ(answer.status, 0) << options << answer.output;
            EXPECT_THAT(answer.output, HasSubstr("Verification: OK"));
        }
    }
}

TEST(TimestampAuthority, SaysItsTimeAccuracyNumberAndPolicy) {
    const Station station;
    const Foreign foreign;
    foreign.write("r.tsr", ByteView(station.authority.answer(crypto::make_timestamp_request(imprint, nonce), now_ms + 120).value()));
    const std::string said = foreign.run("openssl ts -reply -in r.tsr -text").output;
    for (const std::string part : {"Status: Granted.", "Time stamp: Nov 22 10:40:05.12 2026 GMT", "Accuracy: 0x01 seconds", "Serial number: 0xFFFF",
                                   "Hash Algorithm: sha256", "Nonce: 0x8001020304050607"}) {
        EXPECT_THAT(said, HasSubstr(part));
    }
    EXPECT_THAT(said, HasSubstr(std::string("Policy OID: ") + crypto::timestamp_policy_oid));
}

// ESSCertIDv2 with its default hash, SHA-256, and not the older one with SHA-1.
TEST(TimestampAuthority, NamesItsCertificateBySha256) {
    const Station station;
    const Foreign foreign;
    foreign.write("token", ByteView(crypto_test::token_of(station)));
    const std::string said = foreign.run("openssl asn1parse -inform DER -in token").output;
    EXPECT_THAT(said, HasSubstr(":id-smime-aa-signingCertificateV2"));
    EXPECT_THAT(said, testing::Not(HasSubstr(":id-smime-aa-signingCertificate\n")));
    EXPECT_TRUE(contains(foreign.read("token"), station.certificate.fingerprint()));
}

TEST(TimestampAuthority, RepeatsAnyNonceAsItCame) {
    const Station station;
    const Foreign foreign;
    foreign.write("ca.pem", station.pki.root.to_pem());
    Bytes long_number(300, 0x5a);
    const Bytes nonces[] = {{0x02, 0x01, 0x00}, {0x02, 0x01, 0xff}, {0x02, 0x02, 0x00, 0x80}, {0x02, 0x03, 0x80, 0x00, 0x01},
                            crypto::der_integer(ByteView(long_number)).flatten()};
    for (const Bytes& number : nonces) {
        const Bytes request = request_with(joined(number, wants_certificate));
        const Bytes response = station.authority.answer(request, now_ms).value();
        foreign.write("q.tsq", ByteView(request));
        foreign.write("r.tsr", ByteView(response));
        // The nonce follows the accuracy of one second.
        EXPECT_TRUE(contains(response, joined(Bytes{0x30, 0x03, 0x02, 0x01, 0x01}, number))) << base::to_hex(number);
        const auto answer = foreign.run("openssl ts -verify -queryfile q.tsq -in r.tsr -CAfile ca.pem -attime " + std::to_string(now_ms / 1000));
        EXPECT_EQ(answer.status, 0) << base::to_hex(number) << answer.output;
    }
}

TEST(TimestampAuthority, RejectsWhatItCannotServeAndSaysWhy) {
    const Station station;
    const Foreign foreign;
    ASSERT_EQ(foreign.run("echo x > data; openssl ts -query -data data -sha1 -out sha1.tsq && openssl ts -query -data data -sha256 -tspolicy 1.2.3 -out policy.tsq").status, 0);
    const std::string_view bad_format = "the data submitted has the wrong format";
    const Bytes good = request_with(wants_certificate);
    const Bytes longer_length = joined(Bytes{0x30, 0x81}, ByteView(good).subspan(1));
    const Bytes extension = crypto::der_sequence({crypto::der_oid("1.2.3.4"), crypto::der_octets({})}).flatten();
    const std::pair<Bytes, std::string_view> refused[] = {
        {foreign.read("sha1.tsq"), "unrecognized or unsupported algorithm identifier"},
        {foreign.read("policy.tsq"), "the requested TSA policy is not supported by the TSA"},
        {crypto::der_sequence({crypto::der_integer(2), message_imprint()}).flatten(), "transaction not permitted or supported"},
        {request_with(Der::wrap(0xa0, {Der(extension)}).flatten()), "the requested extension is not supported by the TSA"},
        {crypto::der_sequence({crypto::der_integer(1), message_imprint(Bytes(31))}).flatten(), bad_format},
        {{}, bad_format},
        {base::to_bytes("nonsense"), bad_format},
        {joined(good, Bytes{0}), bad_format},
        {longer_length, bad_format},
        {request_with(crypto::der_integer(ByteView(Bytes(4096, 1))).flatten()), bad_format}};
    for (const auto& [request, reason] : refused) {
        const Bytes response = station.authority.answer(request, now_ms).value();
        foreign.write("r.tsr", ByteView(response));
        const std::string said = foreign.run("openssl ts -reply -in r.tsr -text").output;
        EXPECT_THAT(said, HasSubstr("Status: Rejected.")) << base::to_hex(request);
        EXPECT_THAT(said, HasSubstr("Failure info: " + std::string(reason))) << base::to_hex(request);
        EXPECT_EQ(crypto::verify_response(response, imprint, nonce, station.pki.trust, now_ms).fault(), Fault::server_refused);
    }
    EXPECT_TRUE(station.authority.answer(good, now_ms));
}

TEST(TimestampAuthority, TakesANumberOnlyForWhatItStamps) {
    const Station station;
    ASSERT_TRUE(station.authority.answer(base::as_bytes("nonsense"), now_ms));
    EXPECT_EQ(*station.serial, 0xfffeU);
    ASSERT_TRUE(station.authority.answer(request_with({}), now_ms));
    EXPECT_EQ(*station.serial, 0xffffU);
}

TEST(TimestampAuthority, PassesTheTroubleOfItsNumbersAndItsKeyOn) {
    const Station station;
    const Bytes request = crypto::make_timestamp_request(imprint, nonce);
    const TimestampAuthority stuck(station.certificate, station.pki.chain, station.key,
                                   []() -> base::Result<std::uint64_t> { return Fault::disk_full; });
    EXPECT_EQ(stuck.answer(request, now_ms).fault(), Fault::disk_full);
    const TimestampAuthority silent(station.certificate, station.pki.chain, std::make_shared<FailingKey>(station.key), always_one);
    EXPECT_EQ(silent.answer(request, now_ms).fault(), Fault::tpm_locked_out);
}

TEST(TimestampAuthority, DoesNotStampWithAnotherKeyOrACertificateForOtherThings) {
    const Station station;
    const Bytes request = crypto::make_timestamp_request(imprint, nonce);
    const TimestampAuthority other_key(station.certificate, station.pki.chain, crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 5), always_one);
    EXPECT_EQ(other_key.answer(request, now_ms).fault(), Fault::certificate_invalid);
    const TimestampAuthority signer(station.pki.signer_for(*station.key), station.pki.chain, station.key, always_one);
    EXPECT_EQ(signer.answer(request, now_ms).fault(), Fault::certificate_invalid);
}
