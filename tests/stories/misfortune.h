// SPDX-License-Identifier: Apache-2.0
// One provisioned device on a small disk of its own, to which misfortune after
// misfortune happens. Each leaves it fit for the next; the last one does not.
#pragma once

#include "emulator/bench_files.h"
#include "emulator/desk.h"
#include "emulator/scripted_ceremony.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace stories {

class Misfortune : public testing::Test {
protected:
    static constexpr const char* signer = "Zephyrine Quillfeather";
    static constexpr int patience_ms = 40'000;

    static void SetUpTestSuite();
    static void TearDownTestSuite();
    void SetUp() override;
    // However a story went, the next begins with everything plugged in, at the attract screen.
    void TearDown() override;

    emulator::StoryOrder issue();   // fetched and examined
    emulator::StoryOrder write(const std::string& pin = "736251") { return write({}, signer, pin); }   // not issued yet
    // Of a document; empty: the consent form.
    static emulator::StoryOrder write(const std::filesystem::path& document, const std::string& name, const std::string& pin);
    static emulator::ScriptedPerson person();
    // Up to the screen that asks for the code; up to the screen that asks to hold.
    void come_to_the_code(const emulator::StoryOrder& order);
    void come_to_the_hold(const emulator::StoryOrder& order);
    void sign(const emulator::StoryOrder& order);
    void press_and_hold(int ms);

    static void ok(const base::Status& status) { EXPECT_TRUE(status) << status.failure().detail; }
    static void see(std::string_view text, int wait_ms = patience_ms) { ok(desk().kiosk().wait_for(text, wait_ms)); }
    static std::string screen();
    // inkseal audit show: what was published with the last checkpoint.
    static std::string log();
    static int count(const std::string& text, const std::string& word);
    static bool has_parcel() { return emulator::has_file(desk().state() / "outbox", "", ".manifest"); }
    static void wait_for_parcel() { ok(emulator::Desk::wait_until(has_parcel, "no parcel in the outbox")); }
    static void deliver();
    static void skip(std::int64_t ms);
    static void set_clock(std::int64_t offset_ms);
    static void expect_whole_log();
    static void expect_every_intent_ended();
    // Nothing of the person may be on the screen.
    static void expect_nobody();

    static emulator::Desk& desk() { return *s_desk; }
    static emulator::DeviceBench& device() { return s_desk->device(); }
    static const std::filesystem::path& folder() { return *s_folder; }
    static bool has_own_disk() { return s_has_own_disk; }

private:
    static std::filesystem::path* s_folder;
    static emulator::Desk* s_desk;
    static bool s_has_own_disk;
    static int s_orders;
};

}  // namespace stories
