// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/key_wrap.h"
#include "appliance/crypto/random.h"

#include <gtest/gtest.h>

using base::Bytes;
using base::Fault;
using base::SecretBytes;

namespace {

SecretBytes secret(std::string_view hex) {
    Bytes bytes;
    EXPECT_TRUE(base::from_hex(hex, bytes));
    return SecretBytes(base::ByteView(bytes));
}

}  // namespace

TEST(KeyWrap, MatchesRfc3394) {
    // Section 4.6: 256 bits of key data with a 256-bit key.
    const SecretBytes wrapping_key = secret("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
    const SecretBytes key = secret("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F");
    const Bytes wrapped = crypto::wrap_key(wrapping_key, key).value();
    EXPECT_EQ(base::to_hex(wrapped), "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
    EXPECT_EQ(base::to_bytes(crypto::unwrap_key(wrapping_key, wrapped).value().reveal()), base::to_bytes(key.reveal()));
}

TEST(KeyWrap, NoticesEveryFlippedBitAndEveryOtherSize) {
    const SecretBytes wrapping_key = crypto::random_secret(32);
    Bytes wrapped = crypto::wrap_key(wrapping_key, crypto::random_secret(32)).value();
    for (std::size_t bit = 0; bit < wrapped.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
        wrapped[bit / 8] ^= mask;
        EXPECT_EQ(crypto::unwrap_key(wrapping_key, wrapped).fault(), Fault::cipher_tampered);
        wrapped[bit / 8] ^= mask;
    }
    for (std::size_t size = 0; size < wrapped.size(); ++size) {
        EXPECT_EQ(crypto::unwrap_key(wrapping_key, base::ByteView(wrapped).first(size)).fault(), Fault::cipher_tampered);
    }
    EXPECT_EQ(crypto::unwrap_key(crypto::random_secret(32), wrapped).fault(), Fault::cipher_tampered);
}

TEST(KeyWrap, RefusesSizesItCannotWrap) {
    EXPECT_EQ(crypto::wrap_key(crypto::random_secret(32), crypto::random_secret(15)).fault(), Fault::crypto_failed);
    EXPECT_EQ(crypto::wrap_key(crypto::random_secret(31), crypto::random_secret(32)).fault(), Fault::crypto_failed);
}
