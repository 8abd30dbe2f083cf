// SPDX-License-Identifier: Apache-2.0
// Somebody turns the clock back, while the device runs and while it is off.
#include "tests/stories/misfortune.h"

#include <fstream>
#include <iterator>

namespace {

constexpr std::int64_t day_ms = 86'400'000;

// The newest evidence.json that the archive has written.
std::string newest_evidence(const std::filesystem::path& results) {
    std::filesystem::path newest;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(results))
        if (entry.path().filename() == "evidence.json" && (newest.empty() || entry.path() > newest)) newest = entry.path();
    std::ifstream in(newest);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

using stories::Misfortune;

TEST_F(Misfortune, AClockSetBackIsInTheLogAndTheEvidenceSaysSo) {
    const emulator::StoryOrder order = issue();
    const int before = count(log(), "clock-changed");
    come_to_the_code(order);
    set_clock(-400 * day_ms);
    see("Enter your signing code");
    skip(1'000);
    emulator::ScriptedPerson visitor = person();
    ok(emulator::enter_code(visitor, order.pin));
    ok(visitor.see("What you see is what you sign", "confirm"));
    press_and_hold(1'800);
    see("Your receipt");  // the certificates are judged at the time the platform signed
    ok(visitor.press("Finish now"));
    see("Touch to begin");
    const std::string entries = log();
    EXPECT_EQ(count(entries, "clock-changed"), before + 1) << entries;
    set_clock(0);
    deliver();
    // Setting it right is an event too; it shows with the next checkpoint.
    ok(emulator::Desk::wait_until([&] { return count(log(), "clock-changed") == before + 2; }, "the clock's second change is not in the log"));
    ok(desk().platform().run_archive(folder() / "clock"));
    const std::string evidence = newest_evidence(folder() / "clock");
    EXPECT_NE(evidence.find("\"clock\":\"doubtful\""), std::string::npos) << evidence;
    EXPECT_NE(evidence.find("\"not_before\":\""), std::string::npos) << evidence;
    expect_whole_log();
}

TEST_F(Misfortune, AfterThePlatformAgreedOnTheTimeTheClockIsTrustedAgain) {
    ok(desk().exchange());  // a cosignature is a signed time
    skip(10'000);
    sign(issue());
    deliver();
    ok(desk().platform().run_archive(folder() / "clock"));
    const std::string evidence = newest_evidence(folder() / "clock");
    EXPECT_NE(evidence.find("\"clock\":\"as-set\""), std::string::npos) << evidence;
}

TEST_F(Misfortune, AClockThatRunsBehindTheLogAfterARestartIsNoticed) {
    const int before = count(log(), "clock-changed");
    set_clock(2 * day_ms);
    sign(issue());  // entries from the day after tomorrow
    ok(desk().cut_power());  // the kiosk starts with the true time, two days before its own last entry
    see("Touch to begin");
    sign(issue());
    deliver();
    EXPECT_EQ(count(log(), "clock-changed"), before + 2) << log();
    expect_whole_log();
}
