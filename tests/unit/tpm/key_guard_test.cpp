// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"
#include "tpm/bus.h"

#include <gtest/gtest.h>

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::pin_of;
using bench::why;
using ports::HashAlgorithm;
using ports::SignatureScheme;

namespace {

const base::Digest document = crypto::sha256(base::as_bytes("the document"));

base::Result<base::Bytes> sign(Device& device) {
    return device.tpm->key_guard().key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, document);
}

}  // namespace

TEST(KeyGuard, SignsWithTheRightCodeAndOpensslAgrees) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    const auto installed = guard.install(pin_of("271828"), 3);
    ASSERT_TRUE(installed) << why(installed);
    const auto unlocked = guard.unlock(pin_of("271828"));
    ASSERT_TRUE(unlocked) << why(unlocked);
    const auto signature = sign(device);
    ASSERT_TRUE(signature) << why(signature);
    EXPECT_TRUE(bench::openssl_accepts(guard.key().public_key(), document, *signature));
    EXPECT_FALSE(bench::openssl_accepts(guard.key().public_key(), crypto::sha256(base::as_bytes("another")), *signature));
}

TEST(KeyGuard, SpendsOneSerialForEachSignature) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    ASSERT_TRUE(guard.install(pin_of("1111"), 3));
    const auto before = device.tpm->serial().value();
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(guard.unlock(pin_of("1111")));
        ASSERT_TRUE(sign(device));
    }
    EXPECT_EQ(device.tpm->serial().value().value(), before.value() + 2);
}

TEST(KeyGuard, OpensForOneSignatureOnly) {
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 3));
    ASSERT_TRUE(device.tpm->key_guard().unlock(pin_of("1111")));
    ASSERT_TRUE(sign(device));
    EXPECT_EQ(fault_in(sign(device)), Fault::tpm_auth_refused);
}

TEST(KeyGuard, StaysShutWithoutTheCodeAfterLockAndAfterTwoMinutes) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    ASSERT_TRUE(guard.install(pin_of("1111"), 3));
    const auto before = device.tpm->serial().value().value();
    EXPECT_EQ(fault_in(sign(device)), Fault::tpm_auth_refused);
    ASSERT_TRUE(guard.unlock(pin_of("1111")));
    guard.lock();
    EXPECT_EQ(fault_in(sign(device)), Fault::tpm_auth_refused);
    ASSERT_TRUE(guard.unlock(pin_of("1111")));
    device.clock.now_ms += 119'999;
    ASSERT_TRUE(sign(device));
    ASSERT_TRUE(guard.unlock(pin_of("1111")));
    device.clock.now_ms += 120'000;
    EXPECT_EQ(fault_in(sign(device)), Fault::tpm_auth_refused);
    EXPECT_EQ(device.tpm->serial().value().value(), before + 1) << "a refused signature spends no serial";
}

TEST(KeyGuard, CountsWrongCodesInHardwareAndThenRefusesTheRightOne) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    ASSERT_TRUE(guard.install(pin_of("123456"), 3));
    EXPECT_EQ(guard.tries_left().value(), 3U);
    EXPECT_EQ(fault_in(guard.unlock(pin_of("000000"))), Fault::pin_wrong);
    EXPECT_EQ(guard.tries_left().value(), 2U);
    EXPECT_EQ(fault_in(guard.unlock(pin_of("000001"))), Fault::pin_wrong);

    // The count is the chip's: neither a restart nor a lost disk gives tries back.
    const auto stopped = device.tpm->shut_down();
    ASSERT_TRUE(stopped) << why(stopped);
    device.chip->stop();
    device.power_on();
    ASSERT_TRUE(device.open());
    ports::KeyGuard& again = device.tpm->key_guard();
    EXPECT_EQ(again.tries_left().value(), 1U);
    EXPECT_EQ(fault_in(again.unlock(pin_of("000002"))), Fault::pin_wrong);
    EXPECT_EQ(again.tries_left().value(), 0U);
    EXPECT_EQ(fault_in(again.unlock(pin_of("123456"))), Fault::pin_locked);
    EXPECT_EQ(fault_in(sign(device)), Fault::tpm_auth_refused);

    ASSERT_TRUE(again.install(pin_of("654321"), 2)) << "another install helps";
    EXPECT_EQ(fault_in(again.unlock(pin_of("123456"))), Fault::pin_wrong);
    ASSERT_TRUE(again.unlock(pin_of("654321")));
    EXPECT_TRUE(sign(device));
}

TEST(KeyGuard, ForgivesWrongCodesOnceTheRightOneCame) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    ASSERT_TRUE(guard.install(pin_of("123456"), 3));
    EXPECT_EQ(fault_in(guard.unlock(pin_of("1"))), Fault::pin_wrong);
    EXPECT_TRUE(guard.unlock(pin_of("123456")));
    EXPECT_EQ(guard.tries_left().value(), 3U);
}

// Who interposes reads the refusal of a code, and hands on whatever costs the guesser nothing.
TEST(KeyGuard, NoAnswerToACodeCanPassForARefusalBeforeIt) {
    struct Liar final : tpm::BusTap {
        void command(base::ByteView bytes) override { is_code = bytes.size() >= 10 && bytes[8] == 0x01 && bytes[9] == 0x51; }  // PolicySecret
        void response(base::Bytes& bytes) override {
            if (!is_code) return;
            bytes = {0x80, 0x01, 0, 0, 0, 10, 0, 0, static_cast<std::uint8_t>(code >> 8U), static_cast<std::uint8_t>(code)};
            ++lies;
        }
        bool is_code = false;
        std::uint32_t code = 0;
        int lies = 0;
    } liar;
    Device device({.busy_patience_ms = 20, .tap = &liar});
    ports::KeyGuard& guard = device.tpm->key_guard();
    for (const std::uint32_t code : {0x101U, 0x120U, 0x126U, 0x128U, 0x143U, 0x149U, 0x14aU, 0x921U, 0x922U, 0x923U, 0x908U, 0x98eU, 0x984U, 0x99dU, 0x9a3U}) {
        liar.code = 0;
        ASSERT_TRUE(guard.install(pin_of("271828"), 3));
        liar.code = code;
        const auto lied = guard.unlock(pin_of("314159"));
        ASSERT_FALSE(lied) << std::hex << code;
        EXPECT_NE(lied.fault(), Fault::lease_expired) << std::hex << code;
        EXPECT_NE(lied.fault(), Fault::budget_spent) << std::hex << code;
    }
    EXPECT_GE(liar.lies, 15);
}

TEST(KeyGuard, LetsNobodyInBeforeTheFirstInstallOrWithAnEmptyCode) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    EXPECT_EQ(guard.tries_left().value(), 0U);
    EXPECT_EQ(fault_in(guard.unlock(pin_of(""))), Fault::pin_locked);
    EXPECT_EQ(fault_in(guard.install(pin_of(""), 3)), Fault::pin_malformed);
}

TEST(KeyGuard, KeepsTheIndexNameThroughEveryInstall) {
    Device device;
    const std::string before = device.ask("tpm2_nvreadpublic 0x01810005");
    ASSERT_NE(before.find("name: "), std::string::npos) << before;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("42"), 7));
    EXPECT_EQ(device.ask("tpm2_nvreadpublic 0x01810005"), before);
}

TEST(Approval, RefusesEachConditionWithItsOwnFault) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    ASSERT_TRUE(guard.install(pin_of("1111"), 9));
    const auto attempt = [&] {
        guard.lock();
        return fault_in(guard.unlock(pin_of("1111")));
    };
    EXPECT_EQ(attempt(), std::nullopt);
    ASSERT_TRUE(device.approve_signing({0, 1'000, 1'000}));
    EXPECT_EQ(attempt(), Fault::lease_expired) << "the clock reached the limit";
    ASSERT_TRUE(device.approve_signing({3'600'000, 1'000, 0}));
    EXPECT_EQ(attempt(), Fault::budget_spent);
    ASSERT_TRUE(device.approve_signing());
    EXPECT_EQ(attempt(), std::nullopt) << "renewal is a new approval";
    ASSERT_TRUE(device.tpm->approval_epoch().increment());
    EXPECT_EQ(attempt(), Fault::tpm_policy_refused) << "revoked";
    ASSERT_TRUE(device.approve_signing());
    EXPECT_EQ(attempt(), std::nullopt);
    device.disk.files.erase("tpm/approval.json");
    EXPECT_EQ(attempt(), Fault::lease_expired) << "none at all";
    EXPECT_EQ(guard.tries_left().value(), 9U) << "no refusal cost a try";
}

TEST(Approval, ExpiresByResets) {
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 9));
    ASSERT_TRUE(device.approve_signing({3'600'000, 1, 1'000}));
    for (int boot = 0; boot < 2; ++boot) {
        const auto stopped = device.tpm->shut_down();
    ASSERT_TRUE(stopped) << why(stopped);
        device.chip->stop();
        device.power_on();
        ASSERT_TRUE(device.open());
        EXPECT_EQ(fault_in(device.tpm->key_guard().unlock(pin_of("1111"))),
                  boot == 0 ? std::nullopt : std::optional(Fault::lease_expired));
    }
}

TEST(Approval, GrantsExactlyItsBudget) {
    Device device;
    ports::KeyGuard& guard = device.tpm->key_guard();
    ASSERT_TRUE(guard.install(pin_of("1111"), 9));
    ASSERT_TRUE(device.approve_signing({3'600'000, 1'000, 2}));
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(guard.unlock(pin_of("1111")));
        ASSERT_TRUE(sign(device));
    }
    EXPECT_EQ(fault_in(guard.unlock(pin_of("1111"))), Fault::budget_spent);
}

TEST(Approval, SaysHowMuchOfItIsLeft) {
    Device device;
    ASSERT_TRUE(device.approve_signing({60'000, 10, 2}));
    ports::KeyKeeper& keeper = device.tpm->keeper();
    const auto fresh = keeper.allowance();
    ASSERT_TRUE(fresh) << why(fresh);
    EXPECT_EQ(fresh->uses, 2U);
    EXPECT_GT(fresh->ms_left, 0);
    EXPECT_LE(fresh->ms_left, 60'000);
    ASSERT_TRUE(device.tpm->serial().increment());
    EXPECT_EQ(keeper.allowance()->uses, 1U);
    ASSERT_TRUE(device.tpm->serial().increment());
    EXPECT_EQ(keeper.allowance()->uses, 0U);
    ASSERT_TRUE(device.tpm->approval_epoch().increment());
    EXPECT_EQ(fault_in(keeper.allowance()), Fault::lease_expired);
}

TEST(Approval, IsRefusedWhenForgedOrMadeForAnotherDevice) {
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 9));
    const auto proposed = device.tpm->propose_approval({3'600'000, 10, 10}).value();

    auto forged = proposed;
    ASSERT_TRUE(tpm::sign_approval(forged, bench::stranger()));
    EXPECT_EQ(fault_in(device.tpm->install_approval(forged)), Fault::tpm_policy_refused);

    auto stretched = proposed;
    ASSERT_TRUE(tpm::sign_approval(stretched, bench::authority()));
    stretched.serial_budget += 1'000'000;
    EXPECT_EQ(fault_in(device.tpm->install_approval(stretched)), Fault::tpm_policy_refused);
    // Also when it is put on the disk behind our back.
    device.disk.files["tpm/approval.json"] = base::to_bytes(base::canonical_json(tpm::to_json(stretched)));
    EXPECT_EQ(fault_in(device.tpm->key_guard().unlock(pin_of("1111"))), Fault::tpm_policy_refused);

    auto elsewhere = proposed;
    elsewhere.storage_key_name[5] ^= 1U;
    ASSERT_TRUE(tpm::sign_approval(elsewhere, bench::authority()));
    EXPECT_EQ(fault_in(device.tpm->install_approval(elsewhere)), Fault::tpm_policy_refused);
}

TEST(KeyGuard, ClosesWhenThePlatformChangesUnderAnOpenDoor) {
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 9));
    device.ask("tpm2_pcrextend 16:sha256=" + std::string(64, 'a'));
    EXPECT_EQ(fault_in(device.tpm->key_guard().unlock(pin_of("1111"))), Fault::platform_changed);
    EXPECT_EQ(fault_in(device.tpm->key_guard().install(pin_of("2222"), 3)), Fault::platform_changed);
    device.ask("tpm2_pcrreset 16");
    EXPECT_TRUE(device.tpm->key_guard().unlock(pin_of("1111")));
    EXPECT_TRUE(sign(device));
}

TEST(KeyGuard, SignsOnlyWhatTheKeyIsFor) {
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 9));
    ASSERT_TRUE(device.tpm->key_guard().unlock(pin_of("1111")));
    ports::SigningKey& key = device.tpm->key_guard().key();
    EXPECT_EQ(fault_in(key.sign(SignatureScheme::rsa_pss, HashAlgorithm::sha256, document)),
              Fault::key_algorithm_unsupported);
    EXPECT_EQ(fault_in(key.sign(SignatureScheme::ecdsa, HashAlgorithm::sha384, base::Bytes(48))),
              Fault::key_algorithm_unsupported);
    EXPECT_EQ(fault_in(key.sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, base::Bytes(31))),
              Fault::key_algorithm_unsupported);
    EXPECT_TRUE(sign(device)) << "a refused argument leaves the door open";
}
