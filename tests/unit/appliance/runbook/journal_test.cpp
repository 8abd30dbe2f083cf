// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/journal.h"
#include "tests/faults/sim_storage.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

namespace {

using namespace runbook_test;
using base::Fault;

// Answers as it is told, and remembers what it was asked.
struct ToldBook final : EvidenceBook {
    base::Result<std::uint64_t> log_size() override { return std::uint64_t{9}; }
    base::Result<Evidence> check(const Question& question) override {
        asked.push_back(std::string(question.need.what) + " <- " + question.claim);
        if (!is_enough) return base::Failure{Fault::plan_step_refused, "not enough"};
        base::Digest digest{};
        digest.fill(3);
        return Evidence{question.need.kind, digest, "seen", surplus};
    }
    std::vector<std::string> asked;
    bool is_enough = true;
    std::string surplus;
};

struct Place {
    faults::SimStorage disk;
    std::string path = "runbooks/november.jsonl";

    Journal started() { return *Journal::start(disk, "november", first_month(), started_at(first_month(), begin)); }
    std::string text() { return std::string(base::as_text(*disk.read(path))); }
    void rewrite(std::string_view text) { CHECK(disk.write_atomically(path, base::as_bytes(text))); }
    Fault fault() {
        const auto opened = Journal::open(disk, "november");
        return opened ? Fault::not_implemented_here : opened.fault();
    }
};

Done plan_done() {
    Done event = done(first_month().steps[0], begin + 1);
    event.evidence.clear();
    return event;
}

}  // namespace

TEST(Journal, ComesBackAsItWasLeft) {
    Place place;
    ToldBook book;
    Journal journal = place.started();
    ASSERT_TRUE(journal.perform(plan_done(), {"key one, to the new house", "keys.json"}, book));
    ASSERT_TRUE(journal.record(Noted{begin + 2, {"mia", "\xd9\x85\xd9\x86\xd9\x89", staff::Role::site_manager, true}, "first line\nsecond"}));
    EXPECT_EQ(book.asked, (std::vector<std::string>{"the plan, in one sentence <- key one, to the new house", "the list of keys <- keys.json"}));
    const auto again = Journal::open(place.disk, "november");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state(), journal.state());
    EXPECT_EQ(again->head(), journal.head());
    EXPECT_EQ(journal_names(place.disk).value(), std::vector<std::string>{"november"});
}

TEST(Journal, RecordsNothingThatTheBookDoesNotConfirm) {
    Place place;
    ToldBook book;
    book.is_enough = false;
    Journal journal = place.started();
    const std::string before = place.text();
    EXPECT_EQ(journal.perform(plan_done(), {"a", "b"}, book).fault(), Fault::plan_step_refused);
    EXPECT_EQ(place.text(), before);
    EXPECT_TRUE(journal.state().done.empty());
}

TEST(Journal, AsksForNoEvidenceOfAStepThatMayNotBeDone) {
    Place place;
    ToldBook book;
    Journal journal = place.started();
    EXPECT_EQ(journal.perform(done(first_month().steps[1], begin + day), {"a", "b", "c"}, book).fault(), Fault::plan_step_refused);
    EXPECT_EQ(journal.perform(plan_done(), {"only one"}, book).fault(), Fault::usage_invalid);
    EXPECT_TRUE(book.asked.empty());
}

TEST(Journal, BelievesNoEvidenceThatACallerBringsAlong) {
    Place place;
    ToldBook book;
    Journal journal = place.started();
    Done event = done(first_month().steps[0], begin + 1);
    ASSERT_TRUE(journal.perform(event, {"a", "b"}, book));
    EXPECT_EQ(journal.state().done[0].evidence[0].finding, "seen");
    EXPECT_EQ(journal.state().done[0].log_size, 9U);
}

TEST(Journal, DoesNotOpenAfterAnyChange) {
    Place place;
    ToldBook book;
    Journal journal = place.started();
    ASSERT_TRUE(journal.perform(plan_done(), {"a", "b"}, book));
    ASSERT_TRUE(journal.record(Noted{begin + 2, person("mia", staff::Role::site_manager), "x"}));
    const std::string good = place.text();
    std::size_t opened = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        place.rewrite(bad);
        const auto read = Journal::open(place.disk, "november");
        // What stands in the last line is held by the head, which a report names.
        if (read) {
            ++opened;
            EXPECT_NE(read->head(), journal.head());
            EXPECT_GT(at, good.rfind('\n', good.size() - 2)) << "a line that another follows";
        }
    }
    EXPECT_LT(opened, 200U);
    const std::size_t second = good.find('\n') + 1;
    const std::size_t third = good.find('\n', second) + 1;
    place.rewrite(good.substr(0, second) + good.substr(third));
    EXPECT_EQ(place.fault(), Fault::message_invalid);
    place.rewrite(good + "\n");
    EXPECT_EQ(place.fault(), Fault::message_invalid);
    place.rewrite(good.substr(0, good.size() - 1));
    EXPECT_EQ(place.fault(), Fault::message_invalid);
    place.rewrite("");
    EXPECT_EQ(place.fault(), Fault::message_invalid);
}

TEST(Journal, DoesNotOpenWhenItsEventsBreakTheRulesThoughTheChainIsWhole) {
    Place place;
    Chain chain;
    ASSERT_TRUE(chain.append(to_json(started_at(first_month(), begin))));
    ASSERT_TRUE(chain.append(to_json(done(first_month().steps[5], begin + 5 * day))));
    place.rewrite(chain.text);
    EXPECT_EQ(place.fault(), Fault::plan_step_refused);
}

TEST(Journal, DoesNotFollowAnotherEditionOfItsRunbook) {
    Place place;
    Started started = started_at(first_month(), begin);
    started.runbook.fill(1);
    Chain chain;
    ASSERT_TRUE(chain.append(to_json(started)));
    place.rewrite(chain.text);
    EXPECT_EQ(place.fault(), Fault::message_invalid);
    EXPECT_EQ(Journal::start(place.disk, "other", first_month(), started).fault(), Fault::plan_step_refused);
}

TEST(Journal, HasOneNameAndTakesNoOthersPlace) {
    Place place;
    place.started();
    EXPECT_EQ(Journal::start(place.disk, "november", first_month(), started_at(first_month(), begin)).fault(), Fault::output_exists);
    for (const char* name : {"", "../x", "a/b", "A", "a b"}) EXPECT_EQ(Journal::open(place.disk, name).fault(), Fault::usage_invalid) << name;
    EXPECT_EQ(Journal::open(place.disk, "october").fault(), Fault::disk_not_found);
}

TEST(Journal, RefusesSurplusUntilItIsAcceptedAndThenRepeatsBoth) {
    Place place;
    ToldBook book;
    book.surplus = "1 key-destroyed";
    Journal journal = place.started();
    Done event = plan_done();
    EXPECT_EQ(journal.perform(event, {"a", "b"}, book).fault(), Fault::plan_step_refused);
    event.accepted = "it was planned";
    ASSERT_TRUE(journal.perform(event, {"a", "b"}, book));
    const auto again = Journal::open(place.disk, "november");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state().done[0].evidence[0].surplus, "1 key-destroyed");
    EXPECT_EQ(again->state().done[0].accepted, "it was planned");
}
