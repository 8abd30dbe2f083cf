// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::pin_of;
using bench::why;
using ports::HashAlgorithm;
using ports::SignatureScheme;

namespace {

const base::Digest digest = crypto::sha256(base::as_bytes("a document"));

// Takes the power away when command number `limit` has been sent.
struct CuttingTap final : tpm::BusTap {
    void command(base::ByteView) override {
        if (chip != nullptr && ++count == limit) chip->cut_power();
    }
    void response(base::Bytes&) override {}
    emulator::Swtpm* chip = nullptr;
    int limit = 0;
    int count = 0;
};

}  // namespace

// Every object is free of the dictionary-attack lockout, so an unclean stop cannot be
// mistaken for an attack (TPM 2.0 part 1, 19.8.6).
TEST(PowerCut, TenOfThemWithTheRightCodeNeverLockTheDevice) {
    Device device;
    ASSERT_TRUE(device.approve_signing({3'600'000, 1'000, 1'000}));
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1357"), 3));
    for (int cut = 0; cut < 10; ++cut) {
        const auto unlocked = device.tpm->key_guard().unlock(pin_of("1357"));
        ASSERT_TRUE(unlocked) << cut << " " << why(unlocked);
        if (cut % 2 == 0) {
            ASSERT_TRUE(device.tpm->key_guard().key().sign(SignatureScheme::ecdsa, HashAlgorithm::sha256, digest));
        }
        device.chip->cut_power();
        device.power_on();
        ASSERT_TRUE(device.open());
    }
    EXPECT_EQ(device.tpm->key_guard().tries_left().value(), 3U);
    const std::string said = device.ask("tpm2_getcap properties-variable");
    const std::size_t at = said.find("TPM2_PT_LOCKOUT_COUNTER: 0x0\n");
    EXPECT_NE(at, std::string::npos) << said;
    EXPECT_TRUE(device.tpm->key_guard().unlock(pin_of("1357")));
}

TEST(PowerCut, AnywhereInAnInstallLeavesADoorThatTheNextInstallOpens) {
    CuttingTap tap;
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 3));
    int cuts = 0;
    for (int limit = 1;; ++limit) {
        tap.count = 0;
        ASSERT_TRUE(device.open({.tap = &tap}));
        tap.chip = device.chip.get();
        tap.limit = limit;
        const auto done = device.tpm->key_guard().install(pin_of("2222"), 3);
        tap.chip = nullptr;
        if (done) break;
        EXPECT_EQ(fault_in(done), Fault::tpm_absent) << limit;
        ++cuts;
        device.tpm.reset();
        device.power_on();
        ASSERT_TRUE(device.open());
        // Old code, new code or none: never an open door without one.
        EXPECT_NE(fault_in(device.tpm->key_guard().unlock(pin_of("3333"))), std::nullopt) << limit;
        ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 3)) << limit;
        const auto opened = device.tpm->key_guard().unlock(pin_of("1111"));
        ASSERT_TRUE(opened) << limit << " " << why(opened);
    }
    EXPECT_GE(cuts, 8);
    // What was reported as done is done, also when the power went while the session was tidied away.
    device.tpm.reset();
    device.chip->cut_power();
    device.power_on();
    ASSERT_TRUE(device.open());
    EXPECT_TRUE(device.tpm->key_guard().unlock(pin_of("2222")));
}

TEST(PowerCut, UnderAnOpenDoorClosesItAndTheConnectionComesBackByItself) {
    Device device;
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 3));
    ASSERT_TRUE(device.tpm->key_guard().unlock(pin_of("1111")));
    ASSERT_TRUE(device.tpm->anchor().value());
    device.chip->cut_power();
    EXPECT_EQ(fault_in(device.tpm->anchor().value()), Fault::tpm_absent);
    EXPECT_EQ(fault_in(device.tpm->anchor().value()), Fault::tpm_absent) << "as long as there is no power";
}

TEST(PowerCut, OfAConnectionOnlyLosesTheSessionsAndNothingElse) {
    struct HangUp final : tpm::BusTap {
        void command(base::ByteView) override {}
        void response(base::Bytes& bytes) override {
            if (is_armed) bytes.clear();
            is_armed = false;
        }
        bool is_armed = false;
    } tap;
    Device device({.tap = &tap});
    ASSERT_TRUE(device.tpm->key_guard().install(pin_of("1111"), 3));
    ASSERT_TRUE(device.tpm->key_guard().unlock(pin_of("1111")));
    tap.is_armed = true;
    EXPECT_FALSE(device.tpm->anchor().value());
    const auto value = device.tpm->anchor().value();
    EXPECT_TRUE(value) << why(value);
}
