// SPDX-License-Identifier: Apache-2.0
// Ten thousand lives of runbooks, most of them full of mistakes.
#include "appliance/runbook/journal.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace {

using namespace runbook_test;

class Fortune {
public:
    explicit Fortune(unsigned seed) : m_random(seed) {}
    unsigned below(unsigned limit) { return static_cast<unsigned>(m_random() % limit); }
    bool once_in(unsigned times) { return below(times) == 0; }

private:
    std::mt19937 m_random;
};

// Mostly the next step as it should be; now and then anything.
Event any_event(Fortune& fortune, const Runbook& runbook, const State& state, std::int64_t& now) {
    now += fortune.below(6) * day;
    if (fortune.once_in(12)) now -= 3 * day;
    const Person mia = person("mia", staff::Role::site_manager, !fortune.once_in(4));
    if (!state.started || fortune.once_in(40)) return started_at(runbook, now, fortune.once_in(3));
    if (fortune.once_in(8)) return Noted{now, mia, "a note"};
    if (fortune.once_in(30)) return Cancelled{now, mia, "a reason"};
    const std::size_t next = fortune.once_in(5) ? fortune.below(static_cast<unsigned>(runbook.steps.size())) : std::min(state.done.size(), runbook.steps.size() - 1);
    Done event = done(runbook.steps[next], now);
    if (fortune.once_in(8)) event.second.reset();
    if (fortune.once_in(8) && event.second) event.second->id = event.by.id;
    if (fortune.once_in(8)) event.by.role = staff::Role::agent;
    if (fortune.once_in(8)) event.by.is_proven = false;
    if (fortune.once_in(8)) event.evidence.clear();
    if (fortune.once_in(8)) event.log_size = fortune.below(9);
    return event;
}

void expect_invariants(const Runbook& runbook, const State& state) {
    std::int64_t before = state.started ? state.started->at_ms : 0;
    std::set<std::string> so_far;
    for (const Done& one : state.done) {
        const Step& asked = *runbook.find(one.step);
        EXPECT_TRUE(asked.after.empty() || so_far.count(std::string(asked.after)) == 1);
        EXPECT_TRUE(so_far.insert(one.step).second);
        EXPECT_TRUE(!asked.second || (one.second && one.second->id != one.by.id));
        EXPECT_TRUE(state.started->is_test || (one.by.is_proven && one.second->is_proven));
        EXPECT_EQ(one.evidence.size(), needs_of(asked).size());
        EXPECT_GE(day_of(state.started->at_ms, one.at_ms), asked.earliest_day);
        EXPECT_GE(one.at_ms, before);
        before = one.at_ms;
        if (state.cancelled) { EXPECT_LE(one.at_ms, state.cancelled->at_ms); }
    }
}

}  // namespace

TEST(RunbookReplay, GivesTheSameStateForTenThousandLives) {
    std::size_t accepted = 0, refused = 0, complete = 0;
    for (unsigned life = 0; life < 10'000; ++life) {
        Fortune fortune(life);
        const Runbook& runbook = shipped()[life % shipped().size()];
        State state;
        Chain chain;
        std::int64_t now = begin;
        for (unsigned i = 0; i < 24; ++i) {
            const Event event = any_event(fortune, runbook, state, now);
            const auto next = step(runbook, state, event);
            ++(next ? accepted : refused);
            if (!next) continue;
            state = *next;
            ASSERT_TRUE(chain.append(to_json(event)));
        }
        expect_invariants(runbook, state);
        complete += is_complete(runbook, state) ? 1 : 0;
        const auto read = read_chain(chain.text);
        ASSERT_TRUE(read);
        State again;
        for (const base::Json& entry : read->entries) again = *step(runbook, again, *event_from(entry));
        ASSERT_EQ(again, state) << "life " << life;
    }
    EXPECT_GT(accepted, 50'000U);
    EXPECT_GT(refused, 50'000U);
    EXPECT_GT(complete, 500U);
}
