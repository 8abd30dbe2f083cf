// SPDX-License-Identifier: Apache-2.0
// Once refused, refused for ever: from the same moment on in every later list, whatever
// else is enrolled under that name.
#include "sync/receiver/revocations.h"

#include "sync/enrolment_binding.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {
namespace {

using namespace exchange;
using base::Bytes;
using base::Fault;
using crypto::Purpose;

constexpr std::int64_t day_ms = 86'400'000;

class Revocation : public testing::Test {
protected:
    Revocation() { device.enrol(town); }

    // Trusts the platform's root and whatever list it publishes now.
    crypto::TrustStore trust() const {
        crypto::TrustStore store = town.platform->trust();
        EXPECT_TRUE(store.add_crl(*town.disk->read("public/issuing.crl")));
        return store;
    }
    Fault judged(const crypto::Certificate& certificate, Purpose purpose, std::int64_t at_ms) const {
        const auto chain = trust().verify(certificate, purpose, at_ms);
        return chain ? Fault::not_implemented_here : chain.fault();  // the latter: nothing wrong
    }
    void expect_revoked_from(const Device& whose, std::int64_t at_ms) const {
        for (const auto& [certificate, purpose] : {std::pair(whose.signing[0], Purpose::document_signing),
                                                   std::pair(whose.tls[0], Purpose::tls_client), std::pair(whose.parcel[0], Purpose::any)}) {
            EXPECT_EQ(judged(certificate, purpose, at_ms - 1000), Fault::not_implemented_here);
            EXPECT_EQ(judged(certificate, purpose, at_ms), Fault::certificate_revoked);
        }
    }
    // Another unit that shall bear the same name.
    Device successor() const {
        Device next(device.id.text);
        next.origin = "clinic.example/inkseal/" + next.id.text + "/2";
        return next;
    }
    HttpResponse ask_to_enrol(Device& next, const std::string& code) {
        return town.service->handle({"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(next.letter(code))), {}});
    }
    int status_of_upload(const Device& whose) {
        return town.service->handle(request_of("OPTIONS", "/v1/blobs", whose)).status;
    }
    void revoke(std::int64_t at_ms) { ASSERT_TRUE(town.index->revoke(device.id, at_ms)); }

    Town town;
    Device device;
};

}  // namespace

TEST_F(Revocation, KeepsItsDateInEveryLaterList) {
    revoke(now_ms);
    ASSERT_TRUE(receiver::publish_crl(town.desk()));
    expect_revoked_from(device, now_ms);
    town.clock.wall += 40 * day_ms;
    revoke(town.clock.wall);  // once more: the first time counts
    ASSERT_TRUE(receiver::publish_crl(town.desk()));
    expect_revoked_from(device, now_ms);
}

TEST_F(Revocation, OfAStolenUnitOutlastsItsSuccessor) {
    revoke(now_ms);
    town.clock.wall += day_ms;
    Device next = successor();
    const HttpResponse answer = ask_to_enrol(next, *receiver::make_enrolment_code(town.desk(), device.id.text, day_ms));
    ASSERT_EQ(answer.status, 200) << text_of(answer);
    next.install(answer.body, town.platform->witness_key());
    EXPECT_EQ(status_of_upload(next), 204);
    EXPECT_EQ(status_of_upload(device), 403);  // the same name, the stolen key
    expect_revoked_from(device, now_ms);
    EXPECT_EQ(judged(next.tls[0], Purpose::tls_client, town.clock.wall), Fault::not_implemented_here);
}

TEST_F(Revocation, ComesToAUnitThatIsReplacedAndIsPublishedAtOnce) {
    town.clock.wall += day_ms;
    Device next = successor();
    ASSERT_EQ(ask_to_enrol(next, *receiver::make_enrolment_code(town.desk(), device.id.text, day_ms)).status, 200);
    EXPECT_EQ(status_of_upload(device), 403);
    expect_revoked_from(device, town.clock.wall);
}

TEST_F(Revocation, ACodeForAnyNewDeviceDoesNotClaimANameThatIsTaken) {
    Device thief = successor();
    const Bytes parcel_certificate = (*town.index->device(device.id))->parcel_certificate;
    const HttpResponse answer = ask_to_enrol(thief, town.code());
    EXPECT_EQ(answer.status, 409) << text_of(answer);
    EXPECT_EQ((*town.index->device(device.id))->parcel_certificate, parcel_certificate);
    EXPECT_EQ(status_of_upload(device), 204);
    // Nor when the name was free at first and is taken while the TPM's challenge runs.
    const std::string code = town.code();
    receiver::DeviceRow row = **town.index->device(device.id);
    row.log_origin = thief.origin;
    row.serials = {"77"};
    EXPECT_EQ(town.index->enrol(code_digest(code), Bytes(32, 1), Bytes(1, 1), row).fault(), Fault::server_conflict);
}

TEST_F(Revocation, IsPublishedAnewAtHalfOfTheListsTimeAndWhenItSaysSomethingElse) {
    const auto list = [this] { return *town.disk->read("public/issuing.crl"); };
    const Bytes first = list();
    for (int day = 1; day < 15; ++day) {
        town.clock.wall += day_ms - 60'000;
        ASSERT_TRUE(receiver::refresh_crl(town.desk()));
    }
    EXPECT_EQ(list(), first);
    for (int day = 15; day < 100; ++day) {  // far beyond the thirty days of the first
        town.clock.wall += day_ms;
        ASSERT_TRUE(receiver::refresh_crl(town.desk()));
        const crypto::TrustStore now = trust();
        const auto chain = now.verify(device.tls[0], Purpose::tls_client, town.clock.wall);
        ASSERT_TRUE(chain) << day;
        const std::vector<crypto::Certificate> device_and_issuer(chain->begin(), chain->begin() + 2);
        EXPECT_TRUE(now.is_revocation_known(device_and_issuer, town.clock.wall + 14 * day_ms)) << day;
    }
    revoke(town.clock.wall);  // and the list that should follow is lost
    ASSERT_TRUE(receiver::refresh_crl(town.desk()));
    EXPECT_EQ(judged(device.tls[0], Purpose::tls_client, town.clock.wall), Fault::certificate_revoked);
    ASSERT_TRUE(town.disk->write_atomically("public/issuing.crl", Bytes(3, 'x')));
    ASSERT_TRUE(receiver::refresh_crl(town.desk()));
    EXPECT_EQ(judged(device.tls[0], Purpose::tls_client, town.clock.wall), Fault::certificate_revoked);
}

TEST_F(Revocation, NamesADeviceThatIsNotThere) {
    EXPECT_EQ(town.index->revoke(base::DeviceId("harbour-otter-99"), now_ms).fault(), Fault::record_missing);
}

TEST_F(Revocation, IsReadFromTheDatabaseOfAnOlderReceiver) {
    const TemporaryFolder folder;
    {
        // As it was written before: one date a device, forgotten when the name was enrolled again.
        auto old = receiver::Database::open(folder / "old.db", R"(
CREATE TABLE device (device TEXT PRIMARY KEY, parcel_certificate BLOB NOT NULL, log_origin TEXT NOT NULL,
  is_attested INTEGER NOT NULL, enrolled_ms INTEGER NOT NULL, revoked_ms INTEGER NOT NULL) STRICT;
CREATE TABLE serial (serial TEXT PRIMARY KEY, device TEXT NOT NULL) STRICT;
CREATE TABLE log (origin TEXT PRIMARY KEY, device TEXT NOT NULL, vkey TEXT NOT NULL, size INTEGER NOT NULL,
  root BLOB, note TEXT NOT NULL, checked INTEGER NOT NULL) STRICT;
INSERT INTO log VALUES ('o/a', 'a', 'v', 0, NULL, '', 0), ('o/b', 'b', 'v', 0, NULL, '', 0);
INSERT INTO device VALUES ('a', x'00', 'o/a', 1, 5000, 0), ('b', x'00', 'o/b', 1, 6000, 7000);
INSERT INTO serial VALUES ('f1', 'a'), ('f2', 'a'), ('f3', 'a'), ('b1', 'b'), ('b2', 'b'), ('b3', 'b'),
  ('a1', 'a'), ('a2', 'a'), ('a3', 'a');)");
        ASSERT_TRUE(old) << old.failure().detail;
    }
    const auto dates = [](receiver::SqliteIndexStore& index) {
        std::map<std::string, std::int64_t> all;
        const auto revocations = index.revocations();
        for (const crypto::Revocation& each : *revocations) all[each.serial_hex] = each.revoked_ms;
        return all;
    };
    const std::map<std::string, std::int64_t> expected{{"b1", 7000}, {"b2", 7000}, {"b3", 7000},
                                                       {"f1", 5000}, {"f2", 5000}, {"f3", 5000}};
    for (int start = 0; start < 2; ++start) {
        const auto index = receiver::SqliteIndexStore::open(folder / "old.db");
        ASSERT_TRUE(index) << index.failure().detail;
        EXPECT_EQ(dates(**index), expected);
        EXPECT_EQ((**(*index)->device(base::DeviceId("a"))).serials, (std::vector<std::string>{"a1", "a2", "a3"}));
    }
    // What it never knew is empty, and a fourth certificate is no reason to end the first.
    const auto index = *receiver::SqliteIndexStore::open(folder / "old.db");
    EXPECT_TRUE((**index->device(base::DeviceId("a"))).attestation_public.empty());
    receiver::CertificateRow fourth;
    fourth.serial = "a4";
    ASSERT_TRUE(index->add_letter(base::DeviceId("a"), std::string(32, '0'), {"certificate.request", {}, Bytes(1, 1)}, 8000, fourth, {}));
    const auto again = *receiver::SqliteIndexStore::open(folder / "old.db");
    EXPECT_EQ((**again->device(base::DeviceId("a"))).serials, (std::vector<std::string>{"a1", "a2", "a3", "a4"}));
    EXPECT_EQ(again->certificates("a")->size(), 7U);
}

}  // namespace sync_test
