// SPDX-License-Identifier: Apache-2.0
// Named keys: made, brought in, used, ended. All against a real swtpm.
#include "appliance/crypto/key_parts.h"
#include "tests/unit/tpm/keeper_bench.h"

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::pin_of;
using bench::sign_by_name;
using bench::why;
using ports::KeyAlgorithm;
using ports::SignatureScheme;

namespace {

constexpr KeyAlgorithm every_algorithm[] = {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072};

std::string name_of(KeyAlgorithm algorithm) { return "key-" + std::to_string(static_cast<int>(algorithm)); }

}  // namespace

TEST(NamedKeys, OfEveryAlgorithmAreBornFixedAndSignWhatOpensslAccepts) {
    Device device;
    for (const KeyAlgorithm algorithm : every_algorithm) {
        const auto made = device.tpm->keeper().create(name_of(algorithm), algorithm, std::nullopt);
        ASSERT_TRUE(made) << why(made);
        EXPECT_EQ(made->algorithm, algorithm);
        EXPECT_TRUE(made->is_born_here && made->is_fixed && !made->is_destroyed && !made->quorum);
        const auto signature = sign_by_name(device, made->name);
        ASSERT_TRUE(signature) << why(signature);
        EXPECT_EQ(device.tpm->key_guard().key().public_key(), made->public_key);
        EXPECT_TRUE(bench::openssl_accepts_document(made->public_key, algorithm, *signature));
        if (algorithm == KeyAlgorithm::ecdsa_p256 || algorithm == KeyAlgorithm::ecdsa_p384) continue;
        const auto pss = sign_by_name(device, made->name, SignatureScheme::rsa_pss);
        ASSERT_TRUE(pss) << why(pss);
        EXPECT_TRUE(bench::openssl_accepts_document(made->public_key, algorithm, *pss, SignatureScheme::rsa_pss));
    }
    const auto listed = device.tpm->keeper().keys();
    ASSERT_TRUE(listed) << why(listed);
    EXPECT_EQ(listed->size(), 4U);
    // And the one from birth, as before.
    ASSERT_TRUE(device.tpm->keeper().guard(""));
    EXPECT_TRUE(sign_by_name(device, ""));
}

TEST(NamedKeys, SignOnlyForTheRightCodeAndAsOftenAsAllowed) {
    Device device;
    ASSERT_TRUE(device.tpm->keeper().create("one", KeyAlgorithm::ecdsa_p256, std::nullopt));
    ASSERT_TRUE(device.tpm->keeper().guard("one"));
    ports::KeyGuard& guard = device.tpm->key_guard();
    ASSERT_TRUE(guard.install(pin_of("1111"), 3));
    EXPECT_EQ(fault_in(guard.unlock(pin_of("9999"))), Fault::pin_wrong);
    EXPECT_EQ(fault_in(guard.key().sign(SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, bench::document_digest)), Fault::tpm_auth_refused);
    ASSERT_TRUE(guard.unlock(pin_of("1111")));
    EXPECT_TRUE(guard.key().sign(SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, bench::document_digest));
    EXPECT_EQ(fault_in(guard.key().sign(SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, bench::document_digest)), Fault::tpm_auth_refused);
    ASSERT_TRUE(device.tpm->approval_epoch().increment());
    EXPECT_EQ(fault_in(guard.unlock(pin_of("1111"))), Fault::tpm_policy_refused) << "the authority's word is over for named keys too";
}

TEST(NamedKeys, RefuseNamesThatAreTakenOrAreNone) {
    Device device;
    ports::KeyKeeper& keeper = device.tpm->keeper();
    ASSERT_TRUE(keeper.create("one", KeyAlgorithm::ecdsa_p256, std::nullopt));
    EXPECT_EQ(fault_in(keeper.create("one", KeyAlgorithm::ecdsa_p256, std::nullopt)), Fault::output_exists);
    for (const std::string& name : {std::string(), std::string("../x"), std::string("UPPER"), std::string(41, 'a')})
        EXPECT_EQ(fault_in(keeper.create(name, KeyAlgorithm::ecdsa_p256, std::nullopt)), Fault::usage_invalid) << name;
    ports::Quorum twice = bench::quorum(2, 2);
    twice.custodians[1] = twice.custodians[0];
    for (const ports::Quorum& bad : {bench::quorum(0, 2), bench::quorum(4, 5), bench::quorum(3, 2), bench::quorum(1, 6), twice})
        EXPECT_EQ(fault_in(keeper.create("two", KeyAlgorithm::ecdsa_p256, bad)), Fault::usage_invalid);
    EXPECT_EQ(fault_in(keeper.guard("nobody")), Fault::key_missing);
    EXPECT_EQ(fault_in(keeper.destroy("nobody")), Fault::key_missing);
    EXPECT_EQ(keeper.keys()->size(), 1U);
}

TEST(NamedKeys, ThatWereDestroyedSignNoMoreAlsoNotFromAnOlderImageOfTheDisk) {
    Device device;
    for (const bool may_go : {false, true}) {
        const std::string name = may_go ? "movable" : "staying";
        ASSERT_TRUE(device.tpm->keeper().create(name, KeyAlgorithm::ecdsa_p256, may_go ? std::optional(bench::quorum(1, 1)) : std::nullopt));
        ASSERT_TRUE(sign_by_name(device, name));
        const auto older_image = device.disk.files;
        ASSERT_TRUE(device.tpm->keeper().guard(name));
        ASSERT_TRUE(device.tpm->keeper().destroy(name));
        EXPECT_EQ(fault_in(device.tpm->key_guard().unlock(pin_of("2468"))), Fault::key_missing) << "it stood behind the door";
        EXPECT_EQ(device.tpm->key_guard().tries_left().value(), 3U);
        EXPECT_TRUE(device.tpm->keeper().destroy(name)) << "once more is nothing";
        EXPECT_EQ(fault_in(device.tpm->keeper().create(name, KeyAlgorithm::ecdsa_p256, std::nullopt)), Fault::output_exists);

        device.disk.files = older_image;
        // A key that gets the handle of the counter that was given back does not wake the dead one.
        ASSERT_TRUE(device.tpm->keeper().create("next-" + name, KeyAlgorithm::ecdsa_p256, std::nullopt));
        const auto listed = device.tpm->keeper().keys();
        ASSERT_TRUE(listed) << why(listed);
        for (const ports::KeyFacts& facts : *listed)
            if (facts.name == name) { EXPECT_TRUE(facts.is_destroyed); }
        EXPECT_EQ(fault_in(sign_by_name(device, name)), Fault::key_missing);
        EXPECT_TRUE(sign_by_name(device, "next-" + name));
        ASSERT_TRUE(device.tpm->keeper().destroy(name)) << "and its end takes nobody else along";
        EXPECT_TRUE(sign_by_name(device, "next-" + name));
    }
}

TEST(NamedKeys, BroughtInAreNeitherBornHereNorFixedAndSignAsBefore) {
    bench::Recorder bus;
    Device device({.tap = &bus});
    for (const KeyAlgorithm algorithm : every_algorithm) {
        const ports::PrivateKey key = bench::private_key(algorithm);
        const auto facts = device.tpm->keeper().import(name_of(algorithm), key);
        ASSERT_TRUE(facts) << why(facts);
        EXPECT_EQ(facts->public_key, key.public_key);
        EXPECT_FALSE(facts->is_born_here || facts->is_fixed || facts->quorum);
        const auto signature = sign_by_name(device, facts->name);
        ASSERT_TRUE(signature) << why(signature);
        EXPECT_TRUE(bench::openssl_accepts_document(key.public_key, algorithm, *signature));
        EXPECT_FALSE(bus.has_seen(key.secret.reveal().first(16))) << "on the bus";
    }
    EXPECT_EQ(fault_in(device.tpm->keeper().begin_release(name_of(KeyAlgorithm::ecdsa_p256), {})), Fault::export_refused);
}

TEST(NamedKeys, BroughtInWithTheWrongHalfAreRefused) {
    Device device;
    ports::PrivateKey key = bench::private_key(KeyAlgorithm::ecdsa_p256);
    key.public_key = bench::stranger().public_key();
    EXPECT_EQ(fault_in(device.tpm->keeper().import("mixed", key)), Fault::key_file_mismatch);
    key = bench::private_key(KeyAlgorithm::rsa_2048);
    key.secret = base::SecretBytes(base::Bytes(100, 3));
    EXPECT_EQ(fault_in(device.tpm->keeper().import("short", key)), Fault::key_file_mismatch);
    EXPECT_TRUE(device.tpm->keeper().keys()->empty());
    EXPECT_TRUE(device.tpm->keeper().create("after", KeyAlgorithm::ecdsa_p256, std::nullopt)) << "a refusal leaves room";
}

TEST(NamedKeys, AreCertifiedAsWhatTheyAreByTheAttestationKey) {
    Device device;
    const auto made = device.tpm->keeper().create("one", KeyAlgorithm::rsa_2048, std::nullopt);
    ASSERT_TRUE(made) << why(made);
    const auto certified = device.tpm->keeper().certify("one", base::as_bytes("asked just now"));
    ASSERT_TRUE(certified) << why(certified);
    const auto attestation = device.tpm->enrolment()->find("attestation")->public_key().value();
    EXPECT_TRUE(bench::openssl_accepts(attestation, crypto::sha256(certified->attested), certified->signature));
    const auto holds = [&](base::ByteView part) {
        return std::search(certified->attested.begin(), certified->attested.end(), part.begin(), part.end()) != certified->attested.end();
    };
    EXPECT_TRUE(holds(base::as_bytes("asked just now")));
    EXPECT_TRUE(holds(crypto::sha256(certified->public_area)));
}

TEST(NamedKeys, WhoseRecordWasChangedAreRefused) {
    Device device;
    ASSERT_TRUE(device.tpm->keeper().create("one", KeyAlgorithm::ecdsa_p256, bench::quorum(2, 3)));
    ASSERT_TRUE(device.tpm->keeper().create("two", KeyAlgorithm::ecdsa_p256, std::nullopt));
    const auto good = device.disk.files;
    const auto changed = [&](const char* file, const char* member, base::Json value) {
        device.disk.files = good;
        auto& content = device.disk.files[file];
        base::Json json = base::parse_json(base::as_text(content)).value();
        json.set(member, std::move(value));
        content = base::to_bytes(base::canonical_json(json));
        return fault_in(device.tpm->keeper().keys());
    };
    EXPECT_EQ(changed("tpm/keys/one.json", "needed", base::Json(1)), Fault::cipher_tampered) << "a smaller quorum than the TPM's";
    const base::Json two = base::parse_json(base::as_text(good.at("tpm/keys/two.json"))).value();
    EXPECT_EQ(changed("tpm/keys/one.json", "public", base::Json(two.text("public").value())), Fault::cipher_tampered);
    base::Bytes blob = two.hex("blob").value();
    blob.back() ^= 1U;
    EXPECT_EQ(changed("tpm/keys/two.json", "blob", base::Json(base::to_hex(blob))), Fault::cipher_tampered);
    EXPECT_EQ(changed("tpm/keys/two.json", "blob", base::Json(std::string(4000, 'a'))), Fault::cipher_tampered);
    EXPECT_EQ(changed("tpm/keys/two.json", "counter", base::Json(-1)), Fault::message_invalid);
}
