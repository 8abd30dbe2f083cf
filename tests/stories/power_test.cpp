// SPDX-License-Identifier: Apache-2.0
// The plug is pulled at every screen, and at many moments while a file is sealed.
#include "tests/stories/misfortune.h"

#include <functional>
#include <thread>
#include <vector>

using emulator::ScriptedPerson;
using emulator::StoryOrder;
using stories::Misfortune;

TEST_F(Misfortune, APowerCutAtAnyScreenShowsNobodyAndLosesNothing) {
    const StoryOrder order = issue();
    using Way = std::function<base::Status(ScriptedPerson&)>;
    const std::vector<Way> way = {
        [](ScriptedPerson& p) -> base::Status { TRY(p.press("Touch to begin")); return p.see("English", "language"); },
        [](ScriptedPerson& p) -> base::Status { TRY(p.choose("English")); return p.see("Enter your appointment code", "identify"); },
        [&](ScriptedPerson& p) -> base::Status {
            TRY(p.key_in(order.appointment_code));
            TRY(p.press("Continue"));
            return p.see("Is this you?", "this-is-me");
        },
        [](ScriptedPerson& p) -> base::Status { TRY(p.press("Yes, this is me")); return p.see("Continue electronically", "consent"); },
        [](ScriptedPerson& p) -> base::Status { return emulator::agree_and_read(p); },
        [](ScriptedPerson& p) -> base::Status { return emulator::answer_questions(p); },
        [](ScriptedPerson& p) -> base::Status { return emulator::draw_signature(p); },
        [&](ScriptedPerson& p) -> base::Status {
            TRY(emulator::enter_code(p, order.pin));
            return p.see("What you see is what you sign", "confirm");
        },
    };
    for (std::size_t far = 1; far <= way.size(); ++far) {
        ScriptedPerson visitor = person();
        for (std::size_t i = 0; i < far; ++i) ok(way[i](visitor));
        ok(desk().cut_power());
        see("Touch to begin");
        expect_nobody();
        EXPECT_FALSE(has_parcel());
        ASSERT_FALSE(HasFailure()) << "after screen " << far;
    }
    expect_whole_log();
    sign(order);  // it waited through all of them
    deliver();
    EXPECT_GE(count(log(), "boot-unclean"), 8);
}

TEST_F(Misfortune, APowerCutAtAnyMomentOfSealingEndsAsSignedOrAborted) {
    // Holding takes 1,500 ms; sealing and verifying some 300 more, wrapping the parcel 100.
    for (int delay_ms = 1'480; delay_ms <= 2'020; delay_ms += 90) {
        const StoryOrder order = issue();
        come_to_the_hold(order);
        ok(desk().kiosk().begin_hold("button", "Hold to sign"));
        std::this_thread::sleep_for(std::chrono::milliseconds(delay_ms));
        // Half of them as a crash of the kiosk alone: its chip lives on with what was loaded.
        if (delay_ms % 180 == 40) device().kill_kiosk();
        ok(desk().cut_power());
        see("Touch to begin");
        expect_nobody();
        ASSERT_FALSE(HasFailure()) << "cut after " << delay_ms << " ms";
    }
    expect_every_intent_ended();
    expect_whole_log();
    const std::string entries = log();
    const int signed_here = count(entries, "  signed");
    ok(desk().exchange());
    ok(desk().exchange());
    EXPECT_FALSE(has_parcel());
    // What was signed arrives whole, once.
    ok(emulator::Desk::wait_until([&] { return count(log(), "  delivered") >= signed_here; }, "not everything is delivered"));
    EXPECT_EQ(count(log(), "  delivered"), signed_here);
    const auto results = folder() / "results";
    ok(desk().platform().run_archive(results));
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(results))
        files += entry.path().filename() == "signed.pdf" ? 1 : 0;
    EXPECT_EQ(files, signed_here);
}
