// SPDX-License-Identifier: Apache-2.0
#include "tpm/clearing.h"

#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

using base::Fault;
using bench::fault_in;
using bench::why;

namespace {

struct CuttingTap final : tpm::BusTap {
    void command(base::ByteView) override {
        if (++count == limit) chip->cut_power();
    }
    void response(base::Bytes&) override {}
    emulator::Swtpm* chip = nullptr;
    int limit = 0, count = 0;
};

struct OwnedChip : bench::NewDevice {
    OwnedChip() {
        const auto born = provision();
        EXPECT_TRUE(born) << why(born);
        name = tpm::chip_name(chip->tcti()).value();
    }
    base::SecretBytes secret() const { return base::SecretBytes(escrowed.reveal()); }
    std::string ask(const std::string& command) { return bench::output_of("TPM2TOOLS_TCTI='" + chip->tcti() + "' " + command); }
    std::string name;
};

}  // namespace

TEST(Clearing, LeavesAChipThatForeignToolsFindEmpty) {
    OwnedChip device;
    EXPECT_NE(device.ask("tpm2_getcap handles-persistent").find("0x81"), std::string::npos);
    EXPECT_FALSE(tpm::look_at_chip(device.chip->tcti()).value().is_nobodys());
    const auto cleared = tpm::clear_chip(device.chip->tcti(), device.name, device.secret());
    ASSERT_TRUE(cleared) << why(cleared);
    EXPECT_EQ(device.ask("tpm2_getcap handles-persistent"), "");
    const std::string indices = device.ask("tpm2_getcap handles-nv-index");
    EXPECT_EQ(indices.find("0x15"), std::string::npos) << indices;
    EXPECT_NE(indices.find("0x1C00002"), std::string::npos) << "the maker's certificate stays\n" << indices;
    const std::string state = device.ask("tpm2_getcap properties-variable");
    for (const char* words : {"ownerAuthSet:              0", "endorsementAuthSet:        0", "lockoutAuthSet:            0"})
        EXPECT_NE(state.find(words), std::string::npos) << state;
    EXPECT_TRUE(tpm::look_at_chip(device.chip->tcti()).value().is_nobodys());
    EXPECT_TRUE(tpm::clear_chip(device.chip->tcti(), device.name, device.secret())) << "again changes nothing";
}

TEST(Clearing, EndsEveryCopyOfWhatTheChipHadWrapped) {
    OwnedChip device;
    const bench::MemoryDisk copy = device.disk;
    ASSERT_TRUE(tpm::clear_chip(device.chip->tcti(), device.name, device.secret()));
    bench::MemoryDisk back = copy;
    EXPECT_EQ(fault_in(tpm::DeviceTpm::open(device.chip->tcti(), back, device.clock)), Fault::tpm_storage_key_changed);
    // And the chip begins again as from the factory, with another storage key.
    device.disk.files.clear();
    ASSERT_TRUE(device.provision());
    EXPECT_NE(tpm::chip_name(device.chip->tcti()).value(), device.name);
    bench::MemoryDisk once_more = copy;
    EXPECT_EQ(fault_in(tpm::DeviceTpm::open(device.chip->tcti(), once_more, device.clock)), Fault::tpm_storage_key_changed);
}

TEST(Clearing, RefusesTheEscrowOfAnotherChipAndAWrongSecretAndLosesNothing) {
    OwnedChip device;
    EXPECT_EQ(fault_in(tpm::clear_chip(device.chip->tcti(), std::string(68, 'a'), device.secret())), Fault::tpm_storage_key_changed);
    {
        const auto tpm = tpm::DeviceTpm::open(device.chip->tcti(), device.disk, device.clock);
        ASSERT_TRUE(tpm) << why(tpm);
        EXPECT_EQ(fault_in((*tpm)->prove_lockout(std::string(68, 'a'), device.secret())), Fault::tpm_storage_key_changed);
        const auto proven = (*tpm)->prove_lockout(device.name, device.secret());
        EXPECT_TRUE(proven) << why(proven);
        base::SecretBytes wrong = device.secret();
        wrong.reveal_to_fill()[0] ^= 1U;
        EXPECT_EQ(fault_in((*tpm)->prove_lockout(device.name, wrong)), Fault::tpm_auth_refused);
        // The chip takes no other try for a day; the device works on.
        EXPECT_EQ(fault_in((*tpm)->prove_lockout(device.name, device.secret())), Fault::tpm_locked_out);
        EXPECT_TRUE((*tpm)->tls_key().sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, base::Digest{}));
        ASSERT_TRUE((*tpm)->shut_down());
    }
    EXPECT_EQ(fault_in(tpm::clear_chip(device.chip->tcti(), device.name, device.secret())), Fault::tpm_locked_out);
    EXPECT_EQ(tpm::chip_name(device.chip->tcti()).value(), device.name);
}

TEST(Clearing, NeverShowsTheLockoutAuthorisationOnTheBus) {
    OwnedChip device;
    bench::Recorder bus;
    ASSERT_TRUE(tpm::clear_chip(device.chip->tcti(), device.name, device.secret(), {.tap = &bus}));
    EXPECT_GT(bus.all.size(), 500U);
    EXPECT_FALSE(bus.has_seen(device.escrowed.reveal()));
}

TEST(Clearing, EndsWhateverCommandThePowerWasCutAt) {
    OwnedChip device;
    int cuts = 0;
    for (int limit = 1;; ++limit) {
        CuttingTap tap;
        tap.chip = device.chip.get();
        tap.limit = limit;
        const auto done = tpm::clear_chip(device.chip->tcti(), device.name, device.secret(), {.tap = &tap});
        device.chip->cut_power();
        device.power_on();
        const auto found = tpm::look_at_chip(device.chip->tcti());
        ASSERT_TRUE(found) << limit << " " << why(found);
        if (found->is_nobodys()) {
            const auto again = tpm::clear_chip(device.chip->tcti(), device.name, device.secret());
            EXPECT_TRUE(again) << limit << " " << why(again);
            break;
        }
        EXPECT_FALSE(done) << limit;
        EXPECT_EQ(tpm::chip_name(device.chip->tcti()).value(), device.name) << limit;
        ++cuts;
        ASSERT_LT(limit, 100);
    }
    EXPECT_GE(cuts, 5);
}
