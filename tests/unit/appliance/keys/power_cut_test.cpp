// SPDX-License-Identifier: Apache-2.0
// The power goes at every single operation of the disk while keys are made, certified,
// put to use, taken in and destroyed. Hardware, book and log agree again after the next start.
#include "appliance/keys/rotation.h"
#include "tests/unit/appliance/keys/key_bench.h"

#include <algorithm>

namespace {

using keys::Standing;
using ports::KeyAlgorithm;
using staff::Duty;

struct KeyPowerCut : keys_test::KeyBench {
    KeyPowerCut() {
        hardware.push_back(keeper.held);
        keeper.on_change = [this] {
            hardware.push_back(keeper.held);
            run.storage.mark("hardware " + std::to_string(hardware.size() - 1));
        };
    }
    // What may be left when the power goes, after each operation of the disk.
    // One of `stride`, which shares no divisor with the number of answers to each cut.
    void cut_everywhere(int stride, const std::function<void(app_test::Life&, keys_test::SoftKeeper&, keys::KeyLife&)>& look) {
        int possible = 0;
        faults::PowerCut cut({}, run.storage.history());
        while (cut.step()) {
            for (const faults::Mask mask : {faults::Mask::lost, faults::Mask::kept, faults::Mask::torn}) {
                const faults::Files disk = cut.disk(mask, static_cast<std::uint64_t>(cuts));
                if (disk.empty() || ++possible % stride != 0) continue;
                ++cuts;
                const testing::ScopedTrace trace(__FILE__, __LINE__, "cut " + std::to_string(cuts));
                app_test::Body after(body);
                keys_test::SoftKeeper chip(after.guard);
                const std::string seen = cut.last_mark("hardware ");
                chip.held = hardware[seen.empty() ? 0 : std::stoul(seen)];
                after.guard.watched.key = chip.held["birth"].key;
                app_test::Life next(after, disk);
                keys::KeyLife again(next.device(), chip);
                const base::Status opened = again.open();
                ASSERT_TRUE(opened) << base::row_of(opened.fault()).name << " " << opened.failure().detail;
                ASSERT_TRUE(again.open());
                look(next, chip, again);
                if (HasFailure()) return;
            }
        }
    }
    int cuts = 0;
    std::vector<std::map<std::string, keys_test::SoftKeeper::Held>> hardware;
};

// How many entries of this kind the log has about this key.
int entries_about(app_test::Life& life, audit::Event event, const ports::KeyFacts& facts) {
    const std::string key = base::to_hex(crypto::sha256(facts.public_key));
    int found = 0;
    for (std::uint64_t i = 0; i < life.log().size(); ++i) {
        const audit::Leaf leaf = *life.log().leaf(i);
        if (leaf.event == event && *leaf.fields.at("key").as_text() == key) ++found;
    }
    return found;
}

}  // namespace

TEST_F(KeyPowerCut, LosesNoKeyDoublesNoneAndLeavesOneEntryForEach) {
    ready("seal-2027");
    ASSERT_TRUE(life.activate(officer(Duty::activate_key), "seal-2027"));
    ASSERT_TRUE(life.destroy(officer(Duty::destroy_key), "birth"));
    const auto other = *crypto::SoftwareKey::generate(KeyAlgorithm::ecdsa_p256);
    ASSERT_TRUE(life.import(officer(Duty::import_key), "brought", {KeyAlgorithm::ecdsa_p256, crypto::random_secret(32), other->public_key()}, {},
                            crypto::sha256(base::as_bytes("file"))));

    cut_everywhere(1, [](app_test::Life& next, keys_test::SoftKeeper& chip, keys::KeyLife& again) {
        const auto all = again.list();
        ASSERT_TRUE(all) << all.failure().detail;
        EXPECT_EQ(all->size(), chip.held.size());
        int active = 0;
        for (const keys::KeyView& view : *all) {
            active += view.standing == Standing::active ? 1 : 0;
            if (view.facts.name != "birth") {
                EXPECT_EQ(entries_about(next, audit::Event::key_created, view.facts) + entries_about(next, audit::Event::key_imported, view.facts), 1);
            }
            EXPECT_EQ(entries_about(next, audit::Event::key_destroyed, view.facts), view.facts.is_destroyed ? 1 : 0);
            const bool is_chosen = view.facts.name != "birth" && view.standing == Standing::active;
            EXPECT_EQ(entries_about(next, audit::Event::key_activated, view.facts), is_chosen ? 1 : 0) << view.facts.name;
        }
        EXPECT_EQ(active, 1);
    });
    EXPECT_GT(cuts, 200);
    RecordProperty("cuts", cuts);
}

// Whoever comes next goes on from where the rotation stands, and it ends as if nothing had been.
TEST_F(KeyPowerCut, LeavesARotationThatCanBeFinishedWithOneEntryForEachStep) {
    const auto finish = [this](app_test::Life& at, keys::KeyLife& with) {
        keys::Rotation rotation(with);
        for (int step = 0; step < 8; ++step) {
            const keys::RotationStanding standing = *rotation.look();
            switch (standing.stage) {
                case keys::RotationStage::resting:
                case keys::RotationStage::due:
                    if (standing.active == "seal-next") return;
                    [[fallthrough]];
                case keys::RotationStage::wants_key: ASSERT_TRUE(rotation.begin(officer(Duty::create_key), "seal-next")); break;
                case keys::RotationStage::wants_certificate: {
                    const auto request = with.request(officer(Duty::request_certificate), "seal-next");
                    ASSERT_TRUE(request) << request.failure().detail;
                    ASSERT_TRUE(with.install_certificate(officer(Duty::install_certificate), "seal-next", certificate_for(*request)));
                    break;
                }
                case keys::RotationStage::wants_trial: ASSERT_TRUE(rotation.put_to_use(officer(Duty::activate_key))); break;
                case keys::RotationStage::overlapping: at.clock.wall = standing.at_ms; break;
                case keys::RotationStage::wants_end: ASSERT_TRUE(rotation.finish(officer(Duty::destroy_key), false)); break;
            }
        }
        FAIL() << "the rotation does not end";
    };
    ASSERT_TRUE(keys::Rotation(life).set_policy(officer(Duty::create_key), {6, 0}));
    finish(run, life);
    cut_everywhere(2, [&](app_test::Life& next, keys_test::SoftKeeper& chip, keys::KeyLife& again) {
        ASSERT_NO_FATAL_FAILURE(finish(next, again));
        ASSERT_EQ(chip.held.size(), 2U);
        const keys::KeyView old = *again.find("birth"), fresh = *again.find("seal-next");
        EXPECT_EQ(old.standing, Standing::destroyed);
        EXPECT_EQ(fresh.standing, Standing::active);
        EXPECT_EQ(next.count("key-rotation-started"), 1);
        EXPECT_EQ(next.count("key-created"), 1);
        EXPECT_EQ(next.count("key-certificate-installed"), 1);
        EXPECT_EQ(next.count("key-activated"), 1);
        EXPECT_EQ(next.count("key-destroyed"), 1);
        EXPECT_TRUE(again.request(officer(Duty::request_certificate), "seal-next")) << "and the new key answers";
    });
    EXPECT_GT(cuts, 200);
    RecordProperty("cuts", cuts);
}
