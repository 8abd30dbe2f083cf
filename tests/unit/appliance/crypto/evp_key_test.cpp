// SPDX-License-Identifier: Apache-2.0
// The provider, driven through OpenSSL's own functions, as libssl and libcurl would.
#include "appliance/crypto/evp_key.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/handles.h"
#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <gmock/gmock.h>

#include <thread>

using base::Bytes;
using base::Fault;
using crypto::EvpKey;
using ports::HashAlgorithm;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

namespace {

constexpr KeyAlgorithm all_algorithms[] = {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048};
const Bytes message = base::to_bytes("what is signed");

// A keeper that counts, and fails when told to.
struct CountingKey final : ports::SigningKey {
    explicit CountingKey(KeyAlgorithm kind) : m_key(crypto_test::key_of(kind)) {}
    KeyAlgorithm algorithm() const override { return m_key->algorithm(); }
    const Bytes& public_key() const override { return m_key->public_key(); }
    base::Result<Bytes> sign(SignatureScheme scheme, HashAlgorithm hash, base::ByteView digest) override {
        ++signatures;
        if (fault) return base::Failure{*fault, "said the keeper"};
        last_scheme = scheme;
        return m_key->sign(scheme, hash, digest);
    }
    std::shared_ptr<crypto::SoftwareKey> m_key;
    int signatures = 0;
    std::optional<Fault> fault;
    SignatureScheme last_scheme = SignatureScheme::ecdsa;
};

// A keeper that insists on whole messages.
struct MessageKey final : ports::SigningKey, ports::MessageSigner {
    KeyAlgorithm algorithm() const override { return m_key->algorithm(); }
    const Bytes& public_key() const override { return m_key->public_key(); }
    base::Result<Bytes> sign(SignatureScheme, HashAlgorithm, base::ByteView) override { return Fault::tpm_policy_refused; }
    ports::MessageSigner* whole_messages() override { return this; }
    base::Result<Bytes> sign_message(SignatureScheme scheme, HashAlgorithm hash, base::ByteView whole) override {
        last_message = base::to_bytes(whole);
        return m_key->sign(scheme, hash, crypto::digest(hash, whole));
    }
    std::shared_ptr<crypto::SoftwareKey> m_key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    Bytes last_message;
};

std::optional<Bytes> digest_sign(EVP_PKEY* key, const char* hash, base::ByteView what, int padding = 0) {
    const crypto::MdContextHandle context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;
    if (EVP_DigestSignInit_ex(context.get(), &key_context, hash, nullptr, nullptr, key, nullptr) != 1) return std::nullopt;
    if (padding != 0 && EVP_PKEY_CTX_set_rsa_padding(key_context, padding) != 1) return std::nullopt;
    if (padding == RSA_PKCS1_PSS_PADDING && EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) != 1) return std::nullopt;
    std::size_t size = 0;
    if (EVP_DigestSign(context.get(), nullptr, &size, what.data(), what.size()) != 1) return std::nullopt;
    Bytes signature(size);
    if (EVP_DigestSign(context.get(), signature.data(), &size, what.data(), what.size()) != 1) return std::nullopt;
    signature.resize(size);
    return signature;
}

std::string drained_errors() {
    std::string out;
    const char* data = nullptr;
    int flags = 0;
    while (ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags) != 0) out += std::string(data == nullptr ? "" : data) + '\n';
    return out;
}

}  // namespace

TEST(EvpKey, SignsThroughTheKeeperAndNowhereElse) {
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const auto keeper = std::make_shared<CountingKey>(algorithm);
        const EvpKey key = crypto::evp_key_for(keeper).value();
        const auto signature = digest_sign(key.raw(), "SHA384", message);
        ASSERT_TRUE(signature) << drained_errors();
        EXPECT_EQ(keeper->signatures, 1);
        EXPECT_TRUE(crypto::verify_signature(keeper->public_key(), keeper->last_scheme, HashAlgorithm::sha384,
                                             crypto::digest(HashAlgorithm::sha384, message), *signature));
    }
}

TEST(EvpKey, SignsWithPssAndASaltAsLongAsTheDigest) {
    const auto keeper = std::make_shared<CountingKey>(KeyAlgorithm::rsa_2048);
    const EvpKey key = crypto::evp_key_for(keeper).value();
    const auto signature = digest_sign(key.raw(), "SHA256", message, RSA_PKCS1_PSS_PADDING);
    ASSERT_TRUE(signature) << drained_errors();
    EXPECT_EQ(keeper->last_scheme, SignatureScheme::rsa_pss);
    const crypto_test::Foreign foreign;
    foreign.write("m", base::ByteView(message));
    foreign.write("s", base::ByteView(*signature));
    foreign.write("p.der", base::ByteView(keeper->public_key()));
    EXPECT_EQ(foreign.run("openssl pkey -pubin -inform DER -in p.der -out p.pem && openssl dgst -sha256 -verify p.pem -sigopt "
                          "rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -signature s m").status, 0);
}

TEST(EvpKey, RefusesOtherSaltsAndOldDigests) {
    const EvpKey key = crypto::evp_key_for(std::make_shared<CountingKey>(KeyAlgorithm::rsa_2048)).value();
    const crypto::MdContextHandle context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* key_context = nullptr;
    ASSERT_EQ(EVP_DigestSignInit_ex(context.get(), &key_context, "SHA256", nullptr, nullptr, key.raw(), nullptr), 1);
    ASSERT_EQ(EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING), 1);
    ASSERT_EQ(EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, 20), 1);
    Bytes out(256);
    std::size_t size = out.size();
    EXPECT_NE(EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()), 1);
    EXPECT_FALSE(digest_sign(key.raw(), "SHA1", message));
    drained_errors();
}

TEST(EvpKey, CannotBeExported) {
    const EvpKey key = crypto::evp_key_for(std::make_shared<CountingKey>(KeyAlgorithm::ecdsa_p256)).value();
    const crypto::BioHandle target(BIO_new(BIO_s_mem()));
    EXPECT_NE(PEM_write_bio_PrivateKey(target.get(), key.raw(), nullptr, nullptr, 0, nullptr, nullptr), 1);
    EXPECT_EQ(PEM_write_bio_PUBKEY(target.get(), key.raw()), 1);
    drained_errors();
}

TEST(EvpKey, MatchesItsCertificateAndVerifiesItsOwnSignatures) {
    const crypto_test::Pki pki;
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const auto keeper = std::make_shared<CountingKey>(algorithm);
        const EvpKey key = crypto::evp_key_for(keeper).value();
        EXPECT_EQ(X509_check_private_key(pki.signer_for(*keeper).raw(), key.raw()), 1);
        EXPECT_NE(X509_check_private_key(pki.issuing.raw(), key.raw()), 1);
        drained_errors();
        // X509_set_pubkey keeps our key inside, so X509_verify comes back to the provider.
        const crypto::X509Handle certificate(X509_new());
        ASSERT_EQ(X509_set_pubkey(certificate.get(), key.raw()), 1);
        ASSERT_GT(X509_sign(certificate.get(), key.raw(), EVP_sha256()), 0) << drained_errors();
        EXPECT_EQ(X509_verify(certificate.get(), key.raw()), 1) << drained_errors();
    }
}

TEST(EvpKey, SignsCmsThatOpensslAccepts) {
    const crypto_test::Pki pki;
    for (const KeyAlgorithm algorithm : all_algorithms) {
        const auto keeper = std::make_shared<CountingKey>(algorithm);
        const EvpKey key = crypto::evp_key_for(keeper).value();
        const auto certificate = pki.signer_for(*keeper);
        const crypto::BioHandle content(BIO_new_mem_buf(message.data(), static_cast<int>(message.size())));
        const crypto::CmsHandle cms(CMS_sign(certificate.raw(), key.raw(), nullptr, content.get(), CMS_BINARY | CMS_CADES));
        ASSERT_NE(cms, nullptr) << drained_errors();
        unsigned char* der = nullptr;
        const int size = i2d_CMS_ContentInfo(cms.get(), &der);
        const crypto_test::Foreign foreign;
        foreign.write("m.der", base::ByteView(der, static_cast<std::size_t>(size)));
        OPENSSL_free(der);
        foreign.write("ca.pem", pki.pem_files());
        const auto answer = foreign.run("openssl cms -verify -cades -inform DER -in m.der -CAfile ca.pem -purpose any -attime " +
                                        std::to_string(crypto_test::now_ms / 1000));
        EXPECT_EQ(answer.status, 0) << answer.output;
    }
}

TEST(EvpKey, HandsWholeMessagesToKeepersThatInsist) {
    const auto keeper = std::make_shared<MessageKey>();
    const EvpKey key = crypto::evp_key_for(keeper).value();
    const auto signature = digest_sign(key.raw(), "SHA256", message);
    ASSERT_TRUE(signature) << drained_errors();
    EXPECT_EQ(keeper->last_message, message);
    EXPECT_TRUE(crypto::verify_signature(keeper->public_key(), SignatureScheme::ecdsa, HashAlgorithm::sha256, crypto::sha256(message), *signature));

    keeper->last_message.clear();
    EXPECT_FALSE(digest_sign(key.raw(), "SHA256", Bytes(1024 * 1024 + 1)));
    EXPECT_TRUE(keeper->last_message.empty());
    EXPECT_THAT(drained_errors(), testing::HasSubstr("message_invalid"));
    EXPECT_TRUE(digest_sign(key.raw(), "SHA256", Bytes(1024 * 1024)));
}

TEST(EvpKey, CarriesTheKeepersFaultThroughOpenssl) {
    const crypto_test::Pki pki;
    CountingKey keeper(KeyAlgorithm::ecdsa_p256);
    const auto certificate = crypto::make_root(keeper, {"r", ""}, pki.validity()).value();
    for (const Fault fault : {Fault::pin_wrong, Fault::tpm_locked_out, Fault::document_not_pdf, Fault::not_implemented_here}) {
        keeper.fault = fault;
        const auto refused = crypto::make_root(keeper, {"r", ""}, pki.validity());
        EXPECT_EQ(refused.fault(), fault);
        EXPECT_THAT(refused.failure().detail, testing::HasSubstr("said the keeper"));
    }
}

TEST(EvpKey, LeavesTheRestOfTheProcessAlone) {
    ASSERT_TRUE(crypto::evp_key_for(std::make_shared<CountingKey>(KeyAlgorithm::ecdsa_p256)));
    const crypto::KeyHandle key(EVP_EC_gen("P-256"));
    ASSERT_NE(key, nullptr);
    EXPECT_TRUE(digest_sign(key.get(), "SHA256", message)) << drained_errors();
    EXPECT_TRUE(digest_sign(crypto::KeyHandle(EVP_RSA_gen(2048)).get(), "SHA256", message)) << drained_errors();
}

TEST(EvpKey, SignsFromManyThreads) {
    const auto key_pair = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const EvpKey key = crypto::evp_key_for(key_pair).value();
    std::vector<std::thread> threads;
    std::atomic<int> good = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int j = 0; j < 25; ++j) good += digest_sign(key.raw(), "SHA256", message) ? 1 : 0;
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(good, 100);
}

TEST(EvpPublicKey, RefusesWhatIsNotOneKey) {
    Bytes spki = crypto_test::key_of(KeyAlgorithm::ecdsa_p256)->public_key();
    EXPECT_TRUE(crypto::evp_public_key(spki));
    spki.push_back(0);
    EXPECT_EQ(crypto::evp_public_key(spki).fault(), Fault::key_algorithm_unsupported);
    EXPECT_EQ(crypto::evp_public_key({}).fault(), Fault::key_algorithm_unsupported);
}
