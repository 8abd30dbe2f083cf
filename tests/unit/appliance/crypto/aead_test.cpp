// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/aead.h"
#include "appliance/crypto/random.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using base::SecretBytes;

TEST(Aead, OpensWhatItSealed) {
    const SecretBytes key = crypto::random_secret(32);
    for (std::size_t size : {0U, 1U, 16U, 70000U}) {
        const Bytes plain = crypto::random_bytes(size);
        const Bytes sealed = crypto::seal(key, base::as_bytes("record 7"), plain).value();
        EXPECT_EQ(sealed.size(), size + crypto::aead_overhead);
        EXPECT_EQ(crypto::open(key, base::as_bytes("record 7"), sealed).value(), plain);
        EXPECT_EQ(base::to_bytes(crypto::open_secret(key, base::as_bytes("record 7"), sealed).value().reveal()), plain);
    }
}

TEST(Aead, OpensTheGcmSpecificationsTestCase14) {
    const SecretBytes key(32);
    Bytes sealed(12);
    Bytes rest;
    ASSERT_TRUE(base::from_hex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919", rest));
    base::append(sealed, base::ByteView(rest));
    EXPECT_EQ(crypto::open(key, {}, sealed).value(), Bytes(16));
}

TEST(Aead, NeverUsesANonceTwice) {
    const SecretBytes key = crypto::random_secret(32);
    EXPECT_NE(crypto::seal(key, {}, {}).value(), crypto::seal(key, {}, {}).value());
}

TEST(Aead, NoticesEveryFlippedBit) {
    const SecretBytes key = crypto::random_secret(32);
    Bytes sealed = crypto::seal(key, base::as_bytes("a"), base::as_bytes("plain")).value();
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        sealed[bit / 8] ^= mask;
        EXPECT_EQ(crypto::open(key, base::as_bytes("a"), sealed).fault(), Fault::cipher_tampered);
        sealed[bit / 8] ^= mask;
    }
    EXPECT_TRUE(crypto::open(key, base::as_bytes("a"), sealed));
}

TEST(Aead, RefusesOtherKeysOtherAadAndShortInput) {
    const SecretBytes key = crypto::random_secret(32);
    const Bytes sealed = crypto::seal(key, base::as_bytes("a"), base::as_bytes("plain")).value();
    EXPECT_EQ(crypto::open(crypto::random_secret(32), base::as_bytes("a"), sealed).fault(), Fault::cipher_tampered);
    EXPECT_EQ(crypto::open(key, base::as_bytes("b"), sealed).fault(), Fault::cipher_tampered);
    for (std::size_t size = 0; size < sealed.size(); ++size) {
        EXPECT_EQ(crypto::open(key, base::as_bytes("a"), base::ByteView(sealed).first(size)).fault(), Fault::cipher_tampered);
    }
    EXPECT_EQ(crypto::seal(crypto::random_secret(16), {}, {}).fault(), Fault::crypto_failed);
}
