// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/private_key.h"
#include "appliance/crypto/digest.h"
#include "tests/unit/appliance/crypto/key_file_rig.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using base::SecretBytes;
using ports::KeyAlgorithm;
using ports::PrivateKey;

namespace {

PrivateKey plain_of(KeyAlgorithm algorithm) {
    const crypto_test::KeyFileRig rig(algorithm);
    return std::move(rig.read(rig.made("k", "openssl pkcs8 -topk8 -nocrypt -outform DER -in key.pem -out k")).value().key);
}

PrivateKey copy_of(const PrivateKey& key) { return {key.algorithm, key.secret.clone(), key.public_key}; }

}  // namespace

TEST(PrivateKey, OfEveryAlgorithmComesBackWholeFromItsOneSecret) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072}) {
        const PrivateKey key = plain_of(algorithm);
        const auto software = crypto::software_key_of(key);
        ASSERT_TRUE(software) << software.failure().detail;
        const Bytes digest = crypto::digest(ports::HashAlgorithm::sha256, base::as_bytes("anything"));
        const auto scheme = algorithm == KeyAlgorithm::rsa_2048 || algorithm == KeyAlgorithm::rsa_3072 ? ports::SignatureScheme::rsa_pss
                                                                                                     : ports::SignatureScheme::ecdsa;
        const Bytes signature = (*software)->sign(scheme, ports::HashAlgorithm::sha256, digest).value();
        EXPECT_TRUE(crypto::verify_signature(key.public_key, scheme, ports::HashAlgorithm::sha256, digest, signature));
        const auto again = crypto::private_key_of(crypto::evp_private_key(key)->raw());
        ASSERT_TRUE(again) << again.failure().detail;
        EXPECT_TRUE(base::equal_constant_time(again->secret.reveal(), key.secret.reveal()));
        EXPECT_EQ(again->public_key, key.public_key);
    }
}

TEST(PrivateKey, WhoseHalvesDoNotBelongTogetherIsRefused) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::rsa_2048}) {
        const PrivateKey key = plain_of(algorithm);
        PrivateKey other = copy_of(key);
        other.secret.reveal_to_fill().back() ^= 2;
        EXPECT_EQ(crypto::evp_private_key(other).fault(), Fault::key_file_mismatch);
        PrivateKey longer{key.algorithm, SecretBytes(key.secret.size() + 1), key.public_key};
        EXPECT_EQ(crypto::evp_private_key(longer).fault(), Fault::key_file_mismatch);
        PrivateKey stranger{key.algorithm, key.secret.clone(), crypto_test::key_of(algorithm, 8)->public_key()};
        EXPECT_EQ(crypto::evp_private_key(stranger).fault(), Fault::key_file_mismatch);
        PrivateKey nothing{key.algorithm, SecretBytes(key.secret.size()), key.public_key};
        EXPECT_FALSE(crypto::evp_private_key(nothing));
    }
}
