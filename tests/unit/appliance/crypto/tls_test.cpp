// SPDX-License-Identifier: Apache-2.0
// Two ends of a TLS 1.3 connection in memory; the client's key is a lent one.
#include "appliance/crypto/evp_key.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/handles.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <gtest/gtest.h>

using base::Bytes;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

namespace {

using ContextHandle = crypto::Handle<SSL_CTX, SSL_CTX_free>;
using SslHandle = crypto::Handle<SSL, SSL_free>;

// Signs nothing but a client's CertificateVerify structure (RFC 8446, 4.4.3).
struct TlsKey final : ports::SigningKey, ports::MessageSigner {
    explicit TlsKey(KeyAlgorithm kind) : m_key(crypto_test::key_of(kind, 3)) {}
    KeyAlgorithm algorithm() const override { return m_key->algorithm(); }
    const Bytes& public_key() const override { return m_key->public_key(); }
    base::Result<Bytes> sign(SignatureScheme, HashAlgorithm, base::ByteView) override { return base::Fault::tpm_policy_refused; }
    ports::MessageSigner* whole_messages() override { return this; }
    base::Result<Bytes> sign_message(SignatureScheme scheme, HashAlgorithm hash, base::ByteView whole) override {
        ++signatures;
        const std::string prefix = std::string(64, ' ') + "TLS 1.3, client CertificateVerify" + '\0';
        if (!base::as_text(whole).starts_with(prefix)) return base::Fault::tpm_policy_refused;
        return m_key->sign(scheme, hash, crypto::digest(hash, whole));
    }
    std::shared_ptr<crypto::SoftwareKey> m_key;
    int signatures = 0;
};

ContextHandle context_for(const SSL_METHOD* method, const crypto_test::Pki& pki, const crypto::Certificate& certificate, const crypto::EvpKey& key) {
    ContextHandle context(SSL_CTX_new(method));
    SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
    EXPECT_EQ(SSL_CTX_use_certificate(context.get(), certificate.raw()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey(context.get(), key.raw()), 1);
    SSL_CTX_add1_chain_cert(context.get(), pki.issuing.raw());
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), pki.root.raw());
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context.get()), crypto_test::now_ms / 1000);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return context;
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
        const int c = SSL_do_handshake(client);
        const int s = SSL_do_handshake(server);
        if (c == 1 && s == 1) return true;
    }
    return false;
}

}  // namespace

TEST(Tls, AuthenticatesAClientWhoseKeySignsOnlyWholeCertificateVerifyStructures) {
    const crypto_test::Pki pki;
    const auto server_key = crypto_test::key_of(KeyAlgorithm::ecdsa_p384);
    const auto server_certificate = crypto::issue_tls_server(pki.issuer(), server_key->public_key(), {"hub", ""}, {"127.0.0.1"}, pki.validity()).value();
    const auto server_context = context_for(TLS_server_method(), pki, server_certificate, crypto::evp_key_for(server_key).value());
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const auto keeper = std::make_shared<TlsKey>(algorithm);
        const auto certificate = crypto::issue_tls_client(pki.issuer(), keeper->public_key(), {"device", ""}, pki.validity()).value();
        const auto client_context = context_for(TLS_client_method(), pki, certificate, crypto::evp_key_for(keeper).value());
        const SslHandle client(SSL_new(client_context.get()));
        const SslHandle server(SSL_new(server_context.get()));
        ASSERT_TRUE(shake_hands(client.get(), server.get())) << ERR_error_string(ERR_get_error(), nullptr);
        EXPECT_STREQ(SSL_get_version(client.get()), "TLSv1.3");
        EXPECT_EQ(SSL_get_verify_result(server.get()), X509_V_OK);
        const crypto::X509Handle seen(SSL_get1_peer_certificate(server.get()));
        EXPECT_EQ(X509_cmp(seen.get(), certificate.raw()), 0);
        EXPECT_EQ(keeper->signatures, 1);
        EXPECT_EQ(SSL_write(client.get(), "hello", 5), 5);
        char text[5];
        EXPECT_EQ(SSL_read(server.get(), text, sizeof text), 5);
    }
}
