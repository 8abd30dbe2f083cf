// SPDX-License-Identifier: Apache-2.0
// What other programs wrote, read: PKCS#12 in all its kinds, PEM and DER.
#include "tests/unit/appliance/crypto/key_file_rig.h"

#include <gtest/gtest.h>

#include <fstream>

using base::Bytes;
using base::Fault;
using crypto::KeyFileFormat;
using crypto::KeyFileWarning;
using crypto_test::KeyFileRig;
using ports::KeyAlgorithm;

namespace {

void expect_whole(const KeyFileRig& rig, const base::Result<crypto::KeyFile>& file, const std::string& what) {
    ASSERT_TRUE(file) << what << ": " << base::row_of(file.fault()).name << ", " << file.failure().detail;
    EXPECT_EQ(file->key.public_key, rig.key->public_key()) << what;
    EXPECT_EQ(file->key.algorithm, rig.key->algorithm()) << what;
    ASSERT_EQ(file->chain.size(), 3U) << what;
    EXPECT_EQ(file->chain[0], rig.leaf) << what;
    EXPECT_EQ(file->chain[1], rig.pki.issuing) << what;
    EXPECT_EQ(file->chain[2], rig.pki.root) << what;
    EXPECT_TRUE(file->unrelated.empty()) << what;
}

Bytes vector(const std::string& name) {
    std::ifstream file(std::string(SOURCE_DIR "/tests/vectors/rfc9879/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST(Pkcs12, OfEveryAlgorithmIsReadWithItsChain) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072}) {
        const KeyFileRig rig(algorithm);
        const auto file = rig.read(rig.pkcs12("-iter 100000"));
        expect_whole(rig, file, "openssl's own choice");
        if (!file) continue;
        EXPECT_EQ(file->format, KeyFileFormat::pkcs12);
        EXPECT_EQ(file->mac, "HMAC sha256");
        EXPECT_EQ(file->iterations, 100000U);
        ASSERT_EQ(file->ciphers.size(), 1U);
        EXPECT_EQ(file->ciphers[0], "PBES2 aes-256-cbc PBKDF2 hmacWithSHA256");
        EXPECT_TRUE(file->warnings.empty());
    }
}

TEST(Pkcs12, InOldCiphersIsReadWithAWarning) {
    const KeyFileRig rig;
    for (const char* options : {"-legacy", "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES", "-legacy -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-40",
                                "-legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-RC2-128", "-keypbe DES-EDE3-CBC -certpbe AES-128-CBC"}) {
        const auto file = rig.read(rig.pkcs12(options));
        expect_whole(rig, file, options);
        if (file) {
            EXPECT_TRUE(crypto_test::has(*file, KeyFileWarning::legacy_cipher)) << options;
        }
        if (file) {
            EXPECT_TRUE(crypto_test::has(*file, KeyFileWarning::few_iterations)) << options;
        }
    }
    const auto today = rig.read(rig.pkcs12("-keypbe AES-192-CBC -certpbe AES-128-CBC"));
    expect_whole(rig, today, "AES");
    EXPECT_FALSE(crypto_test::has(*today, KeyFileWarning::legacy_cipher));
}

TEST(Pkcs12, NamesItsMacAndWarnsOfWeakOnesAndOfNone) {
    const KeyFileRig rig;
    for (const std::string hash : {"sha1", "sha224", "sha256", "sha384", "sha512"}) {
        const auto file = rig.read(rig.pkcs12("-macalg " + hash));
        expect_whole(rig, file, hash);
        if (!file) continue;
        EXPECT_EQ(file->mac, "HMAC " + hash);
        EXPECT_EQ(crypto_test::has(*file, KeyFileWarning::sha1_mac), hash == "sha1");
    }
    const auto none = rig.read(rig.pkcs12("-nomac"));
    expect_whole(rig, none, "no MAC");
    EXPECT_TRUE(crypto_test::has(*none, KeyFileWarning::no_mac));
    EXPECT_EQ(none->mac, "");
}

TEST(Pkcs12, WithoutEncryptionOrPasswordIsReadAndSaysSo) {
    const KeyFileRig rig;
    const auto plain = rig.read(rig.pkcs12("-keypbe NONE -certpbe NONE"));
    expect_whole(rig, plain, "no encryption");
    EXPECT_TRUE(crypto_test::has(*plain, KeyFileWarning::key_not_encrypted));
    EXPECT_TRUE(plain->ciphers.empty());
    const Bytes empty = rig.made("e.p12", "openssl pkcs12 -export -inkey key.pem -in leaf.pem -certfile chain.pem -passout pass: -out e.p12");
    const auto read = crypto::read_key_file(empty, std::nullopt, crypto_test::now_ms);
    expect_whole(rig, read, "empty password");
    EXPECT_TRUE(crypto_test::has(*read, KeyFileWarning::empty_password));
    EXPECT_EQ(rig.read(empty).fault(), Fault::key_file_password);
}

TEST(Pkcs12, OfCerttoolIsRead) {
    const KeyFileRig rig;
    for (const std::string cipher : {"aes-256"}) {
        const Bytes bytes = rig.made("g.p12", "cat chain.pem leaf.pem > all.pem && certtool --to-p12 --load-privkey key.pem --load-certificate all.pem "
                                             "--p12-name k --password right --pkcs-cipher " + cipher + " --outder --outfile g.p12");
        expect_whole(rig, rig.read(bytes), cipher);
    }
}

TEST(Pkcs12, InBerWithIndefiniteLengthsIsRead) {
    const KeyFileRig rig;
    const Bytes der = rig.pkcs12("-iter 1000");
    // The outermost SEQUENCE as some programs write it: of indefinite length.
    ASSERT_EQ(der[1], 0x82);
    Bytes ber = {0x30, 0x80};
    ber.insert(ber.end(), der.begin() + 4, der.end());
    ber.insert(ber.end(), {0, 0});
    expect_whole(rig, rig.read(ber), "BER");
}

TEST(Pbmac1, PublishedFilesThatAreValidAreRead) {
    for (const char* name : {"a1.p12", "a2.p12", "a3.p12"}) {
        const auto file = crypto::read_key_file(vector(name), crypto_test::secret("1234"), crypto_test::now_ms);
        ASSERT_TRUE(file) << name << ": " << file.failure().detail;
        EXPECT_EQ(file->key.algorithm, KeyAlgorithm::rsa_2048);
        EXPECT_EQ(file->chain.size(), 1U);
        EXPECT_EQ(file->mac, std::string("PBMAC1 hmacWithSHA") + (std::string(name) == "a3.p12" ? "512" : "256")) << name;
        EXPECT_EQ(crypto::read_key_file(vector(name), crypto_test::secret("1235"), crypto_test::now_ms).fault(), Fault::key_file_password);
    }
}

TEST(Pbmac1, PublishedFilesThatAreInvalidAreRefused) {
    const auto fault_of = [](const char* name) {
        const auto file = crypto::read_key_file(vector(name), crypto_test::secret("1234"), crypto_test::now_ms);
        return file ? Fault::not_implemented_here : file.fault();
    };
    EXPECT_EQ(fault_of("a4.p12"), Fault::key_file_tampered) << "another count of rounds";
    EXPECT_EQ(fault_of("a5.p12"), Fault::key_file_tampered) << "another salt";
    EXPECT_EQ(fault_of("a6.p12"), Fault::key_file_unreadable) << "no length of the key";
}

TEST(KeyFilePem, InEveryFormIsRead) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::rsa_2048}) {
        const KeyFileRig rig(algorithm);
        const std::string old = algorithm == KeyAlgorithm::rsa_2048 ? "openssl rsa -traditional" : "openssl ec";
        struct Form {
            std::string line;
            bool is_encrypted, is_legacy;
        };
        const Form forms[] = {{"openssl pkcs8 -topk8 -nocrypt -in key.pem -out k", false, false},
                              {"openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 200000 -passout pass:right -in key.pem -out k", true, false},
                              {"openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:right -in key.pem -out k", true, true},
                              {"openssl pkcs8 -topk8 -v2 des3 -passout pass:right -in key.pem -out k", true, true},
                              {old + " -in key.pem -out k", false, false},
                              {old + " -aes128 -passout pass:right -in key.pem -out k", true, true},
                              {old + " -des3 -passout pass:right -in key.pem -out k", true, true}};
        for (const Form& form : forms) {
            // Certificates beside, in no order, one twice.
            const Bytes bytes = rig.made("all.pem", form.line + " && cat root.pem k issuing.pem leaf.pem root.pem > all.pem");
            const auto file = rig.read(bytes);
            expect_whole(rig, file, form.line);
            if (!file) continue;
            EXPECT_EQ(file->format, KeyFileFormat::pem);
            EXPECT_EQ(crypto_test::has(*file, KeyFileWarning::key_not_encrypted), !form.is_encrypted) << form.line;
            EXPECT_EQ(crypto_test::has(*file, KeyFileWarning::legacy_cipher), form.is_legacy) << form.line;
            if (form.is_encrypted) {
                EXPECT_EQ(rig.read(bytes, "wrong").fault(), Fault::key_file_password) << form.line;
            }
            if (form.is_encrypted) {
                EXPECT_EQ(crypto::read_key_file(bytes, std::nullopt, 0).fault(), Fault::key_file_password) << form.line;
            }
        }
    }
}

TEST(KeyFileDer, InEveryFormIsRead) {
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048}) {
        const KeyFileRig rig(algorithm);
        const std::string old = algorithm == KeyAlgorithm::rsa_2048 ? "openssl rsa -traditional" : "openssl ec";
        for (const std::string& line : {std::string("openssl pkcs8 -topk8 -nocrypt -outform DER -in key.pem -out k"),
                                        std::string("openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:right -outform DER -in key.pem -out k"),
                                        old + " -outform DER -in key.pem -out k"}) {
            const auto file = rig.read(rig.made("k", line));
            ASSERT_TRUE(file) << line << ": " << file.failure().detail;
            EXPECT_EQ(file->key.public_key, rig.key->public_key());
            EXPECT_EQ(file->format, KeyFileFormat::der);
            EXPECT_TRUE(crypto_test::has(*file, KeyFileWarning::no_certificate));
        }
    }
}

TEST(KeyFileChain, LeavesAsideWhatIsNotOfItAndSaysWhatHasExpired) {
    const KeyFileRig rig;
    const crypto_test::Pki others("Another TEST root");
    rig.write("other.pem", others.root.to_pem() + others.issuing.to_pem());
    const auto file = rig.read(rig.made("all.pem", "cat other.pem root.pem leaf.pem key.pem issuing.pem > all.pem"));
    ASSERT_TRUE(file) << file.failure().detail;
    EXPECT_EQ(file->chain.size(), 3U);
    EXPECT_EQ(file->unrelated.size(), 2U);
    EXPECT_TRUE(crypto_test::has(*file, KeyFileWarning::unrelated_certificates));
    const Bytes bytes = rig.made("two.pem", "cat leaf.pem key.pem > two.pem");
    EXPECT_FALSE(crypto_test::has(*rig.read(bytes), KeyFileWarning::certificate_expired));
    const auto later = crypto::read_key_file(bytes, std::nullopt, crypto_test::now_ms + 4000 * crypto_test::day);
    EXPECT_TRUE(crypto_test::has(*later, KeyFileWarning::certificate_expired));
    const auto earlier = crypto::read_key_file(bytes, std::nullopt, 0);
    EXPECT_TRUE(crypto_test::has(*earlier, KeyFileWarning::certificate_not_yet_valid));
}
