// SPDX-License-Identifier: Apache-2.0
// Whatever a chip answers to whatever we ask: a fault with a remedy, no crash, no hang, and
// nothing that was refused is taken for done.
#include "tests/unit/tpm/keeper_bench.h"

#include "appliance/base/reader.h"

#include <chrono>
#include <functional>
#include <set>

using base::Bytes;
using base::Fault;
using bench::Device;
using bench::pin_of;

namespace {

// Codes that chips and tpm2-tss gave while the product was made, and those that part 2,
// 6.6.3 has for a chip that is busy, full, failed or locked.
constexpr std::uint32_t codes[] = {0x082, 0x084, 0x095, 0x098, 0x09b, 0x09d, 0x09f, 0x0a2, 0x100, 0x101, 0x120, 0x124, 0x12f, 0x14a, 0x151, 0x1c4,
                                   0x1d5, 0x2c2, 0x2c4, 0x2d6, 0x2db, 0x3c5, 0x3df, 0x3e0, 0x5db, 0x902, 0x903, 0x904, 0x908, 0x90a, 0x920, 0x921,
                                   0x922, 0x923, 0x982, 0x98b, 0x98e, 0x99d, 0x9a2};

// Lets the chip work and changes what it answers to one command.
struct Liar final : tpm::BusTap {
    void command(base::ByteView bytes) override {
        base::Reader reader(bytes.subspan(6));
        m_command = reader.take_u32();
        asked.insert(m_command);
    }
    void response(Bytes& bytes) override {
        if (m_command != lie_about) return;
        ++lies;
        bytes.clear();
        base::append_number(bytes, 0x8001, 2);
        base::append_number(bytes, 10, 4);
        base::append_number(bytes, code, 4);
    }
    std::set<std::uint32_t> asked;  // TPM_CC
    std::uint32_t lie_about = 0;
    std::uint32_t code = 0;
    int lies = 0;

private:
    std::uint32_t m_command = 0;
};

struct Errand {
    const char* name;
    std::function<base::Status(Device&)> run;
};

base::Status sign(Device& device, const std::string& name) {
    TRY(bench::sign_by_name(device, name));
    return {};
}

const std::vector<Errand>& errands() {
    static const std::vector<Errand> all = {
        {"open", [](Device& device) { return device.open(); }},
        {"sign", [](Device& device) { return sign(device, ""); }},
        {"sign with a named key", [](Device& device) { return sign(device, "stays"); }},
        {"state the time",
         [](Device& device) -> base::Status {
             TRY(device.tpm->attestor().attest_time({}));
             return {};
         }},
        {"state the serial",
         [](Device& device) -> base::Status {
             TRY(device.tpm->attestor().attest_serial({}));
             return {};
         }},
        {"create",
         [](Device& device) -> base::Status {
             static int made = 0;
             const std::string name = "new-" + std::to_string(++made);
             TRY(device.tpm->keeper().create(name, ports::KeyAlgorithm::ecdsa_p256, std::nullopt));
             return device.tpm->keeper().destroy(name);  // there is room for 64
         }},
        {"import",
         [](Device& device) -> base::Status {
             static int made = 0;
             static const ports::PrivateKey key = bench::private_key(ports::KeyAlgorithm::ecdsa_p256);
             const std::string name = "came-" + std::to_string(++made);
             TRY(device.tpm->keeper().import(name, key));
             return device.tpm->keeper().destroy(name);
         }},
        {"export",
         [](Device& device) -> base::Status {
             ports::KeyKeeper& keeper = device.tpm->keeper();
             const ports::ReleaseRequest request = TRY(keeper.begin_release("goes", {}));
             TRY(keeper.approve_release(0, bench::word_of(0, request)));
             TRY(keeper.finish_export());
             return {};
         }},
        {"renew the approval", [](Device& device) { return device.approve_signing(); }},
        {"say what is left",
         [](Device& device) -> base::Status {
             TRY(device.tpm->keeper().allowance());
             return {};
         }},
    };
    return all;
}

}  // namespace

TEST(ResponseCodes, OnEveryCommandLeadToAFaultWithARemedyAndTheDeviceGoesOn) {
    Liar liar;
    tpm::BusOptions bus;
    bus.tap = &liar;
    bus.busy_patience_ms = 1;
    std::size_t told = 0, lies = 0;
    std::set<std::uint32_t> met;  // commands that met every code already
    for (const Errand& errand : errands()) {
        liar.lie_about = 0;
        Device device(bus);
        ASSERT_TRUE(device.tpm->keeper().create("stays", ports::KeyAlgorithm::ecdsa_p256, std::nullopt));
        ASSERT_TRUE(device.tpm->keeper().create("goes", ports::KeyAlgorithm::ecdsa_p256, bench::quorum(1, 1)));
        const bool is_open = std::string(errand.name) == "open";
        const auto run = [&] { return is_open ? device.open(bus) : errand.run(device); };
        liar.asked.clear();
        const base::Status whole = run();
        ASSERT_TRUE(whole) << errand.name << ": " << whole.failure().detail;
        const std::set<std::uint32_t> asked = liar.asked;
        for (const std::uint32_t command : asked) {
            // A command that met them all on an earlier errand meets some of them again.
            const std::size_t step = met.insert(command).second ? 1 : 9;
            for (std::size_t i = command % step; i < std::size(codes); i += step) {
                liar.lie_about = command;
                liar.code = codes[i];
                liar.lies = 0;
                const auto began = std::chrono::steady_clock::now();
                const base::Status done = run();
                liar.lie_about = 0;
                EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10)) << errand.name << std::hex << " " << command << " " << codes[i];
                if (liar.lies != 0) ++lies;
                if (done) continue;  // cleaning up, or a second way there was
                ++told;
                EXPECT_FALSE(base::row_of(done.fault()).remedy.empty()) << errand.name << std::hex << " " << command << " " << codes[i];
                // The chip had done it all the same: what it holds now is taken away as after a crash.
                const base::Status again = device.open(bus);
                ASSERT_TRUE(again) << errand.name << std::hex << " " << command << " " << codes[i] << ": " << again.failure().detail;
            }
            const base::Status after = run();
            ASSERT_TRUE(after) << errand.name << " after command 0x" << std::hex << command << ": " << after.failure().detail;
        }
    }
    std::printf("%zu commands, %zu lies, %zu faults with a remedy\n", met.size(), lies, told);
    EXPECT_GT(met.size(), 25U);
    EXPECT_GT(told * 10, lies * 8) << "hardly any lie may go by without a word";
}

// A chip that says "later" has not begun; this one has, and would take the second try for a guess.
bool says_later(std::uint32_t code) { return code == 0x908 || code == 0x90a || code == 0x920 || code == 0x922; }

// A chip that fails while it is being provisioned is provisioned by the same order afterwards.
TEST(ResponseCodes, WhileTheDeviceIsBornStopItInWordsAndTheSameOrderGoesOn) {
    const std::size_t step = std::getenv("INKSEAL_LONG") != nullptr ? 1 : 19;
    Liar liar;
    tpm::BusOptions bus;
    bus.tap = &liar;
    bus.busy_patience_ms = 1;
    {
        bench::NewDevice device;
        ASSERT_TRUE(device.provision(bus));
    }
    const std::set<std::uint32_t> asked = liar.asked;
    std::size_t told = 0;
    for (const std::uint32_t command : asked)
        for (std::size_t i = command % step; i < std::size(codes); i += step) {
            if (says_later(codes[i])) continue;
            bench::NewDevice device;
            liar.lie_about = command;
            liar.code = codes[i];
            const auto born = device.provision(bus);
            liar.lie_about = 0;
            if (born) continue;  // "not there" is what a new chip says of most things
            ++told;
            EXPECT_FALSE(base::row_of(born.fault()).remedy.empty()) << std::hex << command << " " << codes[i];
            const auto again = device.provision(bus, true);
            EXPECT_TRUE(again) << std::hex << command << " " << codes[i] << ": " << bench::why(again);
        }
    std::printf("%zu commands of provisioning, %zu faults with a remedy\n", asked.size(), told);
    EXPECT_GT(asked.size(), 15U);
    EXPECT_GT(told, asked.size());
}
