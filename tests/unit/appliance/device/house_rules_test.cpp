// SPDX-License-Identifier: Apache-2.0
// What a device does with a provisioning bundle: takes it and follows it, or says why not.
#include "appliance/device/house_rules.h"

#include "appliance/device/identity_files.h"
#include "appliance/keys/front_door.h"
#include "tests/unit/appliance/app/device_seats.h"
#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gtest/gtest.h>

#include <sqlite3.h>

namespace {

using base::Bytes;
using base::Fault;
using provisioning_test::Bench;
using provisioning_test::now_ms;

// A device of the bench's platform.
struct Unit : app_test::Body {
    Unit(const Bench& bench, bool is_test) {
        identity.trust = bench.pki.trust;
        identity.is_test = is_test;
    }
};

struct HouseRulesTest : testing::Test {
    HouseRulesTest() {
        run.clock.wall = now_ms;
        const device::Birthright birthright{body.identity.device, body.identity.place, "clinic.example/inkseal/harbour-otter-41/1", "key"};
        EXPECT_TRUE(device::write_birthright(run.storage, birthright));
    }
    Bytes bundle(std::uint64_t serial) {
        provisioning::Draft draft = Bench::draft();
        draft.serial = serial;
        return bench.bundle(draft);
    }
    // Refused, written down with this code, and nothing of it in force.
    void expect_refused(app_test::Life& life, const Bytes& file, Fault fault) {
        const auto before = device::read_house_rules(life.vault(), life.log());
        const int refusals = life.count("bundle-refused");
        EXPECT_EQ(device::install_bundle(life.device(), file).fault(), fault);
        EXPECT_EQ(life.count("bundle-refused"), refusals + 1);
        const audit::Leaf leaf = *life.log().leaf(life.log().size() - 1);
        EXPECT_EQ(leaf.event, audit::Event::bundle_refused);
        EXPECT_EQ(leaf.fields.at("fault"), base::Json(base::row_of(fault).code));
        EXPECT_EQ(leaf.fields.at("bundle"), base::Json(base::to_hex(crypto::sha256(file))));
        EXPECT_TRUE(device::read_house_rules(life.vault(), life.log()).value() == before.value());
    }

    Bench bench;
    Unit body{bench, true};
    app_test::Life run{body};
};

// The rows of the newest settings and of the keys that open them.
void drop_newest_settings(faults::Files& disk) {
    faults::SimStorage storage(disk);
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open_v2("vault.db", &raw, SQLITE_OPEN_READWRITE, storage.vfs().c_str()), SQLITE_OK);
    const std::string newest = "(SELECT max(sequence) FROM record WHERE type=" + std::to_string(static_cast<int>(vault::RecordType::settings)) + ")";
    const std::string words = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA foreign_keys=OFF; DELETE FROM record_key WHERE record=" + newest +
                              "; DELETE FROM record WHERE sequence=" + newest + ";";
    EXPECT_EQ(sqlite3_exec(raw, words.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_changes(raw), 1);
    sqlite3_close(raw);
    disk = storage.files();
}

}  // namespace

TEST_F(HouseRulesTest, TakesABundleThatIsForItAndHasItInForceFromThenOn) {
    EXPECT_FALSE(device::read_house_rules(run.vault(), run.log()).value());
    const Bytes file = bundle(7);
    ASSERT_TRUE(device::install_bundle(run.device(), file));
    EXPECT_EQ(run.events(), std::vector<std::string>{"bundle-installed"});
    const auto rules = device::read_house_rules(run.vault(), run.log()).value();
    ASSERT_TRUE(rules);
    EXPECT_EQ(rules->profile, provisioning_test::example());
    EXPECT_EQ(rules->serial, 7U);
    EXPECT_EQ(rules->bundle, crypto::sha256(file));
    EXPECT_EQ(device::read_birthright(run.storage)->place, rules->profile.place);
}

TEST_F(HouseRulesTest, FollowsWhatTheProfileSaysAboutPlaceTimesLanguagesPeopleAndTrust) {
    provisioning::Draft draft = Bench::draft();
    draft.profile.policies.idle_quiet_seconds = 300;
    draft.profile.policies.idle_warning_seconds = 20;
    draft.profile.policies.tries = 2;
    draft.profile.policies.session_idle_minutes = 5;
    draft.profile.policies.session_hours = 3;
    draft.profile.policies.lease_hours = 24;
    draft.profile.policies.signatures = 250;
    draft.profile.languages = {"es", "ar"};
    ASSERT_TRUE(device::install_bundle(run.device(), bench.bundle(draft)));
    const auto rules = device::read_house_rules(run.vault(), run.log()).value();
    app::Identity identity = body.identity;
    app::House house;
    ASSERT_TRUE(device::follow(*rules, identity, house));
    EXPECT_EQ(identity.place, "Harbour Clinic, ground floor");
    EXPECT_EQ(house.idle.quiet_ms, 300'000);
    EXPECT_EQ(house.idle.warning_ms, 20'000);
    EXPECT_EQ(house.languages, (std::vector{app::Language::spanish, app::Language::arabic}));
    EXPECT_EQ(house.tries_max, 2U);
    EXPECT_EQ(house.session_idle_ms, 5 * 60'000);
    EXPECT_EQ(house.session_hard_ms, 3 * 3'600'000);
    EXPECT_EQ(identity.witnesses.size(), body.identity.witnesses.size() + 1);
    const tpm::ApprovalReach reach = device::reach_of(rules->profile.policies);
    EXPECT_EQ(reach.clock_ms, 24U * 3'600'000);
    EXPECT_EQ(reach.signatures, 250U);
    // Its anchors are believed about signers of documents, and about nobody else.
    ASSERT_EQ(identity.signers.size(), 1U);
    EXPECT_EQ(identity.trust.anchors().size(), 1U);
    EXPECT_EQ(identity.document_trust().anchors().size(), 2U);
    const staff::Roster people = *staff::roster_from(house.first_people);
    ASSERT_EQ(people.people.size(), 1U);
    EXPECT_EQ(people.people[0].id, "dana");
    EXPECT_EQ(people.expires_ms, rules->expires_ms);
}

TEST_F(HouseRulesTest, TakesNoOlderOneWhateverHappenedToTheFile) {
    ASSERT_TRUE(device::install_bundle(run.device(), bundle(7)));
    ASSERT_TRUE(device::install_bundle(run.device(), bundle(9)));
    EXPECT_EQ(device::bundle_floor(run.log()).value(), 9U);
    ASSERT_TRUE(run.storage.remove("device/bundle.p7m"));
    expect_refused(run, bundle(8), Fault::bundle_refused);
    EXPECT_TRUE(device::install_bundle(run.device(), bundle(10)));
}

TEST_F(HouseRulesTest, RefusesWhatWasNotRehearsed) {
    provisioning::Draft other = Bench::draft();
    other.profile.policies.tries = 5;
    const Bytes payload = provisioning::make_payload(Bench::draft()).value(), changed = provisioning::make_payload(other).value();
    expect_refused(run, provisioning::sign_bundle(changed, bench.rehearsed(payload), {}, bench.signer()).value(), Fault::bundle_not_rehearsed);
}

TEST_F(HouseRulesTest, RefusesWhatWasChangedAfterItWasSigned) {
    Bytes file = bundle(7);
    file[file.size() / 2] ^= 1U;
    const auto checked = device::install_bundle(run.device(), file);
    EXPECT_TRUE(checked.fault() == Fault::signature_invalid || checked.fault() == Fault::cms_invalid);
    EXPECT_EQ(run.events(), std::vector<std::string>{"bundle-refused"});
}

TEST_F(HouseRulesTest, RefusesWhatIsOverAndWhatIsForAnother) {
    const Bytes file = bundle(7);
    run.clock.wall = now_ms + 31 * crypto_test::day;
    expect_refused(run, file, Fault::certificate_expired);
    run.clock.wall = now_ms;
    provisioning::Draft draft = Bench::draft();
    draft.profile.name = "quay-heron-7";
    expect_refused(run, bench.bundle(draft), Fault::bundle_refused);
}

TEST_F(HouseRulesTest, RefusesTestOnAProductionDeviceAndTheOtherWayRound) {
    Unit production(bench, false);
    app_test::Life life{production};
    life.clock.wall = now_ms;
    expect_refused(life, bundle(7), Fault::certificate_is_test);

    Bench real("Inkseal root");
    provisioning::Draft draft = Bench::draft();
    draft.profile.is_test = false;
    Unit test(real, true);
    app_test::Life other{test};
    other.clock.wall = now_ms;
    expect_refused(other, real.bundle(draft), Fault::certificate_is_test);
}

TEST_F(HouseRulesTest, BelievesNoSettingsThatTheLogDoesNotSpeakOf) {
    ASSERT_TRUE(device::install_bundle(run.device(), bundle(7)));
    const vault::Record record = run.vault().latest(vault::RecordType::settings).value();
    {
        auto step = run.vault().begin();
        ASSERT_TRUE(step);
        ASSERT_TRUE(step->put_record({.type = vault::RecordType::settings, .envelope = {}, .about = {}}, record.payload));
        ASSERT_TRUE(step->commit());
    }
    EXPECT_EQ(device::read_house_rules(run.vault(), run.log()).fault(), Fault::audit_broken);
}

// Somebody writes the disk between two starts: the newest settings go, and with them
// whatever held them in place, by the database's own program.
TEST_F(HouseRulesTest, RefusesToGoOnWithoutSettingsOrWithOlderOnesThanItsLogSays) {
    for (const bool has_older : {true, false}) {
        Unit unit(bench, true);
        faults::Files disk;
        {
            app_test::Life life{unit};
            life.clock.wall = now_ms;
            EXPECT_TRUE(device::write_birthright(life.storage, *device::read_birthright(run.storage)));
            if (has_older) { ASSERT_TRUE(device::install_bundle(life.device(), bundle(7))); }
            ASSERT_TRUE(device::install_bundle(life.device(), bundle(9)));
            ASSERT_TRUE(device::read_house_rules(life.vault(), life.log()).value());
            disk = app_test::durable(life.storage);
        }
        drop_newest_settings(disk);
        app_test::Life later{unit, disk};
        later.clock.wall = now_ms;
        const auto read = device::read_house_rules(later.vault(), later.log());
        EXPECT_EQ(read.fault(), Fault::audit_broken) << has_older;
    }
}

TEST_F(HouseRulesTest, ARosterThatWasTakenAwayDoesNotBringTheFirstPeopleBack) {
    ASSERT_TRUE(device::install_bundle(run.device(), bundle(7)));
    const auto rules = device::read_house_rules(run.vault(), run.log()).value();
    app::Identity identity = body.identity;
    app::House house;
    ASSERT_TRUE(device::follow(*rules, identity, house));
    app::Device following = run.device();
    following.house = house;
    EXPECT_EQ(keys::FrontDoor(following).roster()->people[0].id, "dana");
    audit::LeafDraft installed;
    installed.event = audit::Event::roster_installed;
    installed.fields["serial"] = 1;
    installed.fields["pack"] = base::to_hex(base::Digest{});
    run.write(installed);
    EXPECT_EQ(keys::FrontDoor(following).roster().fault(), Fault::disk_not_found);
}
