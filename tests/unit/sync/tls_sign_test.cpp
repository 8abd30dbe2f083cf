// SPDX-License-Identifier: Apache-2.0
#include "sync/tls_sign.h"

#include "appliance/crypto/digest.h"
#include "sync/tls_sign_client.h"
#include "sync/tls_sign_server.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

#include <atomic>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace sync_test {
namespace {

using namespace exchange;
using base::Bytes;
using base::Fault;

Bytes certificate_verify(std::size_t hash_size) {
    Bytes content;
    content.reserve(200);
    content.resize(64, 0x20);
    base::append(content, std::string_view("TLS 1.3, client CertificateVerify"));
    content.push_back(0);
    content.insert(content.end(), hash_size, 0x5a);
    return content;
}

// The kiosk's loop, in a thread.
struct Keeper {
    explicit Keeper(const std::string& path, ports::SigningKey& key, unsigned uid)
        : server(*TlsSignServer::open(path, uid)), thread([this, &key] {
              while (!is_over) {
                  std::vector<pollfd> all;
                  for (int descriptor : server.descriptors()) all.push_back({descriptor, POLLIN, 0});
                  poll(all.data(), all.size(), 20);
                  signatures += server.tick(key);
              }
          }) {}
    ~Keeper() {
        is_over = true;
        thread.join();
    }
    TlsSignServer server;
    std::atomic<bool> is_over{false};
    std::atomic<unsigned> signatures{0};
    std::thread thread;
};

std::string converse(const std::string& path, std::string_view question) {
    const Socket socket = *Socket::connect_to(path, 5);
    Bytes answer;
    if (!socket.send(base::as_bytes(question)) ||
        socket.receive(answer, tls_sign_message_max, true) != Socket::Received::message)
        return {};
    return std::string(base::as_text(answer));
}

}  // namespace

TEST(TlsSign, KnowsACertificateVerifyFromEverythingElse) {
    EXPECT_TRUE(is_client_certificate_verify(certificate_verify(32)));
    EXPECT_TRUE(is_client_certificate_verify(certificate_verify(48)));
    for (const std::size_t size : {0U, 20U, 31U, 33U, 47U, 49U, 64U})
        EXPECT_FALSE(is_client_certificate_verify(certificate_verify(size))) << size;
    const Bytes good = certificate_verify(32);
    for (std::size_t i = 0; i < 64 + 33 + 1; ++i) {
        Bytes wrong = good;
        wrong[i] ^= 1;
        EXPECT_FALSE(is_client_certificate_verify(wrong)) << i;
    }
    Bytes server = good;
    std::copy_n("TLS 1.3, server CertificateVerify", 33, server.begin() + 64);
    EXPECT_FALSE(is_client_certificate_verify(server));
}

TEST(TlsSign, LendsTheKeyForHandshakesAlone) {
    const TemporaryFolder folder;
    const auto key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    Keeper keeper(folder / "s", *key, geteuid());
    const auto client = *TlsSignClient::open(folder / "s");
    EXPECT_EQ(client->public_key(), key->public_key());
    const Bytes content = certificate_verify(32);
    const auto signature = client->sign_message(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, content);
    ASSERT_TRUE(signature);
    EXPECT_TRUE(crypto::verify_signature(key->public_key(), ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256,
                                         crypto::sha256(content), *signature));
    Bytes document = base::to_bytes(std::string_view("I owe you a house."));
    EXPECT_EQ(client->sign_message(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, document).fault(),
              Fault::message_invalid);
    EXPECT_FALSE(client->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, crypto::sha256(document)));
    EXPECT_EQ(keeper.signatures, 1U);
}

TEST(TlsSign, RefusesNonsenseAndGoesOn) {
    const TemporaryFolder folder;
    const auto key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    Keeper keeper(folder / "s", *key, geteuid());
    for (const char* nonsense : {"", "{}", "{\"op\":\"export\"}", "{\"op\":\"sign\"}", "[[[[", "\xff\xfe",
                                 "{\"op\":\"sign\",\"hash\":\"sha256\",\"scheme\":\"rsa_pkcs1\",\"content\":\"\"}"})
        if (*nonsense != '\0') {
            EXPECT_EQ(converse(folder / "s", nonsense), "{\"refused\":\"message_invalid\"}") << nonsense;
        }
    EXPECT_EQ(converse(folder / "s", std::string(5000, 'x')), "");  // closed on
    EXPECT_TRUE(TlsSignClient::open(folder / "s"));
    EXPECT_EQ(keeper.signatures, 0U);
}

TEST(TlsSign, ServesNoOtherUser) {
    const TemporaryFolder folder;
    const auto key = *crypto::SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    Keeper keeper(folder / "s", *key, geteuid() + 1);
    EXPECT_EQ(TlsSignClient::open(folder / "s").fault(), Fault::program_failed);
}

}  // namespace sync_test
