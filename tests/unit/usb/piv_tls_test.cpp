// SPDX-License-Identifier: Apache-2.0
// A TLS 1.3 client whose key is in a token.
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/handles.h"
#include "tests/unit/appliance/crypto/pki.h"
#include "tests/unit/usb/token_bench.h"

#include <openssl/ssl.h>

#include <gtest/gtest.h>

using ports::KeyAlgorithm;
using usb::PivSigningKey;
using usb::PivSlot;
using usb_test::KnownPin;
using usb_test::TokenBench;

namespace {

using ContextHandle = crypto::Handle<SSL_CTX, SSL_CTX_free>;
using SslHandle = crypto::Handle<SSL, SSL_free>;

SslHandle end_of(const SSL_METHOD* method, const crypto_test::Pki& pki, const crypto::Certificate& certificate, const crypto::EvpKey& key) {
    const ContextHandle context(SSL_CTX_new(method));
    SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
    EXPECT_EQ(SSL_CTX_use_certificate(context.get(), certificate.raw()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context.get(), key.raw()), 1);
    SSL_CTX_add1_chain_cert(context.get(), pki.issuing.raw());
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), pki.root.raw());
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context.get()), crypto_test::now_ms / 1000);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return SslHandle(SSL_new(context.get()));
}

bool shake_hands(SSL* client, SSL* server) {
    BIO* one = nullptr;
    BIO* two = nullptr;
    BIO_new_bio_pair(&one, 0, &two, 0);
    SSL_set_bio(client, one, one);
    SSL_set_bio(server, two, two);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    for (int i = 0; i < 20; ++i) {
        SSL_do_handshake(client);
        if (SSL_do_handshake(server) == 1 && SSL_is_init_finished(client) == 1) return true;
    }
    return false;
}

// Whether a server believed the client that has this token.
bool is_believed(TokenBench& bench, KeyAlgorithm algorithm, const std::shared_ptr<KnownPin>& pins) {
    const crypto_test::Pki pki;
    const auto token = bench.open().value();
    EXPECT_TRUE(token->authenticate(bench.management_key()));
    EXPECT_TRUE(token->generate(PivSlot::authentication, algorithm));
    const auto key = PivSigningKey::open(token, PivSlot::authentication, pins).value();
    const auto server_key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 7);
    const auto client_certificate = crypto::issue_tls_client(pki.issuer(), key->public_key(), {"client", ""}, pki.validity()).value();
    const auto server_certificate =
        crypto::issue_tls_server(pki.issuer(), server_key->public_key(), {"server", ""}, {"server.example"}, pki.validity()).value();
    const SslHandle client = end_of(TLS_client_method(), pki, client_certificate, crypto::evp_key_for(key).value());
    const SslHandle server = end_of(TLS_server_method(), pki, server_certificate, crypto::evp_key_for(server_key).value());
    return shake_hands(client.get(), server.get());
}

}  // namespace

TEST(PivTls, AServerBelievesAClientWhoseKeyIsInAToken) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        TokenBench bench;
        const auto pins = std::make_shared<KnownPin>();
        EXPECT_TRUE(is_believed(bench, algorithm, pins));
        EXPECT_EQ(pins->asked, 1);
    }
}

TEST(PivTls, WithoutItsCodeTheHandshakeFails) {
    TokenBench bench;
    EXPECT_FALSE(is_believed(bench, KeyAlgorithm::ecdsa_p256, std::make_shared<KnownPin>("999999")));
}
