// SPDX-License-Identifier: Apache-2.0
// What we write, judged by openssl, certtool and our own reader.
#include "appliance/crypto/key_file_writer.h"
#include "appliance/crypto/private_key.h"
#include "tests/unit/appliance/crypto/key_file_rig.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using crypto::PfxMac;
using crypto_test::secret;
using ports::KeyAlgorithm;

namespace {

constexpr const char* good = "brook-9-Lantern-vuqe-71-Tilt";

struct Written : crypto_test::KeyFileRig {
    explicit Written(KeyAlgorithm algorithm = KeyAlgorithm::ecdsa_p256)
        : KeyFileRig(algorithm), plain(std::move(read(made("k", "openssl pkcs8 -topk8 -nocrypt -outform DER -in key.pem -out k")).value().key)),
          chain{leaf, pki.issuing, pki.root} {}

    ports::PrivateKey plain;
    std::vector<crypto::Certificate> chain;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST(Pfx, IsReadByOpensslAndCerttoolAsWhatWeSaidItIs) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_3072}) {
        const Written rig(algorithm);
        const auto pfx = crypto::write_pfx(rig.plain, rig.chain, secret(good));
        ASSERT_TRUE(pfx) << pfx.failure().detail;
        rig.write("out.pfx", base::ByteView(*pfx));
        const auto openssl = rig.run(std::string("openssl pkcs12 -in out.pfx -info -noenc -out all.pem -passin pass:") + good);
        EXPECT_EQ(openssl.status, 0) << openssl.output;
        EXPECT_TRUE(holds(openssl.output, "MAC: sha256, Iteration 600000")) << openssl.output;
        EXPECT_TRUE(holds(openssl.output, "MAC length: 32, salt length: 16")) << openssl.output;
        std::size_t sealed = 0;
        const std::string scheme = "PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256";
        for (std::size_t at = 0; (at = openssl.output.find(scheme, at)) != std::string::npos; ++at) ++sealed;
        EXPECT_EQ(sealed, 2U) << "certificates and key: " << openssl.output;
        EXPECT_EQ(rig.run("openssl pkey -in all.pem -pubout -out a && openssl pkey -in key.pem -pubout -out b && cmp a b").status, 0);
        EXPECT_EQ(rig.run("test $(grep -c 'BEGIN CERTIFICATE' all.pem) = 3").status, 0);
        EXPECT_FALSE(holds(openssl.output + base::to_hex(*pfx), "friendlyName"));
        const auto certtool = rig.run(std::string("certtool --p12-info --inder --infile out.pfx --password ") + good);
        EXPECT_EQ(certtool.status, 0) << certtool.output;
        EXPECT_TRUE(holds(certtool.output, "PRIVATE KEY")) << certtool.output;
        EXPECT_NE(rig.run("openssl pkcs12 -in out.pfx -noout -passin pass:wrong").status, 0);
    }
}

TEST(Pfx, EverySaltInItHasSixteenBytes) {
    const Written rig;
    rig.write("out.pfx", base::ByteView(crypto::write_pfx(rig.plain, rig.chain, secret(good)).value()));
    // The key's bag in clear parsing: PBKDF2's salt follows its OBJECT; so does the MAC's.
    const auto parsed = rig.run("openssl asn1parse -inform DER -in out.pfx -strparse $(openssl asn1parse -inform DER -in out.pfx | "
                                "grep -m1 'OCTET STRING' | cut -d: -f1) | grep -A2 ':PBKDF2' | grep 'OCTET STRING'");
    EXPECT_TRUE(holds(parsed.output, "l=  16")) << parsed.output;
}

TEST(Pfx, WithPbmac1IsReadByUsAndByWhoeverKnowsIt) {
    const Written rig;
    const auto pfx = crypto::write_pfx(rig.plain, rig.chain, secret(good), {crypto::pfx_iterations, PfxMac::pbmac1, {}});
    ASSERT_TRUE(pfx) << pfx.failure().detail;
    const auto read = rig.read(*pfx, good);
    ASSERT_TRUE(read) << read.failure().detail;
    EXPECT_EQ(read->mac, "PBMAC1 hmacWithSHA256");
    EXPECT_TRUE(read->warnings.empty());
    Bytes changed = *pfx;
    changed[pfx->size() / 2] ^= 1;
    EXPECT_FALSE(rig.read(changed, good));
    rig.write("out.pfx", base::ByteView(*pfx));
    // OpenSSL before 3.4 has no PBMAC1 and must say so; later ones must accept it.
    const std::string version = rig.run("openssl version").output;
    const bool knows_it = version >= "OpenSSL 3.4";
    const auto openssl = rig.run(std::string("openssl pkcs12 -in out.pfx -noenc -passin pass:") + good);
    EXPECT_EQ(openssl.status == 0, knows_it) << version << openssl.output;
}

TEST(Pfx, IsNotWrittenWeakly) {
    const Written rig;
    EXPECT_EQ(crypto::write_pfx(rig.plain, rig.chain, secret("password123")).fault(), Fault::password_weak);
    EXPECT_EQ(crypto::write_pfx(rig.plain, rig.chain, secret("")).fault(), Fault::password_weak);
    EXPECT_EQ(crypto::write_pfx(rig.plain, rig.chain, secret(good), {599'999, PfxMac::hmac_sha256, {}}).fault(), Fault::usage_invalid);
    EXPECT_EQ(crypto::write_pfx(rig.plain, {rig.pki.root}, secret(good)).fault(), Fault::key_file_mismatch);
    EXPECT_EQ(crypto::write_encrypted_key_der(rig.plain, secret("password123")).fault(), Fault::password_weak);
}

TEST(Pfx, CarriesANameOnlyWhenGivenOne) {
    const Written rig;
    const auto pfx = crypto::write_pfx(rig.plain, rig.chain, secret(good), {crypto::pfx_iterations, PfxMac::hmac_sha256, "Harbour desk"});
    rig.write("out.pfx", base::ByteView(pfx.value()));
    EXPECT_TRUE(holds(rig.run(std::string("openssl pkcs12 -in out.pfx -noenc -passin pass:") + good).output, "friendlyName: Harbour desk"));
    rig.write("out.pfx", base::ByteView(crypto::write_pfx(rig.plain, rig.chain, secret(good)).value()));
    EXPECT_FALSE(holds(rig.run(std::string("openssl pkcs12 -in out.pfx -noenc -passin pass:") + good).output, "friendlyName"));
}

TEST(KeyFileConversion, BetweenPfxPemAndDerKeepsTheKey) {
    const Written rig(KeyAlgorithm::rsa_2048);
    const auto pem = crypto::write_encrypted_key_pem(rig.plain, secret(good));
    ASSERT_TRUE(pem) << pem.failure().detail;
    rig.write("out.pem", *pem + crypto::write_pem_certificates(rig.chain));
    const auto openssl = rig.run(std::string("openssl pkey -in out.pem -pubout -passin pass:") + good + " -out a && openssl pkey -in key.pem -pubout -out b && cmp a b");
    EXPECT_EQ(openssl.status, 0) << openssl.output;
    const auto from_pem = rig.read(rig.Foreign::read("out.pem"), good);
    ASSERT_TRUE(from_pem) << from_pem.failure().detail;
    EXPECT_EQ(from_pem->chain.size(), 3U);
    const auto der = crypto::write_encrypted_key_der(from_pem->key, secret(good));
    ASSERT_TRUE(der);
    EXPECT_EQ(rig.read(*der, good)->key.public_key, rig.key->public_key());
}
