// SPDX-License-Identifier: Apache-2.0
// What the log speaks of cannot be taken away without a word.
#include "appliance/device/log_promises.h"

#include "appliance/app/device_session.h"
#include "appliance/app/journal.h"
#include "appliance/app/sealing.h"
#include "appliance/crypto/digest.h"
#include "appliance/device/active_key.h"
#include "appliance/device/identity_files.h"
#include "appliance/keys/key_record.h"
#include "appliance/keys/revocations.h"
#include "tests/unit/appliance/app/device_seats.h"
#include "tests/unit/appliance/provisioning/provisioning_bench.h"

#include <gtest/gtest.h>

namespace {

using base::Bytes;
using provisioning_test::Bench;
using provisioning_test::now_ms;

constexpr std::int64_t day = 86'400'000;

struct Unit : app_test::Body {
    explicit Unit(const Bench& bench) {
        identity.trust = bench.pki.trust;
        identity.is_test = true;
    }
};

struct LogPromisesTest : testing::Test {
    LogPromisesTest() {
        run.clock.wall = now_ms;
        const device::Birthright birthright{body.identity.device, body.identity.place, "clinic.example/inkseal/harbour-otter-41/1", "key"};
        EXPECT_TRUE(device::write_birthright(run.storage, birthright));
    }
    Bytes list(std::uint64_t number) { return *crypto::issue_crl({bench.pki.root, *bench.pki.root_key, ""}, number, now_ms - day, now_ms + day, {}); }
    std::string lacks() {
        return device::lacking(*device::promised_lists(run.log()), run.storage, body.identity, now_ms);
    }
    std::string list_file() { return std::string(keys::revocation_folder) + "/" + run.storage.list(keys::revocation_folder)->front(); }

    Bench bench;
    Unit body{bench};
    app_test::Life run{body};
};

}  // namespace

TEST_F(LogPromisesTest, AreKeptByADeviceThatHasWhatItTook) {
    EXPECT_EQ(lacks(), "") << "nothing was promised";
    ASSERT_TRUE(keys::Revocations(run.device()).install(list(3)));
    EXPECT_EQ(lacks(), "");
}

TEST_F(LogPromisesTest, NameAListThatWasTakenAwayOrTurnedBack) {
    ASSERT_TRUE(keys::Revocations(run.device()).install(list(3)));
    const std::string path = list_file();
    const Bytes older = *run.storage.read(path);
    const Bytes fourth = list(4);
    ASSERT_TRUE(keys::Revocations(run.device()).install(fourth));
    ASSERT_TRUE(run.storage.write_atomically(path, older));
    EXPECT_EQ(lacks(), "a list of revoked certificates");
    ASSERT_TRUE(run.storage.remove(path));
    EXPECT_EQ(lacks(), "a list of revoked certificates");
    ASSERT_TRUE(keys::Revocations(run.device()).install(fourth)) << "the same list mends it";
    EXPECT_EQ(lacks(), "");
}

TEST_F(LogPromisesTest, StopTheDeviceFromSigning) {
    body.identity.lacks = "a list of revoked certificates";
    const auto may = app::may_sign_now(run.device());
    ASSERT_FALSE(may);
    EXPECT_EQ(may.fault(), base::Fault::audit_broken);
    EXPECT_NE(may.failure().detail.find("a list of revoked certificates"), std::string::npos);
}

TEST_F(LogPromisesTest, SayWhichKeyIsTheActiveOne) {
    const auto is_as_said = [&] { return device::compare_active_key(run.log(), run.storage, body.identity); };
    const auto file_says = [&](const std::string& name, bool is_in_log) {
        EXPECT_TRUE(keys::KeyBook(run.storage).keep(keys::Activation{.name = name, .person = "zoe", .before = {}, .is_in_log = is_in_log}));
    };
    const auto log_says = [&](const std::string& name, base::ByteView key) {
        const std::string digest = base::to_hex(crypto::sha256(key));
        audit::LeafDraft leaf = app::leaf_about(audit::Event::key_activated);
        leaf.fields["name"] = name;
        leaf.fields["key"] = leaf.fields["certificate"] = digest;
        leaf.fields["person"] = "zoe";
        run.write(leaf);
    };
    EXPECT_TRUE(is_as_said()) << "nobody ever chose one";
    file_says("seal-2027", true);
    EXPECT_EQ(is_as_said().fault(), base::Fault::configuration_invalid) << "chosen by somebody whom the log does not know";
    log_says("seal-2026", base::as_bytes("an earlier key"));
    log_says("seal-2027", body.identity.signing_certificate.public_key());
    EXPECT_TRUE(is_as_said());
    file_says("seal-2026", true);
    EXPECT_EQ(is_as_said().fault(), base::Fault::configuration_invalid) << "an earlier one is put back";
    file_says("seal-2026", false);
    EXPECT_TRUE(is_as_said()) << "cut off from its entry, which it gets when the keys are brought in order";
    ASSERT_TRUE(run.storage.remove("keys/active"));
    EXPECT_EQ(is_as_said().fault(), base::Fault::configuration_invalid) << "the choice is taken away";
    file_says("seal-2027", true);
    log_says("seal-2027", base::as_bytes("another key of that name"));
    EXPECT_EQ(is_as_said().fault(), base::Fault::configuration_invalid);
}

TEST_F(LogPromisesTest, SayInTheBirthEntryWhomTheDeviceBelieves) {
    body.identity.pins = {{"platform", crypto::sha256(base::as_bytes("the root"))}, {"archive", crypto::sha256(base::as_bytes("the archive"))}};
    EXPECT_TRUE(device::compare_pins(run.log(), body.identity)) << "before the first start there is nothing to compare";
    app::DeviceSession session(run.device());
    ASSERT_TRUE(session.start("1.0", true));
    ASSERT_TRUE(device::compare_pins(run.log(), body.identity));
    for (const char* name : {"platform", "archive"}) {
        app::Identity changed = body.identity;
        changed.pins[name] = crypto::sha256(base::as_bytes("somebody else's"));
        const auto compared = device::compare_pins(run.log(), changed);
        ASSERT_FALSE(compared) << name;
        EXPECT_EQ(compared.fault(), base::Fault::configuration_invalid);
        EXPECT_NE(compared.failure().detail.find(name), std::string::npos) << compared.failure().detail;
    }
    app::Identity more = body.identity;
    more.pins["witness"] = crypto::sha256(base::as_bytes("one that the entry does not know"));
    EXPECT_EQ(device::compare_pins(run.log(), more).fault(), base::Fault::configuration_invalid);
}
