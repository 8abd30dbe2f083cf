// SPDX-License-Identifier: Apache-2.0
// The device's disk is full: before the order, before the ceremony, and in the middle
// of sealing.
#include "tests/stories/misfortune.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <thread>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using emulator::StoryOrder;
using stories::Misfortune;

class FullDisk : public Misfortune {
protected:
    void SetUp() override {
        Misfortune::SetUp();
        if (!has_own_disk()) GTEST_SKIP() << "needs a small disk of its own";
    }
    void TearDown() override {
        empty();
        Misfortune::TearDown();
    }
    static fs::path ballast() { return desk().state() / "ballast"; }
    // Until so many bytes are left.
    static void fill(std::uint64_t left) {
        const int file = open(ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        ASSERT_GE(file, 0);
        struct statvfs room {};
        ASSERT_EQ(fstatvfs(file, &room), 0);
        const std::uint64_t free = std::uint64_t{room.f_bavail} * room.f_frsize;
        if (free > left) {
            const off_t size = lseek(file, 0, SEEK_END);
            // ENOSPC: the device took some of it in the meantime.
            const int filled = posix_fallocate(file, size, static_cast<off_t>(free - left));
            EXPECT_TRUE(filled == 0 || filled == ENOSPC) << filled;
        }
        close(file);
    }
    static void empty() {
        std::error_code ignored;
        if (has_own_disk()) fs::remove(ballast(), ignored);
    }
};

}  // namespace

TEST_F(FullDisk, RefusesToBeginAndOpensAgainWhenThereIsRoom) {
    const StoryOrder order = issue();
    fill(20U << 20U);
    see("Out of service");
    see("DSK-01");
    see("storage is full");
    expect_nobody();
    empty();
    see("Touch to begin");
    sign(order);
    deliver();
    EXPECT_GE(count(log(), "DSK-01"), 1);
}

TEST_F(FullDisk, AnOrderThatFindsNoRoomIsKeptUntilThereIs) {
    const StoryOrder order = write();
    ok(desk().platform().issue_work_order("harbour-otter-41", order.envelope, order.files));
    fill(0);
    (void)device().visit(desk().platform());  // has no room either, and says so
    empty();
    fs::remove(desk().state() / "courier" / "memory.json");
    see("Touch to begin");
    ok(desk().exchange());
    sign(order);
    deliver();
}

TEST_F(FullDisk, FillingUpWhileAPersonSignsLosesNothing) {
    const StoryOrder order = issue();
    come_to_the_hold(order);
    fill(64U << 10U);
    press_and_hold(1'800);
    // The reserve is there for this.
    see("Your receipt");
    ok(desk().kiosk().press("button", "Finish now"));
    see("Out of service");
    empty();
    see("Touch to begin");
    deliver();
    expect_every_intent_ended();
    expect_whole_log();
}

TEST_F(FullDisk, WithoutAnyReserveTheSignatureIsNotCompletedAndTheOrderWaits) {
    const StoryOrder order = issue();
    come_to_the_hold(order);
    fs::remove(desk().state() / "vault.reserve");
    fill(0);
    press_and_hold(1'800);
    ok(emulator::Desk::wait_until(
        [] { return screen().find("was not completed") != std::string::npos || screen().find("Out of service") != std::string::npos; },
        "neither an apology nor out of service"));
    EXPECT_NE(screen().find("DSK-0"), std::string::npos) << screen();
    empty();
    skip(30'000);
    see("Touch to begin");
    expect_nobody();
    expect_every_intent_ended();
    EXPECT_FALSE(has_parcel());
    sign(order);
    deliver();
    expect_whole_log();
}

TEST_F(FullDisk, ADeviceThatBootsWithAFullDiskDeliversAndOpensWhenThereIsRoom) {
    const StoryOrder order = issue();
    ok(desk().plug_in(false));
    sign(order);
    wait_for_parcel();
    fill(0);
    ok(desk().cut_power());
    see("DSK-01");
    empty();
    see("Touch to begin");
    ok(desk().plug_in(true));
    fs::remove(desk().state() / "courier" / "memory.json");
    deliver();
    expect_whole_log();
}
