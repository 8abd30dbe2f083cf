// SPDX-License-Identifier: Apache-2.0
// The whole way down to libusb's functions, behind which stands the emulator's bus: tokens
// come, go while they are spoken to, and come again.
#include "appliance/host/system_clock.h"
#include "tests/unit/usb/virtual_bus.h"
#include "usb/libusb_bus.h"
#include "usb/piv_token.h"
#include "usb/token_ports.h"

#include <gtest/gtest.h>

using base::Fault;
using usb::LibusbBus;
using usb::PivToken;
using usb::TokenPorts;

namespace {

base::Pin pin(const char* digits) {
    base::Pin out;
    for (; *digits != 0; ++digits) out.push(*digits);
    return out;
}

struct Bench {
    usb_test::VirtualBus tokens;
    host::SystemClock clock;
    std::unique_ptr<LibusbBus> bus = LibusbBus::create().value();
    TokenPorts ports{*bus, clock};

    base::Result<std::shared_ptr<PivToken>> open(const usb::Port& port) {
        auto wire = TRY(ports.open(port));
        return PivToken::open(std::move(wire));
    }
};

}  // namespace

TEST(HotPlug, SeesTokensComeAndGoOneByOne) {
    Bench bench;
    EXPECT_TRUE(bench.ports.look()->is_empty());
    bench.tokens.add("nora", 4711);
    const auto first = bench.ports.look().value();
    ASSERT_EQ(first.inserted.size(), 1U);
    EXPECT_EQ(first.inserted[0].name, "nora");
    EXPECT_TRUE(bench.ports.look()->is_empty());
    bench.tokens.add("omar", 4712);
    ASSERT_EQ(bench.ports.look()->inserted.size(), 1U);
    ASSERT_EQ(bench.ports.ports().size(), 2U);
    const auto nora = bench.open(bench.ports.ports()[0]).value();
    const auto omar = bench.open(bench.ports.ports()[1]).value();
    EXPECT_EQ(nora->serial(), "4711");
    EXPECT_EQ(omar->serial(), "4712");
    bench.tokens.tell("nora", R"({"op":"pull"})");
    const auto gone = bench.ports.look().value();
    ASSERT_EQ(gone.removed.size(), 1U);
    EXPECT_EQ(gone.removed[0].name, "nora");
    EXPECT_FALSE(nora->is_there());
    EXPECT_EQ(nora->verify(pin("123456")).fault(), Fault::token_removed);
    EXPECT_TRUE(omar->is_there());
    EXPECT_TRUE(omar->verify(pin("123456"))) << "the other one is not disturbed";
}

TEST(HotPlug, TheSameTokenAgainIsAnotherInsertion) {
    Bench bench;
    bench.tokens.add("nora", 4711);
    ASSERT_TRUE(bench.ports.look());
    const usb::Port before = bench.ports.ports()[0];
    const auto old = bench.open(before).value();
    bench.tokens.tell("nora", R"({"op":"pull"})");
    bench.tokens.tell("nora", R"({"op":"plug"})");
    const auto change = bench.ports.look().value();
    EXPECT_EQ(change.removed.size(), 1U);
    ASSERT_EQ(change.inserted.size(), 1U);
    EXPECT_FALSE(old->is_there());
    EXPECT_EQ(bench.open(before).fault(), Fault::token_removed);
    EXPECT_TRUE(bench.open(change.inserted[0]).value()->verify(pin("123456")));
}

TEST(HotPlug, PulledAtEveryCommandIsRemovedAtOnce) {
    Bench bench;
    bench.tokens.add("nora", 4711);
    for (int at = 1; at <= 6; ++at) {
        ASSERT_TRUE(bench.ports.look());
        bench.tokens.tell("nora", R"({"op":"pull_at","moment":"before_answer","command":)" + std::to_string(at) + "}");
        const std::int64_t begun = bench.clock.boot_ms();
        const auto token = bench.open(bench.ports.ports()[0]);
        Fault fault = Fault::not_implemented_here;
        if (!token) fault = token.fault();
        else
            for (int i = 0; i < 4 && fault == Fault::not_implemented_here; ++i)
                if (const auto verified = (*token)->verify(pin("123456")); !verified) fault = verified.fault();
        EXPECT_EQ(fault, Fault::token_removed) << at;
        EXPECT_LT(bench.clock.boot_ms() - begun, 2'000) << at;
        bench.tokens.tell("nora", R"({"op":"plug"})");
    }
    ASSERT_TRUE(bench.ports.look());
    EXPECT_TRUE(bench.open(bench.ports.ports()[0]).value()->verify(pin("123456")));
}

TEST(HotPlug, WhatAnEarlierConversationLeftIsNotTakenForAnAnswer) {
    Bench bench;
    bench.tokens.add("nora", 4711);
    ASSERT_TRUE(bench.ports.look());
    bench.tokens.tell("nora", R"({"op":"spoil","how":"twice"})");
    EXPECT_EQ(bench.open(bench.ports.ports()[0]).fault(), Fault::token_failed);
    bench.tokens.tell("nora", R"({"op":"spoil","how":"none"})");
    EXPECT_TRUE(bench.open(bench.ports.ports()[0])) << "opened anew, without another insertion";
}

TEST(HotPlug, OneProgramAtATimeHasAToken) {
    Bench bench;
    bench.tokens.add("nora", 4711);
    ASSERT_TRUE(bench.ports.look());
    const auto mine = bench.open(bench.ports.ports()[0]).value();
    const auto other = LibusbBus::create().value();
    TokenPorts ports(*other, bench.clock);
    ASSERT_TRUE(ports.look());
    EXPECT_EQ(ports.open(ports.ports()[0]).fault(), Fault::token_failed);
}
