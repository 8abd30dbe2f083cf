// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/code_attempts.h"
#include "appliance/vault/record.h"
#include "tests/faults/log_bench.h"

#include <gtest/gtest.h>

namespace {

constexpr std::int64_t minute_ms = 60'000;

// A kiosk that writes down what it counts, as the session does, and can be restarted.
struct Guesser {
    Guesser() { EXPECT_TRUE(attempts.begin(*bench.log, bench.clock.boot)); }

    void guess() {
        bench.add({audit::Event::identification_failed, {}, {}, {{"method", "appointment-code"}}});
        attempts.count_wrong(bench.clock.boot);
    }
    void tell_of_pause() {
        bench.add({audit::Event::identification_paused, {}, {},
                   {{"failed", static_cast<std::int64_t>(attempts.wrong())}, {"seconds", attempts.pause_ms() / 1000}}});
    }
    void guess_until_pause() {
        do guess();
        while (left_ms() == 0);
        tell_of_pause();
    }
    void wait_out() { bench.clock.boot += left_ms(); }
    // The clock that only counts begins again; the wall clock says whatever somebody made it say.
    void restart(std::int64_t wall_shift_ms) {
        bench.reopen();
        bench.clock.boot = 500;
        bench.clock.wall += wall_shift_ms;
        attempts = {};
        ASSERT_TRUE(attempts.begin(*bench.log, bench.clock.boot));
    }
    void sign() {
        const std::string hash(64, 'a');
        bench.add({audit::Event::signature_made, vault::new_record_id(), hash, {{"intent", 1}}});
    }
    std::int64_t left_ms() const { return attempts.pause_left_ms(bench.clock.boot); }

    faults::LogBench bench;
    app::CodeAttempts attempts;
};

}  // namespace

TEST(CodeAttempts, PauseAfterEveryFiveOverAllSessionsLongerEachTimeButNeverForEver) {
    Guesser guesser;
    for (const std::int64_t minutes : {1, 5, 15, 15, 15}) {
        for (std::uint32_t left = 5; left > 0; --left) {
            EXPECT_EQ(guesser.attempts.left(), left);
            EXPECT_EQ(guesser.left_ms(), 0);
            guesser.guess();
        }
        EXPECT_EQ(guesser.left_ms(), minutes * minute_ms);
        guesser.tell_of_pause();
        guesser.bench.clock.boot += minutes * minute_ms - 1;
        EXPECT_EQ(guesser.left_ms(), 1);
        guesser.bench.clock.boot += 1;
    }
}

TEST(CodeAttempts, OutliveARestartWhicheverWayTheClockWasSet) {
    for (const std::int64_t shift_ms : {std::int64_t{0}, std::int64_t{40} * 86'400'000, std::int64_t{-40} * 86'400'000}) {
        Guesser guesser;
        for (int i = 0; i < 3; ++i) guesser.guess();
        guesser.restart(shift_ms);
        EXPECT_EQ(guesser.attempts.left(), 2U);
        guesser.guess_until_pause();
        guesser.bench.clock.boot += 59'000;
        guesser.restart(shift_ms);
        EXPECT_EQ(guesser.left_ms(), minute_ms) << "a power cut shortened the pause";
        guesser.wait_out();
        guesser.guess_until_pause();
        EXPECT_EQ(guesser.left_ms(), 5 * minute_ms);
        guesser.restart(shift_ms);
        EXPECT_EQ(guesser.attempts.wrong(), 10U);
    }
}

TEST(CodeAttempts, PauseThoughThePowerWentBeforeThePauseWasWrittenDown) {
    Guesser guesser;
    for (int i = 0; i < 5; ++i) guesser.guess();
    guesser.restart(0);
    EXPECT_EQ(guesser.left_ms(), minute_ms);
}

TEST(CodeAttempts, AreForgottenAfterASignatureAndAtTheConsoleButNotForNamingAnAppointment) {
    Guesser guesser;
    guesser.guess_until_pause();
    guesser.bench.add({audit::Event::identified, {}, {}, {{"method", "appointment-code"}}});
    guesser.restart(0);
    EXPECT_EQ(guesser.attempts.wrong(), 5U);
    guesser.bench.add({audit::Event::identification_reopened, {}, {}, {}});
    guesser.restart(0);
    EXPECT_EQ(guesser.attempts.wrong(), 0U);
    EXPECT_EQ(guesser.left_ms(), 0);
    guesser.guess();
    guesser.sign();
    guesser.restart(0);
    EXPECT_EQ(guesser.attempts.left(), 5U);
}
