// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/csr.h"

#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

using base::Fault;
using ports::KeyAlgorithm;

TEST(Csr, ProvesPossessionToForeignEyes) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const auto key = crypto_test::key_of(algorithm);
        const auto der = crypto::create_csr(*key, "harbour-otter-41").value();
        const auto parsed = crypto::verify_csr(der).value();
        EXPECT_EQ(parsed.common_name, "harbour-otter-41");
        EXPECT_EQ(parsed.public_key, key->public_key());
        const crypto_test::Foreign foreign;
        foreign.write("r.der", base::ByteView(der));
        const auto answer = foreign.run("openssl req -inform DER -in r.der -verify -noout -subject");
        EXPECT_EQ(answer.status, 0);
        EXPECT_NE(answer.output.find("harbour-otter-41"), std::string::npos) << answer.output;
        EXPECT_NE(answer.output.find("verify OK"), std::string::npos) << answer.output;
    }
}

TEST(Csr, AcceptsForeignRequestsAndRefusesDamagedOnes) {
    const crypto_test::Foreign foreign;
    ASSERT_EQ(foreign.run("openssl req -new -newkey rsa:2048 -nodes -keyout k.pem -subj /CN=other -outform DER -out r.der").status, 0);
    base::Bytes der = foreign.read("r.der");
    EXPECT_EQ(crypto::verify_csr(der).value().common_name, "other");
    der.back() ^= 1U;
    EXPECT_EQ(crypto::verify_csr(der).fault(), Fault::signature_invalid);
    der.back() ^= 1U;
    der.push_back(0);
    EXPECT_EQ(crypto::verify_csr(der).fault(), Fault::certificate_invalid);
    EXPECT_EQ(crypto::verify_csr({}).fault(), Fault::certificate_invalid);
}

TEST(Csr, RefusesKeysOfOtherKinds) {
    const crypto_test::Foreign foreign;
    ASSERT_EQ(foreign.run("openssl req -new -newkey ed25519 -nodes -keyout k.pem -subj /CN=other -outform DER -out r.der").status, 0);
    EXPECT_EQ(crypto::verify_csr(foreign.read("r.der")).fault(), Fault::key_algorithm_unsupported);
}
