// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/retention_book.h"
#include "tests/faults/log_bench.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

namespace {

using namespace runbook_test;
using base::Fault;
using base::Status;

constexpr const char* path = "runbooks/retention.jsonl";
const Person mia = person("mia", staff::Role::site_manager), ruth = person("ruth", staff::Role::auditor);

struct Desk : faults::LogBench {
    RetentionBook::Place place() {
        return {storage, *log, [this](const audit::LeafDraft& leaf) -> Status {
                    if (is_dead_before_log) return Fault::disk_failed;
                    add(leaf);
                    return {};
                }};
    }
    RetentionBook book() { return *RetentionBook::open(place()); }
    std::string refusal() {
        const auto opened = RetentionBook::open(place());
        return opened ? "opened" : opened.failure().detail;
    }
    bool is_dead_before_log = false;
};

KeptThing copy_of(const std::string& name) {
    KeptThing thing{.what = name};
    thing.digest.fill(9);
    thing.retention = RetentionClass::backup;
    thing.backup_days = 30;
    return thing;
}

// A copy that was held, released and deleted in its time.
void fill(Desk& desk) {
    RetentionBook book = desk.book();
    ASSERT_TRUE(book.add(Kept{begin, mia, copy_of("moved.pfx")}));
    ASSERT_TRUE(book.add(HoldSet{begin + 10 * day, mia, "moved.pfx", "court"}));
    ASSERT_FALSE(book.add(Deleted{begin + 40 * day, mia, "moved.pfx"})) << "on hold";
    ASSERT_TRUE(book.add(HoldLifted{begin + 41 * day, ruth, "moved.pfx", "settled"}));
    ASSERT_TRUE(book.add(Deleted{begin + 42 * day, mia, "moved.pfx"}));
}

}  // namespace

TEST(RetentionBook, ComesBackAsItWasAndStandsInTheLogLineByLine) {
    Desk desk;
    fill(desk);
    const RetentionBook again = desk.book();
    ASSERT_EQ(again.state().entries.size(), 1U);
    EXPECT_EQ(again.state().entries.begin()->second.deleted_ms, begin + 42 * day);
    std::string events;
    for (std::uint64_t i = 0; i < desk.log->size(); ++i) events += std::string(audit::row_of(desk.log->leaf(i)->event).id) + " ";
    EXPECT_EQ(events, "retention-changed retention-changed retention-changed copy-deleted ");
}

TEST(RetentionBook, KeepsNothingBackFromTheLog) {
    Desk desk;
    fill(desk);
    const base::Bytes whole = *desk.storage.read(path);
    const std::string text(base::as_text(whole));
    const std::string shorter = text.substr(0, text.rfind('\n', text.size() - 2) + 1);
    ASSERT_TRUE(desk.storage.write_atomically(path, base::as_bytes(shorter)));
    EXPECT_EQ(desk.refusal(), "the list of what is kept is shorter or longer than the log says");
    ASSERT_TRUE(desk.storage.remove(path));
    EXPECT_EQ(desk.refusal(), "the list of what is kept is shorter or longer than the log says");
    Desk other;
    fill(other);
    RetentionBook book = other.book();
    ASSERT_TRUE(book.add(Kept{begin + 50 * day, mia, copy_of("other.pfx")}));
    const base::Bytes longer = *other.storage.read(path);
    ASSERT_TRUE(desk.storage.write_atomically(path, longer));
    EXPECT_EQ(desk.refusal(), "opened") << "one line that the log does not know is a power cut, and never happened";
    EXPECT_EQ(desk.book().state().entries.size(), 1U);
}

TEST(RetentionBook, IsNotTheBookOfAnotherTime) {
    Desk desk;
    fill(desk);
    Desk other;
    RetentionBook book = other.book();
    ASSERT_TRUE(book.add(Kept{begin, mia, copy_of("another.pfx")}));
    for (const char* name : {"b.pfx", "c.pfx", "d.pfx"}) ASSERT_TRUE(book.add(Kept{begin, mia, copy_of(name)}));
    const base::Bytes foreign = *other.storage.read(path);
    ASSERT_TRUE(desk.storage.write_atomically(path, foreign));
    EXPECT_EQ(desk.refusal(), "the list of what is kept is another than the log says");
}

TEST(RetentionBook, ForgetsALineThatThePowerCutOffFromItsEntry) {
    Desk desk;
    fill(desk);
    RetentionBook book = desk.book();
    desk.is_dead_before_log = true;
    EXPECT_FALSE(book.add(Kept{begin + 50 * day, mia, copy_of("late.pfx")}));
    desk.is_dead_before_log = false;
    RetentionBook again = desk.book();
    EXPECT_FALSE(again.state().entries.contains("late.pfx"));
    EXPECT_TRUE(again.add(Kept{begin + 51 * day, mia, copy_of("late.pfx")})) << "and takes it when it is said again";
    EXPECT_TRUE(desk.book().state().entries.contains("late.pfx"));
}
