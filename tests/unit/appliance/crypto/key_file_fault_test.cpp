// SPDX-License-Identifier: Apache-2.0
// Key files that must be refused, each with the fault that says why.
#include "tests/unit/appliance/crypto/key_file_rig.h"

#include <gtest/gtest.h>

#include <random>

using base::Bytes;
using base::Fault;
using crypto_test::KeyFileRig;
using ports::KeyAlgorithm;

namespace {

Fault fault_of(const base::Result<crypto::KeyFile>& file) { return file ? Fault::not_implemented_here : file.fault(); }

std::string detail_of(const base::Result<crypto::KeyFile>& file) { return file ? "read" : file.failure().detail; }

}  // namespace

TEST(KeyFileFault, TellsAWrongPasswordFromTampering) {
    const KeyFileRig rig;
    for (const char* options : {"-iter 1000", "-legacy", "-nomac -iter 1000"}) EXPECT_EQ(fault_of(rig.read(rig.pkcs12(options), "wrong")), Fault::key_file_password) << options;
    Bytes file = rig.pkcs12("-iter 1000");
    // The MAC's value is the OCTET STRING before the salt (8 bytes) and the count (4 bytes).
    Bytes changed_mac = file;
    changed_mac[file.size() - 20] ^= 1;
    EXPECT_EQ(fault_of(rig.read(changed_mac)), Fault::key_file_tampered);
    EXPECT_EQ(fault_of(rig.read(changed_mac, "wrong")), Fault::key_file_password);
    Bytes plain = rig.pkcs12("-keypbe NONE -certpbe NONE -iter 1000");
    plain[plain.size() - 20] ^= 1;
    EXPECT_EQ(fault_of(rig.read(plain)), Fault::key_file_password) << "nothing in it can show that the password is right";
}

TEST(KeyFileFault, NamesCiphersThatWeDoNotKnow) {
    const KeyFileRig rig;
    const auto camellia = rig.read(rig.pkcs12("-keypbe CAMELLIA-256-CBC -certpbe CAMELLIA-256-CBC"));
    EXPECT_EQ(fault_of(camellia), Fault::key_file_cipher);
    EXPECT_NE(detail_of(camellia).find("camellia-256-cbc"), std::string::npos) << detail_of(camellia);
    const auto scrypt = rig.read(rig.made("s.pem", "openssl pkcs8 -topk8 -scrypt -passout pass:right -in key.pem -out s.pem"));
    EXPECT_EQ(fault_of(scrypt), Fault::key_file_cipher);
    EXPECT_NE(detail_of(scrypt).find("scrypt"), std::string::npos) << detail_of(scrypt);
    const auto mac = rig.read(rig.pkcs12("-macalg sha3-256"));
    EXPECT_EQ(fault_of(mac), Fault::key_file_cipher) << detail_of(mac);
    const std::string header = "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0011223344556677\n\nAAAA\n-----END EC PRIVATE KEY-----\n";
    const auto des = rig.read(base::to_bytes(header));
    EXPECT_EQ(fault_of(des), Fault::key_file_cipher) << detail_of(des);
    EXPECT_NE(detail_of(des).find("DES-CBC"), std::string::npos) << detail_of(des);
}

TEST(KeyFileFault, RefusesWorkThatWouldTakeMinutes) {
    const KeyFileRig rig;
    const Bytes costly = rig.pkcs12("-iter 11000000 -keypbe NONE -certpbe NONE");
    const auto read = rig.read(costly);
    EXPECT_EQ(fault_of(read), Fault::key_file_cipher);
    EXPECT_NE(detail_of(read).find("11000000 rounds"), std::string::npos) << detail_of(read);
}

TEST(KeyFileFault, TellsNoKeyFromAnothersKey) {
    const KeyFileRig rig;
    EXPECT_EQ(fault_of(rig.read(rig.made("c.p12", "openssl pkcs12 -export -nokeys -in leaf.pem -passout pass:right -out c.p12"))), Fault::key_file_no_key);
    EXPECT_EQ(fault_of(rig.read(rig.made("c.pem", "cat leaf.pem root.pem > c.pem"))), Fault::key_file_no_key);
    EXPECT_EQ(fault_of(rig.read(rig.made("c.der", "openssl x509 -in leaf.pem -outform DER -out c.der"))), Fault::key_file_no_key);
    const std::string other = "openssl ecparam -genkey -noout -name prime256v1 -out other.pem && cat other.pem ";
    EXPECT_EQ(fault_of(rig.read(rig.made("m.pem", other + "leaf.pem > m.pem"))), Fault::key_file_mismatch);
    EXPECT_EQ(fault_of(rig.read(rig.made("k.pem", other + "key.pem > k.pem"))), Fault::key_file_unreadable) << "two different keys";
}

TEST(KeyFileFault, NamesKeysOfKindsThatWeDoNotUse) {
    const KeyFileRig rig;
    const std::pair<const char*, const char*> kinds[] = {{"ec -pkeyopt ec_paramgen_curve:P-521", "P-521"},
                                                         {"ec -pkeyopt ec_paramgen_curve:secp256k1", "secp256k1"},
                                                         {"rsa -pkeyopt rsa_keygen_bits:1024", "RSA-1024"},
                                                         {"rsa -pkeyopt rsa_keygen_bits:4096", "RSA-4096"},
                                                         {"ed25519", "ED25519"}};
    for (const auto& [options, name] : kinds) {
        const auto pem = rig.read(rig.made("x.pem", std::string("openssl genpkey -out x.pem -algorithm ") + options));
        EXPECT_EQ(fault_of(pem), Fault::key_algorithm_unsupported) << name;
        EXPECT_NE(detail_of(pem).find(name), std::string::npos) << detail_of(pem);
        const auto pfx = rig.read(rig.made("x.p12", "openssl pkcs12 -export -nocerts -inkey x.pem -passout pass:right -out x.p12"));
        EXPECT_EQ(fault_of(pfx), Fault::key_algorithm_unsupported) << name << ": " << detail_of(pfx);
    }
}

TEST(KeyFileFault, RefusesAPointThatIsNotTheScalars) {
    const KeyFileRig rig;
    Bytes file = rig.made("k", "openssl pkcs8 -topk8 -nocrypt -outform DER -in key.pem -out k");
    // The scalar stands before the point, which ends the file: 65 bytes and its headers.
    file[file.size() - 65 - 10] ^= 1;
    EXPECT_EQ(fault_of(rig.read(file)), Fault::key_file_mismatch) << detail_of(rig.read(file));
}

TEST(KeyFileFault, RefusesWhatIsCutOrHasMoreBehindIt) {
    const KeyFileRig rig;
    const Bytes file = rig.pkcs12("-iter 1000");
    for (std::size_t size = 0; size < file.size(); size += 37) EXPECT_EQ(fault_of(rig.read(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)))), Fault::key_file_unreadable) << size;
    Bytes longer = file;
    longer.push_back(0);
    EXPECT_EQ(fault_of(rig.read(longer)), Fault::key_file_unreadable);
    EXPECT_EQ(fault_of(rig.read(Bytes(crypto::key_file_size_max + 1, 0x30))), Fault::key_file_unreadable);
    EXPECT_EQ(fault_of(rig.read(base::to_bytes("hello"))), Fault::key_file_unreadable);
}

// Four kinds of protection; a flipped bit anywhere gives this key or a fault, never another key.
TEST(KeyFileFault, AFlippedBitNeverGivesAnotherKey) {
    const KeyFileRig rig;
    std::mt19937 random(20261123);
    int refused = 0;
    int tried = 0;
    for (const char* options : {"-iter 20", "-legacy -iter 20", "-keypbe NONE -certpbe NONE -iter 20", "-nomac -iter 20"}) {
        const Bytes file = rig.pkcs12(options);
        for (int i = 0; i < 125; ++i, ++tried) {
            Bytes changed = file;
            const std::size_t bit = random() % (8 * file.size());
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
            const auto read = rig.read(changed);
            refused += !read;
            if (read) {
                EXPECT_EQ(read->key.public_key, rig.key->public_key()) << options << ", bit " << bit;
            }
        }
    }
    EXPECT_EQ(tried, 500);
    EXPECT_GT(refused, 350) << "with a MAC, all but what it does not cover";
}
