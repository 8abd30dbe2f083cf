// SPDX-License-Identifier: Apache-2.0
// The power goes at every command of making, bringing in, letting go and ending a key:
// whole keys or nothing, no counter left behind, no lockout.
#include "tests/unit/tpm/keeper_bench.h"

#include <functional>

using base::Fault;
using bench::Device;
using bench::fault_in;
using bench::why;
using ports::KeyAlgorithm;

namespace {

struct CuttingTap final : tpm::BusTap {
    void command(base::ByteView) override {
        if (chip != nullptr && ++count == limit) chip->cut_power();
    }
    void response(base::Bytes&) override {}
    emulator::Swtpm* chip = nullptr;
    int limit = 0;
    int count = 0;
};

// Does `act` with the power going at its first command, its second, and so on, and `look`
// afterwards with the power back. Returns how many commands it had.
int cut_everywhere(Device& device, const std::function<bool(int)>& act, const std::function<void(int)>& look) {
    CuttingTap tap;
    for (int limit = 1;; ++limit) {
        EXPECT_TRUE(device.open({.tap = &tap}));
        tap.count = 0;
        tap.limit = limit;
        tap.chip = device.chip.get();
        const bool is_done = act(limit);
        const bool was_cut = tap.count >= limit;
        tap.chip = nullptr;
        device.tpm.reset();
        if (was_cut) {
            device.chip->cut_power();
            device.power_on();
        }
        EXPECT_TRUE(device.open());
        look(limit);
        if (!was_cut) {
            EXPECT_TRUE(is_done);
            return limit - 1;
        }
        if (testing::Test::HasFailure()) return limit;
    }
}

const ports::KeyFacts* find(const std::vector<ports::KeyFacts>& all, const std::string& name) {
    for (const ports::KeyFacts& facts : all)
        if (facts.name == name) return &facts;
    return nullptr;
}

std::size_t living(const std::vector<ports::KeyFacts>& all) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const auto& facts) { return !facts.is_destroyed; }));
}

void expect_no_counter_too_many_and_no_lockout(Device& device) {
    ASSERT_TRUE(device.tpm->keeper().create("last", KeyAlgorithm::ecdsa_p256, std::nullopt));
    const auto all = device.tpm->keeper().keys();
    ASSERT_TRUE(all) << why(all);
    const std::string indices = device.ask("tpm2_getcap handles-nv-index");
    std::size_t counters = 0;
    for (std::size_t at = indices.find("0x18100"); at != std::string::npos; at = indices.find("0x18100", at + 1))
        if (indices[at + 7] != '0') ++counters;
    EXPECT_EQ(counters, living(*all)) << indices;
    const std::string said = device.ask("tpm2_getcap properties-variable");
    EXPECT_NE(said.find("TPM2_PT_LOCKOUT_COUNTER: 0x0\n"), std::string::npos) << said;
}

}  // namespace

TEST(KeeperPowerCut, WhileMakingAKeyLeavesAWholeKeyOrNothing) {
    Device device;
    const auto act = [&](int n) {
        return static_cast<bool>(device.tpm->keeper().create("key-" + std::to_string(n), KeyAlgorithm::ecdsa_p256,
                                                             n % 2 == 0 ? std::nullopt : std::optional(bench::quorum(1, 1))));
    };
    const auto look = [&](int n) {
        const auto all = device.tpm->keeper().keys();
        ASSERT_TRUE(all) << n << " " << why(all);
        if (const auto* facts = find(*all, "key-" + std::to_string(n))) {
            EXPECT_FALSE(facts->is_destroyed) << n;
            const auto signature = bench::sign_by_name(device, facts->name);
            EXPECT_TRUE(signature) << n << " " << why(signature);
            ASSERT_TRUE(device.tpm->keeper().destroy(facts->name));
        }
    };
    EXPECT_GE(cut_everywhere(device, act, look), 30);
    expect_no_counter_too_many_and_no_lockout(device);
}

TEST(KeeperPowerCut, WhileBringingAKeyInLeavesAWholeKeyOrNothing) {
    Device device;
    const ports::PrivateKey key = bench::private_key(KeyAlgorithm::ecdsa_p256);
    const auto act = [&](int n) { return static_cast<bool>(device.tpm->keeper().import("key-" + std::to_string(n), key)); };
    const auto look = [&](int n) {
        const auto all = device.tpm->keeper().keys();
        ASSERT_TRUE(all) << n << " " << why(all);
        if (const auto* facts = find(*all, "key-" + std::to_string(n))) {
            const auto signature = bench::sign_by_name(device, facts->name);
            EXPECT_TRUE(signature) << n << " " << why(signature);
            ASSERT_TRUE(device.tpm->keeper().destroy(facts->name));
        }
    };
    EXPECT_GE(cut_everywhere(device, act, look), 25);
    expect_no_counter_too_many_and_no_lockout(device);
}

TEST(KeeperPowerCut, WhileEndingAKeyLeavesOneThatSignsOrOneThatNeverWill) {
    Device device;
    ASSERT_TRUE(device.tpm->keeper().create("key-1", KeyAlgorithm::ecdsa_p256, std::nullopt));
    const auto act = [&](int n) { return static_cast<bool>(device.tpm->keeper().destroy("key-" + std::to_string(n))); };
    int alive = 0;
    int dead = 0;
    const auto look = [&](int n) {
        const std::string name = "key-" + std::to_string(n);
        const auto all = device.tpm->keeper().keys();
        ASSERT_TRUE(all) << n << " " << why(all);
        const bool is_destroyed = find(*all, name)->is_destroyed;
        EXPECT_EQ(fault_in(bench::sign_by_name(device, name)), is_destroyed ? std::optional(Fault::key_missing) : std::nullopt) << n;
        ++(is_destroyed ? dead : alive);
        ASSERT_TRUE(device.tpm->keeper().destroy(name)) << n;
        const std::optional<ports::Quorum> quorum = n % 2 == 0 ? std::nullopt : std::optional(bench::quorum(1, 1));
        ASSERT_TRUE(device.tpm->keeper().create("key-" + std::to_string(n + 1), KeyAlgorithm::ecdsa_p256, quorum)) << n;
    };
    EXPECT_GE(cut_everywhere(device, act, look), 10);
    EXPECT_GT(alive, 0);
    EXPECT_GT(dead, 0);
    expect_no_counter_too_many_and_no_lockout(device);
}

TEST(KeeperPowerCut, WhileAKeyLeavesTakesNothingFromItsHome) {
    Device device;
    ASSERT_TRUE(device.tpm->keeper().create("one", KeyAlgorithm::ecdsa_p256, bench::quorum(1, 2)));
    const auto act = [&](int) {
        ports::KeyKeeper& keeper = device.tpm->keeper();
        const auto request = keeper.begin_release("one", {});
        return request && keeper.approve_release(1, bench::word_of(1, *request)) && keeper.finish_export();
    };
    const auto look = [&](int n) {
        const auto all = device.tpm->keeper().keys();
        ASSERT_TRUE(all) << n << " " << why(all);
        EXPECT_EQ(living(*all), 1U);
    };
    EXPECT_GE(cut_everywhere(device, act, look), 15);
    EXPECT_TRUE(bench::sign_by_name(device, "one"));
    expect_no_counter_too_many_and_no_lockout(device);
}
