// SPDX-License-Identifier: Apache-2.0
// What the device session does by itself: the end of an epoch that is still owed, and the
// round that reads everything stored.
#include "appliance/app/device_session.h"
#include "appliance/audit/note.h"
#include "tests/unit/appliance/app/device_seats.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using app_test::Body;
using app_test::Life;

constexpr std::int64_t minute_ms = 60'000;

audit::LeafDraft delivered() { return {audit::Event::delivered, vault::new_record_id(), {}, {{"level", "B-T"}}}; }

// True when the last delivery was followed by the end of its epoch.
bool is_settled(Life& run) {
    const std::vector<std::string> events = run.events();
    const auto last = std::find_if(events.rbegin(), events.rend(),
                                   [](const std::string& event) { return event == "delivered" || event == "epoch-advanced"; });
    return last == events.rend() || *last == "epoch-advanced";
}

void expect_start(Life& run) {
    app::DeviceSession session(run.device());
    const base::Status started = session.start("test", true);
    EXPECT_TRUE(started) << started.failure().detail;
}

base::RecordId put(Life& run, base::ByteView payload) {
    auto step = run.vault().begin();
    const auto id = step->put_record({vault::RecordType::document, {}, {}}, payload);
    EXPECT_TRUE(step->commit());
    return *id;
}

}  // namespace

// An image of the disk was put back: nothing here says so, but the platform has seen more.
TEST(TurnedBack, ADeviceThatThePlatformKnowsALongerLogOfGoesOutOfService) {
    Body body;
    const audit::Ed25519Key platform = *audit::Ed25519Key::generate();
    body.identity.witnesses = {{"platform.example/cosigner", audit::NoteKeyType::cosignature, platform.public_key()}};
    faults::Files earlier;
    std::string note;
    {
        Life run(body);
        expect_start(run);
        earlier = run.storage.files();
        run.write({audit::Event::boot, {}, {}, {{"software", "test"}, {"epoch", 1}}});
        audit::Note later = *audit::parse_note(*run.log().make_checkpoint(*body.log_key));
        ASSERT_TRUE(audit::cosign_note(later, "platform.example/cosigner", platform, 1'795'338'005));
        note = audit::note_text(later);
        run.post.brought["log.checkpoint"] = base::to_bytes(base::as_bytes(note));
        app::DeviceSession session(run.device());
        ASSERT_TRUE(session.start("test", true));
        EXPECT_FALSE(session.needs_reopening()) << "its own past closes nobody";
    }
    Life run(body, earlier);
    run.post.brought["log.checkpoint"] = base::to_bytes(base::as_bytes(note));
    for (int i = 0; i < 2; ++i) {  // and so at every start, as long as the paper lies there
        app::DeviceSession session(run.device());
        ASSERT_TRUE(session.start("test", true));
        EXPECT_TRUE(session.needs_reopening());
        ASSERT_FALSE(run.told.empty());
        EXPECT_EQ(run.told.back().fault, base::Fault::log_conflict);
    }
}

TEST(OwedEpoch, IsEndedAtTheNextStartWhereverAfterTheDeliveryThePowerWent) {
    Body body;
    faults::Files delivered_disk;
    std::uint64_t epoch = 0;
    {
        Life run(body);
        expect_start(run);
        put(run, base::as_bytes("something that stays"));
        run.write(delivered());
        delivered_disk = run.storage.files();
        epoch = body.hardware.counter;
    }
    // The start that ends it, cut at every point: the next one finishes, whatever was left.
    Body first(body);
    Life run(first, delivered_disk);
    expect_start(run);
    EXPECT_TRUE(is_settled(run));
    EXPECT_EQ(first.hardware.counter, epoch + 1);
    faults::PowerCut cut(delivered_disk, run.storage.history());
    std::uint64_t points = 0;
    do {
        for (const faults::Mask mask : {faults::Mask::lost, faults::Mask::kept}) {
            Body then(body);
            const std::string advanced = cut.last_mark("epoch ");
            if (!advanced.empty()) then.hardware.counter = std::stoull(advanced);
            Life next(then, cut.disk(mask, 1));
            expect_start(next);
            ASSERT_TRUE(is_settled(next)) << "operation " << cut.position();
            ASSERT_GT(then.hardware.counter, epoch) << "operation " << cut.position();
            // What was copied at the delivery opens nothing any more.
            auto old_disk = std::make_unique<faults::SimStorage>(delivered_disk);
            faults::SoftEpochKeeper keeper(then.hardware);
            EXPECT_EQ(vault::Vault::open(faults::place_on(*old_disk), *old_disk, keeper, next.clock).fault(), base::Fault::epoch_unavailable);
            ++points;
        }
    } while (cut.step());
    std::printf("%llu cuts\n", static_cast<unsigned long long>(points));
}

TEST(OwedEpoch, IsNotEndedTwice) {
    Body body;
    Life run(body);
    run.write(delivered());
    expect_start(run);
    const std::uint64_t epoch = body.hardware.counter;
    expect_start(run);
    expect_start(run);
    EXPECT_EQ(body.hardware.counter, epoch);
    EXPECT_EQ(run.count("epoch-advanced"), 1);
}

TEST(Rounds, ReadEverythingOnceADayWhenNobodyIsHereAndSayWhatRotted) {
    Body body;
    Life run(body);
    const base::RecordId record = put(run, base::Bytes(70'000, 0x25));  // a file of its own
    app::DeviceSession session(run.device());
    ASSERT_TRUE(session.start("test", true));
    const auto live = [&](std::int64_t ms) {
        for (std::int64_t passed = 0; passed < ms; passed += minute_ms) {
            run.clock.boot += minute_ms;
            run.clock.wall += minute_ms;
            session.tick();
        }
    };
    live(9 * minute_ms);
    EXPECT_EQ(run.count("scrubbed"), 0) << "somebody was just here";
    live(60 * minute_ms);
    ASSERT_EQ(run.count("scrubbed"), 1);
    live(20 * 60 * minute_ms);
    EXPECT_EQ(run.count("scrubbed"), 1) << "once a day";

    for (const auto& [path, bytes] : run.storage.files())
        if (path.starts_with("blobs/")) {
            base::Bytes rotten = bytes;
            rotten[1'000] ^= 0x10U;
            ASSERT_TRUE(run.storage.write_atomically(path, rotten));
        }
    run.told.clear();
    live(5 * 60 * minute_ms);
    ASSERT_EQ(run.count("scrubbed"), 2);
    std::int64_t findings = -1;
    for (std::uint64_t index = 0; index < run.log().size(); ++index) {
        const audit::Leaf leaf = *run.log().leaf(index);
        if (leaf.event == audit::Event::scrubbed) findings = *leaf.fields.at("findings").as_number();
    }
    EXPECT_EQ(findings, 1);
    ASSERT_FALSE(run.told.empty());
    EXPECT_NE(run.told.front().detail.find(record.text), std::string::npos) << run.told.front().detail;
}

TEST(Rounds, WaitWhileAPersonIsHere) {
    Body body;
    Life run(body);
    app::DeviceSession session(run.device());
    ASSERT_TRUE(session.start("test", true));
    for (int minute = 0; minute < 30; ++minute) {
        run.clock.boot += minute_ms;
        session.handle(app::Begin{});
        session.tick();
    }
    EXPECT_EQ(run.count("scrubbed"), 0);
}
