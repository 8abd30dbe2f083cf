// SPDX-License-Identifier: Apache-2.0
// What smart cards leave to us: single blocks, EMSA blocks, keys in pieces.
#include "appliance/crypto/algorithms.h"
#include "appliance/crypto/block_cipher.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/emsa.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/handles.h"
#include "appliance/crypto/key_parts.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using base::SecretBytes;
using crypto::BlockCipher;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

namespace {

Bytes bytes(const char* text) {
    Bytes out;
    EXPECT_TRUE(base::from_hex(text, out));
    return out;
}

// The key as OpenSSL has it, for what our own seams do not offer.
crypto::KeyHandle openssl_key(const crypto::SoftwareKey& key) {
    const SecretBytes pem = key.to_pem().value();
    const crypto::BioHandle source(BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.size())));
    return crypto::KeyHandle(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
}

// What a card does: the private power of a whole block, and no padding of its own.
Bytes raw_power(EVP_PKEY* key, const Bytes& block) {
    const crypto::KeyContextHandle context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    EXPECT_EQ(EVP_PKEY_sign_init(context.get()), 1);
    EXPECT_EQ(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING), 1);
    Bytes out(block.size());
    std::size_t size = out.size();
    EXPECT_EQ(EVP_PKEY_sign(context.get(), out.data(), &size, block.data(), block.size()), 1);
    return out;
}

Bytes number(EVP_PKEY* key, const char* name) {
    BIGNUM* raw = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &raw), 1) << name;
    Bytes out(static_cast<std::size_t>(BN_num_bytes(raw)));
    BN_bn2bin(raw, out.data());
    BN_free(raw);
    return out;
}

}  // namespace

TEST(BlockCipher, GivesThePublishedBlocks) {
    struct Known {
        BlockCipher cipher;
        const char *key, *plain, *encrypted;
    };
    // FIPS 197, appendix C; SP 800-67 rev. 1, appendix B.1.
    const Known known[] = {
        {BlockCipher::aes_128, "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a"},
        {BlockCipher::aes_192, "000102030405060708090a0b0c0d0e0f1011121314151617", "00112233445566778899aabbccddeeff", "dda97ca4864cdfe06eaf70a0ec0d7191"},
        {BlockCipher::aes_256, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "00112233445566778899aabbccddeeff",
         "8ea2b7ca516745bfeafc49904b496089"},
        {BlockCipher::triple_des, "0123456789abcdef23456789abcdef01456789abcdef0123", "5468652071756663", "a826fd8ce53b855f"},
    };
    for (const Known& one : known) {
        const SecretBytes key(bytes(one.key));
        EXPECT_EQ(base::to_hex(crypto::encrypt_block(one.cipher, key, bytes(one.plain)).value()), one.encrypted);
        EXPECT_EQ(base::to_hex(crypto::decrypt_block(one.cipher, key, bytes(one.encrypted)).value()), one.plain);
        EXPECT_EQ(crypto::encrypt_block(one.cipher, SecretBytes(15), bytes(one.plain)).fault(), Fault::usage_invalid);
        EXPECT_EQ(crypto::encrypt_block(one.cipher, key, Bytes(7)).fault(), Fault::usage_invalid);
    }
}

TEST(Emsa, BlocksAreWhatOpensslVerifiesAfterABarePower) {
    const auto key = crypto_test::key_of(KeyAlgorithm::rsa_2048);
    const crypto::KeyHandle raw = openssl_key(*key);
    for (const SignatureScheme scheme : {SignatureScheme::rsa_pkcs1, SignatureScheme::rsa_pss})
        for (const HashAlgorithm hash : {HashAlgorithm::sha256, HashAlgorithm::sha384, HashAlgorithm::sha512}) {
            const Bytes digest = crypto::digest(hash, base::as_bytes("what is signed"));
            const Bytes block = crypto::emsa_block(scheme, hash, digest, 256).value();
            const Bytes signature = raw_power(raw.get(), block);
            EXPECT_TRUE(crypto::verify_signature(key->public_key(), scheme, hash, digest, signature));
            Bytes other = digest;
            other[0] ^= 1;
            EXPECT_FALSE(crypto::verify_signature(key->public_key(), scheme, hash, other, signature));
        }
}

TEST(Emsa, RefusesWhatDoesNotFit) {
    EXPECT_EQ(crypto::emsa_block(SignatureScheme::rsa_pkcs1, HashAlgorithm::sha256, Bytes(31), 256).fault(), Fault::usage_invalid);
    EXPECT_EQ(crypto::emsa_block(SignatureScheme::ecdsa, HashAlgorithm::sha256, Bytes(32), 256).fault(), Fault::key_algorithm_unsupported);
    EXPECT_EQ(crypto::emsa_block(SignatureScheme::rsa_pkcs1, HashAlgorithm::sha512, Bytes(64), 64).fault(), Fault::key_algorithm_unsupported);
    EXPECT_EQ(crypto::emsa_block(SignatureScheme::rsa_pss, HashAlgorithm::sha512, Bytes(64), 128).fault(), Fault::key_algorithm_unsupported);
}

TEST(KeyParts, OfPublicKeysGiveTheSameKeyAgain) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384}) {
        const auto key = crypto_test::key_of(algorithm);
        const Bytes& spki = key->public_key();
        const std::size_t size = algorithm == KeyAlgorithm::ecdsa_p256 ? 65 : 97;
        const base::ByteView point = base::ByteView(spki).last(size);
        EXPECT_EQ(crypto::ec_public_key(algorithm, point).value(), spki);
        Bytes off_the_curve = base::to_bytes(point);
        off_the_curve.back() ^= 1;
        EXPECT_EQ(crypto::ec_public_key(algorithm, off_the_curve).fault(), Fault::crypto_failed);
        EXPECT_FALSE(crypto::ec_public_key(algorithm, point.first(size - 1)));
        EXPECT_FALSE(crypto::ec_public_key(algorithm, {}));
    }
    const auto key = crypto_test::key_of(KeyAlgorithm::rsa_2048);
    const crypto::KeyHandle raw = openssl_key(*key);
    const Bytes n = number(raw.get(), OSSL_PKEY_PARAM_RSA_N);
    const Bytes e = number(raw.get(), OSSL_PKEY_PARAM_RSA_E);
    EXPECT_EQ(crypto::rsa_public_key(KeyAlgorithm::rsa_2048, n, e).value(), key->public_key());
    EXPECT_FALSE(crypto::rsa_public_key(KeyAlgorithm::rsa_3072, n, e)) << "as many bits as the algorithm says";
    EXPECT_FALSE(crypto::rsa_public_key(KeyAlgorithm::rsa_2048, base::ByteView(n).first(255), e));
    EXPECT_FALSE(crypto::rsa_public_key(KeyAlgorithm::rsa_2048, n, Bytes{1}));
    EXPECT_FALSE(crypto::rsa_public_key(KeyAlgorithm::rsa_2048, n, Bytes(9, 0xff)));
    EXPECT_FALSE(crypto::rsa_public_key(KeyAlgorithm::rsa_2048, {}, {}));
}

TEST(KeyParts, OfAnRsaKeyFollowFromOnePrime) {
    const auto key = crypto_test::key_of(KeyAlgorithm::rsa_2048);
    const crypto::KeyHandle raw = openssl_key(*key);
    const Bytes p = number(raw.get(), OSSL_PKEY_PARAM_RSA_FACTOR1);
    const Bytes q = number(raw.get(), OSSL_PKEY_PARAM_RSA_FACTOR2);
    for (const Bytes* prime : {&p, &q}) {
        const ports::PrivateKey given{KeyAlgorithm::rsa_2048, SecretBytes(*prime), key->public_key()};
        const auto parts = crypto::rsa_parts(given);
        ASSERT_TRUE(parts) << parts.failure().detail;
        const auto matches = [&](const SecretBytes& part, const char* name) {
            Bytes expected = number(raw.get(), name);
            expected.insert(expected.begin(), 128 - expected.size(), 0);
            return std::equal(expected.begin(), expected.end(), part.reveal().begin(), part.reveal().end());
        };
        EXPECT_TRUE(matches(parts->p, OSSL_PKEY_PARAM_RSA_FACTOR1));
        EXPECT_TRUE(matches(parts->q, OSSL_PKEY_PARAM_RSA_FACTOR2));
        EXPECT_TRUE(matches(parts->dp, OSSL_PKEY_PARAM_RSA_EXPONENT1));
        EXPECT_TRUE(matches(parts->dq, OSSL_PKEY_PARAM_RSA_EXPONENT2));
        EXPECT_TRUE(matches(parts->q_inverse, OSSL_PKEY_PARAM_RSA_COEFFICIENT1));
    }
    Bytes other = p;
    other.back() ^= 2;
    for (const Bytes& wrong : {other, Bytes(), Bytes{1}, Bytes(128, 0)}) {
        const ports::PrivateKey given{KeyAlgorithm::rsa_2048, SecretBytes(wrong), key->public_key()};
        EXPECT_EQ(crypto::rsa_parts(given).fault(), Fault::key_file_mismatch);
    }
}
