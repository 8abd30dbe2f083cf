// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"

#include <gtest/gtest.h>

using crypto::Hasher;
using ports::HashAlgorithm;

TEST(Digest, MatchesFips180Examples) {
    EXPECT_EQ(base::to_hex(crypto::sha256(base::as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(base::to_hex(crypto::digest(HashAlgorithm::sha384, base::as_bytes("abc"))),
              "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    EXPECT_EQ(base::to_hex(crypto::digest(HashAlgorithm::sha512, base::as_bytes("abc"))),
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
              "454d4423643ce80e2a9ac94fa54ca49f");
    EXPECT_EQ(base::to_hex(crypto::sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hasher, GivesTheSameDigestForAnySlicing) {
    const base::Bytes message = crypto::random_bytes(1000);
    for (std::size_t step : {1U, 7U, 64U, 999U}) {
        Hasher hasher;
        for (std::size_t at = 0; at < message.size(); at += step) {
            hasher.update(base::ByteView(message).subspan(at, std::min(step, message.size() - at)));
        }
        EXPECT_EQ(hasher.finish_sha256(), crypto::sha256(message));
    }
}

TEST(Hasher, BeginsAnewAfterFinish) {
    Hasher hasher(HashAlgorithm::sha384);
    hasher.update(base::as_bytes("something else"));
    hasher.finish();
    hasher.update(base::as_bytes("abc"));
    EXPECT_EQ(hasher.finish(), crypto::digest(HashAlgorithm::sha384, base::as_bytes("abc")));
}

TEST(Hmac, MatchesRfc4231) {
    EXPECT_EQ(base::to_hex(crypto::hmac_sha256(base::as_bytes("Jefe"), base::as_bytes("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(base::to_hex(crypto::hmac_sha256({}, {})),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Random, NeverRepeats) {
    EXPECT_NE(crypto::random_bytes(16), crypto::random_bytes(16));
    EXPECT_NE(base::to_bytes(crypto::random_secret(16).reveal()), base::to_bytes(crypto::random_secret(16).reveal()));
    EXPECT_TRUE(crypto::random_bytes(0).empty());
}
