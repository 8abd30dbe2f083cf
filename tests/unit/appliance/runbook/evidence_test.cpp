// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/digest.h"
#include "appliance/runbook/evidence.h"
#include "tests/faults/log_bench.h"
#include "tests/unit/appliance/runbook/bench.h"

#include <gtest/gtest.h>

namespace {

using namespace runbook_test;
using base::Fault;

const std::string digest(64, 'a');

struct Desk : faults::LogBench {
    void release() {
        add({audit::Event::key_release_intended, {}, {}, {{"name", "one"}, {"key", digest}, {"destination", "file"}, {"command", digest}, {"person", "mia"}}});
        add({audit::Event::key_release_approved, {}, {}, {{"key", digest}, {"command", digest}, {"person", "cara"}, {"custodian", 1}}});
        add({audit::Event::key_released, {}, {}, {{"name", "one"}, {"key", digest}, {"destination", "file"}, {"command", digest}, {"person", "mia"}}});
    }
    void destroy() { add({audit::Event::key_destroyed, {}, {}, {{"name", "one"}, {"key", digest}, {"person", "mia"}}}); }
    std::string judge(const Need& need, std::uint64_t from = 0) {
        const auto found = count_log_events(*log, need, from, log->size());
        if (!found) return found.failure().detail;
        return found->surplus.empty() ? "found: " + found->finding : "surplus: " + found->surplus;
    }
};

const Need& release_need = first_month().steps[1].needs[0];

}  // namespace

TEST(LogEvidence, IsThereWhenTheLogHoldsExactlyWhatIsAsked) {
    Desk desk;
    desk.grow_to(3);
    desk.release();
    EXPECT_EQ(desk.judge(release_need),
              "found: entries 0 to 6 (excluded): 1 key-release-intended; 1 key-release-approved; 1 key-released; 0 key-release-abandoned; "
              "nothing else that changes a key");
}

TEST(LogEvidence, NamesWhatIsMissing) {
    Desk desk;
    desk.grow_to(2);
    EXPECT_EQ(desk.judge(release_need), "missing: 1 key-release-intended; missing: 1 key-release-approved; missing: 1 key-released");
}

TEST(LogEvidence, NamesWhatIsSurplus) {
    Desk desk;
    desk.release();
    desk.release();
    desk.destroy();
    EXPECT_EQ(desk.judge(release_need), "surplus: 1 key-released; 1 key-destroyed");
}

TEST(LogEvidence, OfAnEarlierStepDoesNotCountAgain) {
    Desk desk;
    desk.release();
    EXPECT_EQ(desk.judge(release_need, desk.log->size()).substr(0, 8), "missing:");
    EXPECT_EQ(count_log_events(*desk.log, release_need, 0, desk.log->size() + 1).fault(), Fault::plan_step_refused);
}

TEST(LogEvidence, OfNothingAskedMeansThatNoKeyChanged) {
    Desk desk;
    const Need& quiet = first_month().steps[7].needs[0];
    desk.grow_to(4);
    EXPECT_EQ(desk.judge(quiet), "found: entries 0 to 4 (excluded): nothing else that changes a key");
    desk.destroy();
    EXPECT_EQ(desk.judge(quiet), "surplus: 1 key-destroyed");
}

TEST(DeviceEvidence, TakesADigestOfTheFileItselfAndOfNoFileThatIsAbsentOrEmpty) {
    Desk desk;
    DeviceEvidence book(*desk.log, desk.storage, nullptr);
    const Need need{EvidenceKind::file, "the list", {}};
    ASSERT_TRUE(desk.storage.write_atomically("keys.json", base::as_bytes("{}")));
    ASSERT_TRUE(desk.storage.write_atomically("empty", {}));
    const auto found = book.check({need, "keys.json", 0, 0});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->digest, crypto::sha256(base::as_bytes("{}")));
    EXPECT_EQ(found->finding, "keys.json, 2 bytes");
    EXPECT_EQ(book.check({need, "empty", 0, 0}).fault(), Fault::plan_step_refused);
    EXPECT_EQ(book.check({need, "absent", 0, 0}).fault(), Fault::disk_not_found);
}

TEST(DeviceEvidence, RefusesWhatNothingHereCanLookAt) {
    Desk desk;
    DeviceEvidence book(*desk.log, desk.storage, nullptr);
    for (const EvidenceKind kind : {EvidenceKind::signed_receipt, EvidenceKind::key_fact, EvidenceKind::verdict})
        EXPECT_EQ(book.check({Need{kind, "something", {}}, "believe me", 0, 0}).fault(), Fault::plan_step_refused);
    EXPECT_EQ(book.check({Need{EvidenceKind::attestation, "a word", {}}, "", 0, 0}).fault(), Fault::plan_step_refused);
}
