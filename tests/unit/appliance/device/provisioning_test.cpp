// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/provisioning.h"

#include "appliance/device/escrow.h"
#include "appliance/device/layout.h"
#include "sync/folder_mailbox.h"
#include "sync/names.h"
#include "tests/unit/appliance/crypto/pki.h"
#include "tests/unit/tpm/bench.h"

#include <gtest/gtest.h>

#include <iostream>

namespace {

using base::Bytes;
using base::Fault;
using bench::fault_in;
using bench::why;

// The power of a whole bench: every command to the chip and every change of a disk is one
// step; before step number `limit` all of it goes dark.
struct Power final : tpm::BusTap {
    void command(base::ByteView) override { step(); }
    void response(Bytes&) override {}
    bool step() {
        if (++count == limit) {
            is_out = true;
            chip->cut_power();
        }
        return !is_out;
    }
    emulator::Swtpm* chip = nullptr;
    int limit = 0;
    int count = 0;
    bool is_out = false;
};

class CutDisk final : public base::Disk {
public:
    CutDisk(bench::MemoryDisk& disk, Power& power) : m_disk(disk), m_power(power) {}
    base::Result<Bytes> read(std::string_view path) const override { return m_disk.read(path); }
    bool exists(std::string_view path) const override { return m_disk.exists(path); }
    base::Result<std::vector<std::string>> list(std::string_view folder) const override { return m_disk.list(folder); }
    base::Status write_atomically(std::string_view path, base::ByteView content) override {
        if (!m_power.step()) return Fault::disk_failed;
        return m_disk.write_atomically(path, content);
    }
    base::Status remove(std::string_view path) override {
        if (!m_power.step()) return Fault::disk_failed;
        return m_disk.remove(path);
    }
    base::Result<std::uint64_t> free_bytes() const override { return m_disk.free_bytes(); }

private:
    bench::MemoryDisk& m_disk;
    Power& m_power;
};

// A factory-new chip with an empty disk, and an escrow beside them.
struct Workbench {
    bench::NewDevice device;
    bench::MemoryDisk escrow;

    device::ProvisioningOrder order(const std::string& code = "one-time-code") {
        static const crypto_test::Pki pki;
        device::ProvisioningOrder out;
        out.device = base::DeviceId("harbour-otter-41");
        out.place = "Harbour Clinic";
        out.log_origin = "inkseal.invalid/inkseal/harbour-otter-41/1";
        out.enrolment_code = code;
        out.platform_root = base::to_bytes(pki.root.to_pem());
        out.notary = base::to_bytes(pki.root.to_pem());
        out.tpm.authority = bench::authority().public_key();
        const tpm::PlatformState state = tpm::measure_platform(device.chip->tcti(), bench::pcrs).value();
        out.tpm.platforms.push_back(bench::approve(state));
        out.approve = [](tpm::Approval& approval) { return tpm::sign_approval(approval, bench::authority()); };
        out.reach = {3'600'000, 1'000, 1'000};
        return out;
    }

    int step_of_escrow = 0;  // of the last run

    base::Status begin(const device::ProvisioningOrder& values, Power* power = nullptr) {
        device::ProvisioningOrder with_escrow = values;
        Power none;
        Power& used = power == nullptr ? none : *power;
        used.chip = device.chip.get();
        CutDisk disk(device.disk, used), escrow_disk(escrow, used);
        device::EscrowFile file(escrow_disk, "otter.escrow", std::nullopt);
        with_escrow.tpm.escrow = [&](std::string_view chip, const base::SecretBytes& secret) {
            step_of_escrow = used.count + 1;
            return file.keep(chip, secret);
        };
        return device::begin_provisioning(device.chip->tcti(), disk, device.clock, with_escrow, {.tap = &used});
    }

    std::string ask(const std::string& command, int* status = nullptr) {
        return bench::output_of("TPM2TOOLS_TCTI='" + device.chip->tcti() + "' " + command, status);
    }
    bool has_lockout_secret() {
        const std::string said = ask("tpm2_getcap properties-variable");
        return said.find("lockoutAuthSet:            1") != std::string::npos;
    }
    // A foreign program resets the lockout with what lies in escrow.
    bool escrow_opens_the_chip() {
        if (!escrow.files.contains("otter.escrow")) return false;
        const auto kept = device::read_escrow(escrow.files.at("otter.escrow"));
        if (!kept) return false;
        int status = 1;
        ask("tpm2_dictionarylockout --clear-lockout --auth=hex:" + base::to_hex(kept->lockout_auth.reveal()), &status);
        return status == 0;
    }
    bool is_done() {
        return device.disk.exists("outbox/" + std::string(exchange::enrol_request_name)) && !device.disk.exists(device::begun_path) &&
               tpm::DeviceTpm::open(device.chip->tcti(), device.disk, device.clock);
    }
};

}  // namespace

TEST(ProvisioningEscrow, IsTheKeyToTheFinishedChip) {
    Workbench bench;
    const auto done = bench.begin(bench.order());
    ASSERT_TRUE(done) << why(done);
    EXPECT_TRUE(bench.has_lockout_secret());
    EXPECT_TRUE(bench.escrow_opens_the_chip());
    EXPECT_TRUE(bench.is_done());
    // And a wrong one is none: what the other tests ask would notice.
    bench.escrow.files["otter.escrow"][bench.escrow.files["otter.escrow"].size() - 2] ^= 1U;
    EXPECT_FALSE(bench.escrow_opens_the_chip());
}

TEST(ProvisioningEscrow, IsNotMadeAfterwards) {
    Workbench bench;
    // The escrow cannot be written: nothing of the chip may have got a secret.
    device::ProvisioningOrder order = bench.order();
    bool was_asked = false;
    order.tpm.escrow = [&was_asked](std::string_view, const base::SecretBytes&) -> base::Status {
        was_asked = true;
        return Fault::disk_full;
    };
    EXPECT_EQ(fault_in(device::begin_provisioning(bench.device.chip->tcti(), bench.device.disk, bench.device.clock, order)), Fault::disk_full);
    EXPECT_TRUE(was_asked);
    EXPECT_TRUE(tpm::require_new(bench.device.chip->tcti()));
    EXPECT_TRUE(bench.begin(bench.order()));
}

TEST(ProvisioningEscrow, NeverReplacesAnotherChipsFile) {
    Workbench bench;
    const Bytes other = base::to_bytes("inkseal-escrow 1\nchip 000b" + std::string(64, 'a') + "\nlockout " + std::string(64, 'b') + "\n");
    bench.escrow.files["otter.escrow"] = other;
    EXPECT_EQ(fault_in(bench.begin(bench.order())), Fault::output_exists);
    EXPECT_EQ(bench.escrow.files["otter.escrow"], other);
    EXPECT_TRUE(tpm::require_new(bench.device.chip->tcti()));
}

TEST(ProvisioningEscrow, NoPowerCutLeavesAChipThatNobodyCanClear) {
    Workbench whole;
    Power counting;
    ASSERT_TRUE(whole.begin(whole.order(), &counting));
    const int steps = counting.count;
    int owned = 0, resumed = 0;
    // Every step from the escrow until the chip is owned; before and after that, where no
    // hierarchy's secret changes, some are enough.
    const auto is_at_the_secrets = [&whole](int step) { return step >= whole.step_of_escrow - 8 && step <= whole.step_of_escrow + 40; };
    for (int limit = 1; limit <= steps; limit += is_at_the_secrets(limit) ? 1 : 8) {
        Workbench bench;
        const device::ProvisioningOrder order = bench.order();
        Power power;
        power.limit = limit;
        const auto cut = bench.begin(order, &power);
        ASSERT_FALSE(cut) << limit;
        bench.device.power_on();
        const bool has_secret = bench.has_lockout_secret();
        if (has_secret) {
            ++owned;
            ASSERT_TRUE(bench.escrow_opens_the_chip()) << "after step " << limit << ": nobody can clear this chip";
        }
        if (limit < whole.step_of_escrow) {
            ASSERT_TRUE(tpm::require_new(bench.device.chip->tcti())) << limit;
            if (limit % 4 != 1) continue;  // going on is beginning again
        }
        const auto again = bench.begin(order);
        ASSERT_TRUE(again) << limit << " " << why(again);
        ASSERT_TRUE(bench.is_done()) << limit;
        ASSERT_TRUE(bench.escrow_opens_the_chip()) << limit;
        ++resumed;
    }
    std::cout << steps << " steps, " << owned << " cuts with a lockout secret set, " << resumed << " resumed to the end\n";
    EXPECT_GT(owned, 10);
    EXPECT_GT(resumed, owned);
}

TEST(Provisioning, IsResumedWithTheSameValuesOnly) {
    Workbench bench;
    const device::ProvisioningOrder order = bench.order();
    Power power;
    Workbench whole;
    ASSERT_TRUE(whole.begin(whole.order(), &power));
    Power cut;
    cut.limit = power.count - 2;  // the chip is owned, the letter is not posted or not confirmed
    ASSERT_FALSE(bench.begin(order, &cut));
    bench.device.power_on();
    EXPECT_EQ(fault_in(bench.begin(bench.order("another-code"))), Fault::tpm_already_provisioned);
    ASSERT_TRUE(bench.begin(order));
    EXPECT_EQ(fault_in(bench.begin(order)), Fault::tpm_already_provisioned) << "what is done is not begun again";
}

TEST(Beginning, IsRefusedInAFolderWhereAnEarlierDeviceKeptThings) {
    Workbench bench;
    bench.device.disk.files["vault.db"] = Bytes(1, 'x');
    EXPECT_EQ(fault_in(bench.begin(bench.order())), Fault::output_exists);
    EXPECT_TRUE(tpm::require_new(bench.device.chip->tcti())) << "and the chip is nobody's still";
    bench.device.disk.files.clear();
    EXPECT_TRUE(bench.begin(bench.order()));
}

TEST(Beginning, RaisesTheNumberOfTheLogAfterAFactoryReset) {
    bench::MemoryDisk disk;
    EXPECT_EQ(device::next_log_origin(disk, "clinic.example/inkseal/a/1").value(), "clinic.example/inkseal/a/1");
    const std::string note = "clinic.example/inkseal/a/9\n4\n" + base::to_base64(Bytes(32, 7)) + "\n\n\u2014 clinic.example/inkseal/a/9 " + base::to_base64(Bytes(40, 1)) + "\n";
    disk.files["previous_checkpoint"] = base::to_bytes(std::string_view(note));
    const auto next = device::next_log_origin(disk, "clinic.example/inkseal/a/1");
    EXPECT_EQ(next ? *next : why(next), "clinic.example/inkseal/a/10");
    disk.files["previous_checkpoint"] = base::to_bytes(std::string_view("no note"));
    EXPECT_FALSE(device::next_log_origin(disk, "clinic.example/inkseal/a/1"));
}
