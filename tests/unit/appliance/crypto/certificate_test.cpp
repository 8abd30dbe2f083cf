// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/certificate.h"

#include "appliance/crypto/digest.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

using base::Fault;
using crypto::Certificate;
using ports::KeyAlgorithm;

TEST(Certificate, ReadsWhatOpensslMade) {
    const crypto_test::Foreign foreign;
    ASSERT_EQ(foreign.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -subj '/O=Ö/CN=Ann' "
                          "-utf8 -set_serial 0x00ab01 -days 10 -outform DER -out c.der && openssl x509 -inform DER -in c.der -out c.pem && "
                          "openssl x509 -in c.pem -noout -fingerprint -sha256 | sed 's/.*=//;s/://g' > f").status, 0);
    const auto der = foreign.read("c.der");
    const Certificate certificate = Certificate::from_der(der).value();
    EXPECT_EQ(certificate.der(), der);
    EXPECT_EQ(certificate.subject_common_name(), "Ann");
    EXPECT_EQ(certificate.issuer_common_name(), "Ann");
    EXPECT_EQ(certificate.serial_hex(), "ab01");
    EXPECT_TRUE(certificate.is_self_signed());
    EXPECT_TRUE(certificate.is_ca());
    EXPECT_FALSE(certificate.has_non_repudiation());
    EXPECT_EQ(certificate.not_after_ms() - certificate.not_before_ms(), 10 * crypto_test::day);
    EXPECT_EQ(certificate.key_algorithm().value(), KeyAlgorithm::ecdsa_p256);
    EXPECT_EQ(certificate.key_id(), crypto::sha256(certificate.public_key()));
    base::Bytes fingerprint;
    const auto text = foreign.read("f");
    ASSERT_TRUE(base::from_hex(base::as_text(text).substr(0, 64), fingerprint));
    EXPECT_EQ(base::to_bytes(certificate.fingerprint()), fingerprint);
    EXPECT_EQ(certificate.to_pem(), std::string(base::as_text(foreign.read("c.pem"))));
}

TEST(Certificate, IsStrictAboutItsEnd) {
    const crypto_test::Pki pki;
    base::Bytes der = pki.root.der();
    EXPECT_EQ(Certificate::from_der(der).value(), pki.root);
    der.push_back(0);
    EXPECT_EQ(Certificate::from_der(der).fault(), Fault::certificate_invalid);
    der.resize(der.size() - 2);
    EXPECT_EQ(Certificate::from_der(der).fault(), Fault::certificate_invalid);
    EXPECT_EQ(Certificate::from_der({}).fault(), Fault::certificate_invalid);
}

TEST(Certificate, ReadsAllOfAPemFileAndStopsAtDamage) {
    const crypto_test::Pki pki;
    const std::string both = "a comment\n" + pki.pem_files();
    const auto all = Certificate::all_from_pem(base::as_bytes(both)).value();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0], pki.root);
    EXPECT_EQ(all[1], pki.issuing);
    EXPECT_EQ(Certificate::all_from_pem(base::as_bytes("nothing here")).fault(), Fault::certificate_invalid);
    const std::string cut = both.substr(0, both.size() - 40);
    EXPECT_EQ(Certificate::all_from_pem(base::as_bytes(cut)).fault(), Fault::certificate_invalid);
}

TEST(Certificate, ShowsNamesWithoutControlCharacters) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const auto certificate =
        crypto::issue_signer(pki.issuer(), key->public_key(), {"Eve\x1b[2J\nBoss", ""}, pki.validity()).value();
    EXPECT_EQ(certificate.subject_common_name(), "Eve\xef\xbf\xbd[2J\xef\xbf\xbd" "Boss");
}
