// SPDX-License-Identifier: Apache-2.0
// Keys that a quorum of custodians lets go, and everything that does not let them go.
#include "appliance/crypto/evp_key.h"
#include "tests/unit/tpm/keeper_bench.h"

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::word_of;
using bench::why;
using ports::KeyAlgorithm;

namespace {

// What came out makes a signature that openssl accepts with the key's own public half: it
// is brought into the same chip again.
void expect_is_the_key(Device& device, const ports::PrivateKey& out, const ports::KeyFacts& facts) {
    EXPECT_EQ(out.public_key, facts.public_key);
    ASSERT_TRUE(device.tpm->keeper().import("again-" + facts.name, out));
    const auto signature = bench::sign_by_name(device, "again-" + facts.name);
    ASSERT_TRUE(signature) << why(signature);
    EXPECT_TRUE(bench::openssl_accepts_document(facts.public_key, facts.algorithm, *signature));
}

// The response code, without the numbers of parameters and sessions, of the last refusal on the bus.
struct Refusals final : tpm::BusTap {
    void command(base::ByteView) override {}
    void response(base::Bytes& bytes) override {
        const std::uint32_t code = static_cast<std::uint32_t>(bytes[6] << 24 | bytes[7] << 16 | bytes[8] << 8 | bytes[9]);
        if (code != 0) last = (code & 0x80U) != 0 ? code & 0xbfU : code;
    }
    std::uint32_t last = 0;
};

constexpr std::uint32_t rc_value = 0x84;      // TPM_RC_VALUE
constexpr std::uint32_t rc_signature = 0x9b;  // TPM_RC_SIGNATURE
constexpr std::uint32_t rc_integrity = 0x9f;  // TPM_RC_INTEGRITY

}  // namespace

TEST(KeyRelease, OfEveryQuorumComesOutAndIsTheKey) {
    Device device;
    const std::pair<std::uint8_t, std::size_t> sizes[] = {{1, 1}, {1, 5}, {2, 3}, {3, 3}, {3, 5}};
    for (const auto& [needed, of] : sizes) {
        const std::string name = std::to_string(needed) + "-of-" + std::to_string(of);
        const auto facts = device.tpm->keeper().create(name, KeyAlgorithm::ecdsa_p256, bench::quorum(needed, of));
        ASSERT_TRUE(facts) << why(facts);
        EXPECT_TRUE(facts->is_born_here && !facts->is_fixed);
        EXPECT_EQ(facts->quorum, bench::quorum(needed, of));
        const auto used = bench::sign_by_name(device, name);
        ASSERT_TRUE(used) << name << why(used) << ": it signs without the custodians";
        const auto request = device.tpm->keeper().begin_release(name, {});
        ASSERT_TRUE(request) << why(request);
        // The last ones, in the wrong order.
        for (std::size_t i = 0; i < needed; ++i) {
            const auto heard = device.tpm->keeper().approve_release(of - 1 - i, word_of(of - 1 - i, *request));
            ASSERT_TRUE(heard) << why(heard);
        }
        EXPECT_EQ(device.tpm->keeper().approvals(), needed);
        const auto out = device.tpm->keeper().finish_export();
        ASSERT_TRUE(out) << name << " " << why(out);
        expect_is_the_key(device, *out, *facts);
    }
}

TEST(KeyRelease, GivesEveryAlgorithmWithoutShowingItOnTheBus) {
    bench::Recorder bus;
    Device device({.tap = &bus});
    for (const KeyAlgorithm algorithm : {KeyAlgorithm::ecdsa_p256, KeyAlgorithm::ecdsa_p384, KeyAlgorithm::rsa_2048, KeyAlgorithm::rsa_3072}) {
        const std::string name = "key-" + std::to_string(static_cast<int>(algorithm));
        const auto facts = device.tpm->keeper().create(name, algorithm, bench::quorum(1, 2));
        ASSERT_TRUE(facts) << why(facts);
        const auto request = device.tpm->keeper().begin_release(name, {});
        ASSERT_TRUE(request) << why(request);
        ASSERT_TRUE(device.tpm->keeper().approve_release(1, word_of(1, *request)));
        const auto out = device.tpm->keeper().finish_export();
        ASSERT_TRUE(out) << why(out);
        expect_is_the_key(device, *out, *facts);
        EXPECT_FALSE(bus.has_seen(out->secret.reveal().first(16))) << name;
    }
    EXPECT_FALSE(bus.has_seen(base::as_bytes("2468"))) << "nor the code";
}

TEST(KeyRelease, WithTooFewCustodiansIsRefusedByTheTpm) {
    Refusals refusals;
    Device device({.tap = &refusals});
    for (const std::size_t of : {3U, 5U}) {
        const std::string name = "of-" + std::to_string(of);
        ASSERT_TRUE(device.tpm->keeper().create(name, KeyAlgorithm::ecdsa_p256, bench::quorum(3, of)));
        for (std::size_t given = 0; given < 3; ++given) {
            const auto request = device.tpm->keeper().begin_release(name, {});
            for (std::size_t i = 0; i < given; ++i) ASSERT_TRUE(device.tpm->keeper().approve_release(i, word_of(i, *request)));
            refusals.last = 0;
            EXPECT_EQ(fault_in(device.tpm->keeper().finish_export()), Fault::export_refused) << given;
            EXPECT_EQ(refusals.last, rc_value) << "PolicyOR";
        }
    }
}

TEST(KeyRelease, HearsNoForgedRepeatedOrOldWord) {
    Refusals refusals;
    Device device({.tap = &refusals});
    ports::KeyKeeper& keeper = device.tpm->keeper();
    ASSERT_TRUE(keeper.create("one", KeyAlgorithm::ecdsa_p256, bench::quorum(2, 3)));
    ASSERT_TRUE(keeper.create("two", KeyAlgorithm::ecdsa_p256, bench::quorum(2, 3)));
    const auto old = keeper.begin_release("one", {});
    const auto of_two = keeper.begin_release("two", {});
    const auto request = keeper.begin_release("one", {});
    ASSERT_TRUE(request) << why(request);
    EXPECT_EQ(request->command, old->command) << "the same key, the same destination";
    EXPECT_NE(request->command, of_two->command);
    EXPECT_NE(request->digest, old->digest) << "another moment";
    const auto refused = [&](std::size_t index, const base::Bytes& word) {
        refusals.last = 0;
        EXPECT_EQ(fault_in(keeper.approve_release(index, word)), Fault::export_refused);
        EXPECT_EQ(refusals.last, rc_signature);
    };
    refused(0, word_of(0, *old));
    refused(0, word_of(0, *of_two));
    refused(0, word_of(1, *request));
    refused(0, bench::stranger().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, request->digest).value());
    EXPECT_EQ(fault_in(keeper.approve_release(0, base::Bytes{0x30, 0x00})), Fault::export_refused);
    EXPECT_EQ(fault_in(keeper.approve_release(7, word_of(0, *request))), Fault::export_refused);
    EXPECT_EQ(keeper.approvals(), 0U);
    ASSERT_TRUE(keeper.approve_release(2, word_of(2, *request)));
    EXPECT_EQ(fault_in(keeper.approve_release(2, word_of(2, *request))), Fault::export_refused) << "twice the same";
    ASSERT_TRUE(keeper.approve_release(0, word_of(0, *request))) << "a refusal does not end the request";
    EXPECT_TRUE(keeper.finish_export());
    EXPECT_EQ(fault_in(keeper.finish_export()), Fault::export_refused) << "once";
    EXPECT_EQ(fault_in(keeper.approve_release(1, word_of(1, *request))), Fault::export_refused);
}

TEST(KeyRelease, EndsByTimeByAnotherRequestAndByABrokenConnection) {
    Device device;
    ports::KeyKeeper& keeper = device.tpm->keeper();
    ASSERT_TRUE(keeper.create("one", KeyAlgorithm::ecdsa_p256, bench::quorum(1, 1)));
    auto request = keeper.begin_release("one", {});
    ASSERT_TRUE(keeper.approve_release(0, word_of(0, *request)));
    device.clock.now_ms += ports::KeyKeeper::release_max_ms;
    EXPECT_EQ(fault_in(keeper.finish_export()), Fault::export_refused);
    // A hundred requests that nobody answers use up nothing in the TPM.
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(keeper.begin_release("one", {})) << i;
    keeper.abandon_release();
    EXPECT_EQ(fault_in(keeper.finish_export()), Fault::export_refused);
    request = keeper.begin_release("one", {});
    ASSERT_TRUE(keeper.approve_release(0, word_of(0, *request)));
    ASSERT_TRUE(bench::sign_by_name(device, "one")) << "people go on signing meanwhile";
    device.chip->cut_power();
    EXPECT_EQ(fault_in(keeper.finish_export()), Fault::tpm_absent);
}

TEST(KeyRelease, ToAnotherDeviceSignsThereAndNowhereElse) {
    bench::Recorder bus;
    Refusals refusals;
    Device device({.tap = &bus});
    bench::OtherDevice there;
    const auto facts = device.tpm->keeper().create("moving", KeyAlgorithm::ecdsa_p256, bench::quorum(2, 3));
    ASSERT_TRUE(facts) << why(facts);
    const ports::KeyDestination destination{there.tpm->keeper().storage_key_area()};
    const auto request = device.tpm->keeper().begin_release("moving", destination);
    ASSERT_TRUE(request) << why(request);
    for (const std::size_t i : {0U, 2U}) ASSERT_TRUE(device.tpm->keeper().approve_release(i, word_of(i, *request)));
    const auto duplicate = device.tpm->keeper().finish_duplicate();
    ASSERT_TRUE(duplicate) << why(duplicate);

    const auto in_clear = device.tpm->keeper().begin_release("moving", {});
    for (const std::size_t i : {0U, 1U}) ASSERT_TRUE(device.tpm->keeper().approve_release(i, word_of(i, *in_clear)));
    const auto secret = device.tpm->keeper().finish_export();
    ASSERT_TRUE(secret) << why(secret);
    EXPECT_FALSE(bus.has_seen(secret->secret.reveal())) << "neither way shows it";

    // Not for the device that sent it, which is as good as a third: another storage key.
    ASSERT_TRUE(device.open({.tap = &refusals}));
    EXPECT_EQ(fault_in(device.tpm->keeper().accept("back", *duplicate)), Fault::key_file_tampered);
    EXPECT_EQ(refusals.last, rc_integrity);

    ports::KeyKeeper& keeper = there.tpm->keeper();
    ports::Duplicate changed = *duplicate;
    changed.quorum->needed = 1;
    EXPECT_EQ(fault_in(keeper.accept("arrived", changed)), Fault::key_file_mismatch);
    changed = *duplicate;
    changed.duplicate[40] ^= 1U;
    EXPECT_EQ(fault_in(keeper.accept("arrived", changed)), Fault::key_file_tampered);
    const auto which = keeper.public_key_of(*duplicate);
    const auto arrived = keeper.accept("arrived", *duplicate);
    ASSERT_TRUE(arrived) << why(arrived);
    EXPECT_EQ(arrived->public_key, facts->public_key);
    EXPECT_EQ(*which, facts->public_key) << "known before it is taken in";
    EXPECT_EQ(arrived->quorum, facts->quorum);
    EXPECT_FALSE(arrived->is_born_here || arrived->is_fixed);

    ASSERT_TRUE(keeper.guard("arrived"));
    ASSERT_TRUE(there.tpm->key_guard().install(bench::pin_of("1111"), 3));
    ASSERT_TRUE(there.tpm->key_guard().unlock(bench::pin_of("1111")));
    const auto signature = there.tpm->key_guard().key().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, bench::document_digest);
    ASSERT_TRUE(signature) << why(signature);
    EXPECT_TRUE(bench::openssl_accepts_document(facts->public_key, facts->algorithm, *signature));
    // Its approvals bind it there: this one is over.
    ASSERT_TRUE(there.tpm->approval_epoch().increment());
    EXPECT_EQ(fault_in(there.tpm->key_guard().unlock(bench::pin_of("1111"))), Fault::tpm_policy_refused);
}

TEST(KeyRelease, GoesToStorageKeysOnlyAndToTheOneThatWasAskedFor) {
    Device device;
    ports::KeyKeeper& keeper = device.tpm->keeper();
    const auto facts = keeper.create("one", KeyAlgorithm::ecdsa_p256, bench::quorum(1, 1));
    ASSERT_TRUE(keeper.create("stays", KeyAlgorithm::ecdsa_p256, std::nullopt));
    EXPECT_EQ(fault_in(keeper.begin_release("stays", {})), Fault::export_refused);
    // Another key's area, and one from which a person can read what is under it.
    EXPECT_EQ(fault_in(keeper.begin_release("one", {keeper.certify("one", {})->public_area})), Fault::usage_invalid);
    ports::KeyDestination weak{keeper.storage_key_area()};
    weak.storage_key_area[5] ^= 0x01U;
    EXPECT_EQ(fault_in(keeper.begin_release("one", weak)), Fault::usage_invalid);
    EXPECT_EQ(fault_in(keeper.begin_release("one", {base::Bytes{1, 2, 3}})), Fault::usage_invalid);
    const auto to_device = keeper.begin_release("one", {keeper.storage_key_area()});
    ASSERT_TRUE(to_device) << why(to_device);
    ASSERT_TRUE(keeper.approve_release(0, word_of(0, *to_device)));
    EXPECT_EQ(fault_in(keeper.finish_export()), Fault::usage_invalid) << "the custodian said: to that device";
    EXPECT_EQ(fault_in(keeper.begin_release("nobody", {})), Fault::key_missing);
    ASSERT_TRUE(keeper.destroy("one"));
    EXPECT_EQ(fault_in(keeper.begin_release("one", {})), Fault::key_missing);
}
