// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/trust.h"

#include "tests/unit/appliance/crypto/foreign.h"
#include "tests/unit/appliance/crypto/pki.h"

#include <gtest/gtest.h>

using base::Fault;
using crypto::Certificate;
using crypto::Purpose;
using crypto::TrustStore;
using crypto_test::day;
using crypto_test::now_ms;
using ports::KeyAlgorithm;

namespace {

crypto::Certificate leaf_of(const crypto_test::Pki& pki) { return pki.signer_for(*crypto_test::key_of(KeyAlgorithm::ecdsa_p256)); }

base::Bytes crl_of(const crypto_test::Pki& pki, const Certificate& revoked, std::int64_t revoked_ms, std::int64_t next_ms) {
    return crypto::issue_crl(pki.issuer(), 1, now_ms - 2 * day, next_ms, {{revoked.serial_hex(), revoked_ms}}).value();
}

}  // namespace

TEST(TrustStore, BuildsTheChainFromLeafToRoot) {
    const crypto_test::Pki pki;
    const auto leaf = leaf_of(pki);
    EXPECT_EQ(pki.trust.verify(leaf, Purpose::document_signing, now_ms).fault(), Fault::certificate_untrusted);
    const auto chain = pki.trust.verify(leaf, Purpose::document_signing, now_ms, pki.chain).value();
    ASSERT_EQ(chain.size(), 3U);
    EXPECT_EQ(chain[0], leaf);
    EXPECT_EQ(chain[1], pki.issuing);
    EXPECT_EQ(chain[2], pki.root);
}

TEST(TrustStore, DoesNotTakeTheRootFromWhoeverSendsIt) {
    const crypto_test::Pki ours;
    const crypto_test::Pki theirs("Another root");
    const auto leaf = leaf_of(theirs);
    EXPECT_EQ(ours.trust.verify(leaf, Purpose::any, now_ms, {theirs.issuing, theirs.root}).fault(), Fault::certificate_untrusted);
    EXPECT_EQ(TrustStore().verify(leaf, Purpose::any, now_ms, {theirs.issuing, theirs.root}).fault(), Fault::certificate_untrusted);
}

TEST(TrustStore, JudgesAtTheGivenTime) {
    const crypto_test::Pki pki;
    const auto leaf = leaf_of(pki);
    EXPECT_EQ(pki.trust.verify(leaf, Purpose::any, now_ms - day - 1000, pki.chain).fault(), Fault::certificate_not_yet_valid);
    EXPECT_EQ(pki.trust.verify(leaf, Purpose::any, now_ms + 366 * day, pki.chain).fault(), Fault::certificate_expired);
}

TEST(TrustStore, KeepsPurposesApart) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256);
    const crypto::Subject subject{"leaf", ""};
    struct Kind {
        Certificate certificate;
        std::vector<Purpose> fits;
    };
    const Kind kinds[] = {
        {pki.signer_for(*key), {Purpose::document_signing, Purpose::any}},
        {crypto::issue_tls_client(pki.issuer(), key->public_key(), subject, pki.validity()).value(), {Purpose::tls_client, Purpose::any}},
        {crypto::issue_tls_server(pki.issuer(), key->public_key(), subject, {"a"}, pki.validity()).value(), {Purpose::tls_server, Purpose::any}},
        {crypto::issue_timestamping(pki.issuer(), key->public_key(), subject, pki.validity()).value(), {Purpose::timestamping, Purpose::any}},
        {crypto::issue_receipt(pki.issuer(), key->public_key(), subject, pki.validity()).value(), {Purpose::receipt, Purpose::any}},
        {crypto::issue_agreement(pki.issuer(), key->public_key(), subject, pki.validity()).value(), {Purpose::any}},
    };
    for (const Kind& kind : kinds) {
        for (const Purpose purpose : {Purpose::document_signing, Purpose::tls_client, Purpose::tls_server, Purpose::timestamping,
                                      Purpose::receipt, Purpose::any}) {
            const bool fits = std::find(kind.fits.begin(), kind.fits.end(), purpose) != kind.fits.end();
            const auto chain = pki.trust.verify(kind.certificate, purpose, now_ms, pki.chain);
            EXPECT_EQ(static_cast<bool>(chain), fits) << (&kind - kinds) << ' ' << static_cast<int>(purpose);
            if (!fits && !chain) {
                EXPECT_EQ(chain.fault(), Fault::certificate_invalid);
            }
        }
    }
}

TEST(TrustStore, RefusesALeafAsIssuer) {
    const crypto_test::Pki pki;
    const auto key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 1);
    const auto leaf = pki.signer_for(*key);
    const auto forged = crypto::issue_signer({leaf, *key, ""}, key->public_key(), {"forged", ""}, pki.validity()).value();
    EXPECT_FALSE(pki.trust.verify(forged, Purpose::any, now_ms, {pki.issuing, leaf}));
}

TEST(TrustStore, CountsACertificateAsRevokedFromTheListedDayOn) {
    crypto_test::Pki pki;
    const auto leaf = leaf_of(pki);
    ASSERT_TRUE(pki.trust.add_crl(crl_of(pki, leaf, now_ms, now_ms + day)));
    EXPECT_TRUE(pki.trust.verify(leaf, Purpose::any, now_ms - 1000, pki.chain));
    EXPECT_EQ(pki.trust.verify(leaf, Purpose::any, now_ms, pki.chain).fault(), Fault::certificate_revoked);
    EXPECT_TRUE(pki.trust.verify(leaf_of(pki), Purpose::any, now_ms, pki.chain));
}

TEST(TrustStore, ObeysARevocationListThatHasRunOut) {
    crypto_test::Pki pki;
    const auto leaf = leaf_of(pki);
    ASSERT_TRUE(pki.trust.add_crl(crl_of(pki, leaf, now_ms - 2 * day, now_ms - day)));
    EXPECT_EQ(pki.trust.verify(leaf, Purpose::any, now_ms, pki.chain).fault(), Fault::certificate_revoked);
}

TEST(TrustStore, IgnoresARevocationListByAnyoneElse) {
    crypto_test::Pki pki;
    const auto leaf = leaf_of(pki);
    // Same name, other key.
    const auto impostor_key = crypto_test::key_of(KeyAlgorithm::ecdsa_p256, 2);
    const auto impostor = crypto::make_root(*impostor_key, {"Issuing CA", "Inkseal"}, pki.validity()).value();
    ASSERT_TRUE(pki.trust.add_crl(crypto::issue_crl({impostor, *impostor_key, ""}, 1, now_ms - day, now_ms + day,
                                                    {{leaf.serial_hex(), now_ms - day}}).value()));
    EXPECT_TRUE(pki.trust.verify(leaf, Purpose::any, now_ms, pki.chain));
}

TEST(TrustStore, SaysWhetherRevocationIsKnown) {
    crypto_test::Pki pki;
    const auto leaf = leaf_of(pki);
    const auto chain = pki.trust.verify(leaf, Purpose::any, now_ms, pki.chain).value();
    EXPECT_FALSE(pki.trust.is_revocation_known(chain, now_ms));
    ASSERT_TRUE(pki.trust.add_crl(crl_of(pki, pki.root, now_ms, now_ms + day)));
    EXPECT_FALSE(pki.trust.is_revocation_known(chain, now_ms));  // the issuing CA itself is still open
    ASSERT_TRUE(pki.trust.add_crl(crypto::issue_crl({pki.root, *pki.root_key, ""}, 1, now_ms - day, now_ms + day, {}).value()));
    EXPECT_TRUE(pki.trust.is_revocation_known(chain, now_ms));
    EXPECT_FALSE(pki.trust.is_revocation_known(chain, now_ms + 2 * day));
    EXPECT_EQ(pki.trust.crls_for(chain).size(), 2U);
}

TEST(TrustStore, SortsAFolderOfFiles) {
    const crypto_test::Pki pki;
    const auto leaf = leaf_of(pki);
    const auto crl = crl_of(pki, leaf, now_ms, now_ms + day);
    const crypto_test::Foreign foreign;
    foreign.write("crl.der", base::ByteView(crl));
    ASSERT_EQ(foreign.run("openssl crl -inform DER -in crl.der -out crl.pem").status, 0);
    const auto der_store = TrustStore::from_files({{"root.der", pki.root.der()}, {"ca.der", pki.issuing.der()}, {"crl.der", crl}}).value();
    base::Bytes bundle = base::to_bytes(pki.pem_files());
    base::append(bundle, base::ByteView(foreign.read("crl.pem")));
    const auto pem_store = TrustStore::from_files({{"all.pem", bundle}}).value();
    for (const TrustStore& store : {der_store, pem_store}) {
        ASSERT_EQ(store.anchors().size(), 1U);
        ASSERT_EQ(store.intermediates().size(), 1U);
        EXPECT_TRUE(store.verify(leaf, Purpose::any, now_ms - 1000));
        EXPECT_EQ(store.verify(leaf, Purpose::any, now_ms).fault(), Fault::certificate_revoked);
    }
    const auto refused = TrustStore::from_files({{"root.der", pki.root.der()}, {"notes.txt", base::to_bytes("hello")}});
    EXPECT_EQ(refused.fault(), Fault::certificate_invalid);
    EXPECT_NE(refused.failure().detail.find("notes.txt"), std::string::npos);
}

TEST(TrustStore, PassesOverFilesOfAFolderThatDoNotClaimToBeTrust) {
    const crypto_test::Pki pki;
    const auto root = std::pair{std::string("root.pem"), base::to_bytes(pki.root.to_pem())};
    std::vector<std::string> passed_over;
    const auto store = TrustStore::from_folder({{"README", base::to_bytes("hello")},
                                                {"root.key", base::to_bytes(crypto_test::pem_of(pki.root_key))},
                                                root,
                                                {"root.srl", base::to_bytes("1F\n")}}, passed_over);
    ASSERT_TRUE(store);
    EXPECT_EQ(store->anchors().size(), 1U);
    EXPECT_EQ(passed_over, (std::vector<std::string>{"README", "root.key", "root.srl"}));
    const std::string torn = "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n";
    for (const auto& claiming : {std::pair{std::string("a.crl"), base::to_bytes("torn")}, {"b", base::to_bytes(torn)}}) {
        const auto refused = TrustStore::from_folder({root, claiming}, passed_over);
        EXPECT_EQ(refused.fault(), Fault::certificate_invalid);
        EXPECT_NE(refused.failure().detail.find(claiming.first + ": "), std::string::npos);
    }
}

TEST(TrustStore, RefusesPrivateKeysAmongTheAnchors) {
    const crypto_test::Pki pki;
    const std::string text = pki.root.to_pem() + crypto_test::pem_of(pki.root_key);
    EXPECT_EQ(TrustStore::from_files({{"root.pem", base::to_bytes(text)}}).fault(), Fault::certificate_invalid);
}

TEST(TrustStore, RefusesWeakSignaturesInTheChain) {
    const crypto_test::Foreign foreign;
    const crypto_test::Pki pki;
    ASSERT_EQ(foreign.run("openssl req -x509 -newkey rsa:2048 -nodes -keyout r.key -subj /CN=r -days 3650 -sha256 -out r.pem && "
                          "openssl req -new -newkey rsa:2048 -nodes -keyout l.key -subj /CN=l -out l.csr && "
                          "openssl x509 -req -in l.csr -CA r.pem -CAkey r.key -CAcreateserial -days 3650 -sha1 -out weak.pem && "
                          "openssl x509 -req -in l.csr -CA r.pem -CAkey r.key -CAcreateserial -days 3650 -sha256 -out good.pem").status, 0);
    const auto load = [&](const char* name) { return Certificate::all_from_pem(foreign.read(name)).value()[0]; };
    TrustStore store;
    store.add_anchor(load("r.pem"));
    const std::int64_t at_ms = load("good.pem").not_before_ms() + day;
    EXPECT_TRUE(store.verify(load("good.pem"), Purpose::document_signing, at_ms));
    EXPECT_EQ(store.verify(load("weak.pem"), Purpose::document_signing, at_ms).fault(), Fault::certificate_invalid);
}

TEST(TestChains, AreKnownByTheWordTestInTheRoot) {
    const auto chain_of = [](const std::string& name) { return std::vector<Certificate>{crypto_test::Pki(name).root}; };
    EXPECT_TRUE(crypto::is_test(chain_of("Inkseal TEST root")));
    EXPECT_TRUE(crypto::is_test(chain_of("TEST")));
    EXPECT_FALSE(crypto::is_test(chain_of("LATEST root")));
    EXPECT_FALSE(crypto::is_test(chain_of("Inkseal root")));
    EXPECT_FALSE(crypto::is_test({}));
}
