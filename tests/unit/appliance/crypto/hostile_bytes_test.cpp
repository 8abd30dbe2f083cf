// SPDX-License-Identifier: Apache-2.0
// Every parser of this directory against damaged input: cut at every third byte, and with
// each byte in turn set to one of three telling values. It must answer, whatever it answers; the sanitizers listen.
#include "appliance/crypto/csr.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/timestamp.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>

using base::Bytes;
using base::ByteView;
using crypto_test::now_ms;
using ports::KeyAlgorithm;

namespace {

constexpr std::array<std::uint8_t, 3> telling = {0xff, 0x80, 0x00};

void damage(const Bytes& honest, const std::function<void(ByteView)>& parse) {
    parse(honest);
    for (std::size_t size = 0; size < honest.size(); size += 3) {
        const Bytes cut(honest.begin(), honest.begin() + static_cast<std::ptrdiff_t>(size));  // its own allocation
        parse(cut);
    }
    Bytes changed = honest;
    for (std::size_t i = 0; i < honest.size(); ++i) {
        changed[i] = telling[i % telling.size()];
        parse(changed);
        changed[i] = honest[i];
    }
}

struct World {
    crypto_test::Pki pki;
    std::shared_ptr<crypto::SoftwareKey> key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    crypto::Certificate certificate = pki.signer_for(*key);
    crypto::CmsSigner signer{certificate, pki.chain, *key};
};

}  // namespace

TEST(HostileBytes, DoNotBreakCertificates) {
    const World world;
    damage(world.certificate.der(), [&](ByteView bytes) {
        const auto read = crypto::Certificate::from_der(bytes);
        if (!read) return;
        read->subject_common_name();
        read->serial_hex();
        read->is_self_signed();
        static_cast<void>(world.pki.trust.verify(*read, crypto::Purpose::document_signing, now_ms, world.pki.chain));
    });
}

TEST(HostileBytes, DoNotBreakRequestsAndLists) {
    const World world;
    damage(crypto::create_csr(*world.key, "device").value(), [](ByteView bytes) { static_cast<void>(crypto::verify_csr(bytes)); });
    const auto crl = crypto::issue_crl(world.pki.issuer(), 1, now_ms, now_ms + 1000, {{"0a", now_ms}}).value();
    damage(crl, [](ByteView bytes) {
        crypto::TrustStore store;
        static_cast<void>(store.add_crl(bytes));
    });
    damage(base::to_bytes(world.certificate.to_pem()), [](ByteView bytes) { static_cast<void>(crypto::Certificate::all_from_pem(bytes)); });
}

TEST(HostileBytes, DoNotBreakSignatures) {
    const World world;
    const auto digest = crypto::sha256(base::as_bytes("document"));
    const auto cms = crypto::sign_byte_range_digest(digest, world.signer).value();
    int verified = 0;
    damage(cms, [&](ByteView bytes) {
        const auto read = crypto::SignatureCms::parse(bytes);
        if (read && read->verify(digest)) ++verified;
    });
    EXPECT_GE(verified, 1);
}

TEST(HostileBytes, DoNotBreakMessages) {
    const World world;
    const auto der = crypto::sign_message(base::as_bytes("content"), world.signer).value();
    damage(der, [&](ByteView bytes) {
        const auto read = crypto::verify_message(bytes, world.pki.trust, crypto::Purpose::any, now_ms);
        if (read) {
            EXPECT_EQ(base::as_text(read->content), "content");
        }
    });
    const auto key = crypto::SoftwareAgreementKey::generate(crypto::AgreementCurve::p256).value();
    const auto me = crypto::issue_agreement(world.pki.issuer(), key->public_key(), {"me", ""}, world.pki.validity()).value();
    damage(crypto::encrypt_message(base::as_bytes("content"), {me}).value(), [&](ByteView bytes) {
        const auto read = crypto::decrypt_message(bytes, me, *key);
        if (read) {
            EXPECT_EQ(base::as_text(*read), "content");
        }
    });
}

TEST(HostileBytes, DoNotBreakTimestamps) {
    const World world;
    const auto certificate = crypto::issue_timestamping(world.pki.issuer(), world.key->public_key(), {"Time", ""}, world.pki.validity()).value();
    const crypto::TimestampAuthority authority(certificate, world.pki.chain, world.key, [] { return base::Result<std::uint64_t>(1); });
    const auto imprint = crypto::sha256({});
    const Bytes nonce(8, 1);
    const Bytes request = crypto::make_timestamp_request(imprint, nonce);
    // Whatever is asked, there is an answer, if only a rejection.
    damage(request, [&](ByteView bytes) { EXPECT_TRUE(authority.answer(bytes, now_ms)) << base::to_hex(bytes); });
    damage(authority.answer(request, now_ms).value(), [&](ByteView bytes) {
        const auto read = crypto::verify_response(bytes, imprint, nonce, world.pki.trust, now_ms);
        if (read) {
            EXPECT_EQ(read->claim.generated_ms, now_ms);
        }
    });
}
