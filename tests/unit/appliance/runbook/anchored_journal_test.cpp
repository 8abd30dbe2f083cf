// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/anchored_journal.h"
#include "tests/faults/log_bench.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

namespace {

using namespace runbook_test;
using base::Fault;
using base::Status;

struct Desk : faults::LogBench {
    AnchoredJournal::Place place() {
        return {storage, *log, [this](const audit::LeafDraft& leaf) -> Status {
                    if (is_dead_before_log) return Fault::disk_failed;
                    add(leaf);
                    return is_dead_after_log ? Status(Fault::disk_failed) : Status();
                }};
    }
    AnchoredJournal started() { return *AnchoredJournal::start(place(), "november", first_month(), start()); }
    Started start() { return started_at(first_month(), begin); }
    std::string refusal() {
        const auto opened = AnchoredJournal::open(place(), "november");
        return opened ? "opened" : std::string(base::row_of(opened.fault()).name) + ": " + opened.failure().detail;
    }
    base::Bytes file() { return *storage.read(path); }
    void put(base::ByteView content) { ASSERT_TRUE(storage.write_atomically(path, content)); }

    std::string path = "runbooks/november.jsonl";
    bool is_dead_before_log = false, is_dead_after_log = false;
};

struct Believer final : EvidenceBook {
    base::Result<std::uint64_t> log_size() override { return std::uint64_t{9}; }
    base::Result<Evidence> check(const Question& question) override {
        base::Digest digest{};
        digest.fill(3);
        return Evidence{question.need.kind, digest, "seen", {}};
    }
};

const Person mia = person("mia", staff::Role::site_manager);

Done planned() {
    Done event = done(first_month().steps[0], begin + 1);
    event.evidence.clear();
    return event;
}

}  // namespace

TEST(AnchoredJournal, PutsItsStartItsStepsAndItsEndIntoTheLogWithItsDigest) {
    Desk desk;
    Believer book;
    AnchoredJournal journal = desk.started();
    ASSERT_TRUE(journal.perform(planned(), {"a", "b"}, book));
    ASSERT_TRUE(journal.note({begin + 2, mia, "a note"}));
    ASSERT_TRUE(journal.cancel({begin + 3, mia, "the key stays"}));
    ASSERT_EQ(desk.log->size(), 3U);
    EXPECT_EQ(desk.log->leaf(0)->event, audit::Event::runbook_started);
    const audit::Leaf step = *desk.log->leaf(1);
    EXPECT_EQ(step.event, audit::Event::runbook_step_done);
    EXPECT_EQ(*step.fields.at("second").as_text(), "second");
    EXPECT_EQ(*desk.log->leaf(2)->fields.at("journal").as_text(), base::to_hex(journal.journal().head()));
    EXPECT_EQ(desk.refusal(), "opened");
}

TEST(AnchoredJournal, IsRefusedWhenItIsShorterThanTheLogSays) {
    Desk desk;
    Believer book;
    AnchoredJournal journal = desk.started();
    const base::Bytes before = desk.file();
    ASSERT_TRUE(journal.perform(planned(), {"a", "b"}, book));
    desk.put(before);
    EXPECT_EQ(desk.refusal(), "message_invalid: the journal november is shorter than the log says");
}

TEST(AnchoredJournal, IsRefusedWhenItIsAnotherThanTheLogSaysThoughItIsWhole) {
    Desk desk;
    Believer book;
    AnchoredJournal journal = desk.started();
    const base::Bytes before = desk.file();
    ASSERT_TRUE(journal.perform(planned(), {"a", "b"}, book));
    desk.put(before);
    Journal forged = *Journal::open(desk.storage, "november");
    ASSERT_TRUE(forged.perform(planned(), {"other", "words"}, book));
    EXPECT_EQ(desk.refusal(), "opened") << "the book found the same: the same journal";
    desk.put(before);
    forged = *Journal::open(desk.storage, "november");
    Done by_another = planned();
    by_another.by.id = "eve";
    ASSERT_TRUE(forged.perform(by_another, {"a", "b"}, book));
    EXPECT_EQ(desk.refusal(), "message_invalid: the journal november is another than the log says");
    ASSERT_TRUE(forged.record(Cancelled{begin + 5, mia, "longer than the log"}));
    EXPECT_EQ(desk.refusal(), "message_invalid: the journal november is another than the log says");
}

TEST(AnchoredJournal, IsRefusedWhenItLacksANoteThatAReportWasMadeOver) {
    Desk desk;
    AnchoredJournal journal = desk.started();
    const base::Bytes before = desk.file();
    ASSERT_TRUE(journal.note({begin + 2, mia, "the courier was late"}));
    ASSERT_TRUE(journal.reported(mia, base::Digest{}));
    EXPECT_EQ(desk.refusal(), "opened");
    desk.put(before);
    EXPECT_EQ(desk.refusal(), "message_invalid: the journal november lacks what a report of it was made over");
}

TEST(AnchoredJournal, IsNotBegunAnewInThePlaceOfOneThatWasTakenAway) {
    Desk desk;
    desk.started();
    ASSERT_TRUE(desk.storage.remove(desk.path));
    EXPECT_EQ(AnchoredJournal::start(desk.place(), "november", first_month(), desk.start()).fault(), Fault::output_exists);
    EXPECT_EQ(journals_in_log(*desk.log).value(), std::vector<std::string>{"november"});
}

TEST(AnchoredJournal, HoldsAStepExactlyWhenTheLogHoldsItWhereverThePowerWasCut) {
    for (const bool is_logged : {false, true}) {
        Desk desk;
        Believer book;
        AnchoredJournal journal = desk.started();
        (is_logged ? desk.is_dead_after_log : desk.is_dead_before_log) = true;
        EXPECT_EQ(journal.perform(planned(), {"a", "b"}, book).fault(), Fault::disk_failed);
        desk.is_dead_before_log = desk.is_dead_after_log = false;
        const auto again = AnchoredJournal::open(desk.place(), "november");
        ASSERT_TRUE(again) << again.failure().detail;
        EXPECT_EQ(again->journal().state().done.size(), is_logged ? 1U : 0U);
        EXPECT_FALSE(desk.storage.exists(desk.path + ".next"));
        EXPECT_EQ(desk.refusal(), "opened");
    }
}

TEST(AnchoredJournal, TakesNoNameThatLeavesItsFolder) {
    Desk desk;
    ASSERT_TRUE(desk.storage.write_atomically("outside.jsonl.next", base::as_bytes("x")));
    EXPECT_EQ(AnchoredJournal::open(desk.place(), "../outside").fault(), Fault::usage_invalid);
    EXPECT_TRUE(desk.storage.exists("outside.jsonl.next"));
}
