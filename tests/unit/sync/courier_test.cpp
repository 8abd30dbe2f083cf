// SPDX-License-Identifier: Apache-2.0
// The courier against a platform that answers with product code, through a wire that
// fails when told to.
#include "sync/courier.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/timestamp.h"
#include "sync/names.h"
#include "sync/receipt.h"
#include "sync/receiver/work_order.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sync_test {
namespace {

using namespace exchange;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;

using Instead = std::optional<Result<HttpResponse>>;

class Courier : public testing::Test {
protected:
    Courier() { device.enrol(town); }

    base::Status visit() { return run.visit(wire, device.papers()); }
    void answer_always(int status, HttpFields fields = {}) {
        wire.before = [=](const HttpRequest&) { return Instead(HttpResponse{status, fields, {}}); };
    }
    void fail_always(Fault fault) {
        wire.before = [=](const HttpRequest&) { return Instead(Result<HttpResponse>(Failure{fault, "test"})); };
    }
    // Only requests of this kind.
    void answer(std::string_view method, std::string_view path, int status, HttpFields fields = {}) {
        wire.before = [=, m = std::string(method), p = std::string(path)](const HttpRequest& request) -> Instead {
            if (request.method == m && request.path.starts_with(p)) return HttpResponse{status, fields, {}};
            return std::nullopt;
        };
    }
    bool is_delivered(std::uint64_t sequence) const {
        return device.has("inbox/" + receipt_name(sequence)) && !device.has("outbox/" + parcel_name(sequence)) &&
               !device.has("outbox/" + manifest_name(sequence));
    }
    bool is_waiting(std::uint64_t sequence) const {
        return !device.has("inbox/" + receipt_name(sequence)) && device.has("outbox/" + parcel_name(sequence)) &&
               device.has("outbox/" + manifest_name(sequence));
    }
    void later(std::int64_t ms) { device.clock.wall = town.clock.wall = device.clock.wall + ms; }

    Town town;
    Device device;
    Wire wire{town, device};
    CourierRun run{device.disk, device.clock};
};

// What the log needs: three entries, cosigned at the end of a visit.
base::Json evil_commit(const HttpResponse& response, std::string_view member, const Bytes& value) {
    base::Json json = *base::parse_json(text_of(response));
    json.set(member, base::to_base64(value));
    return json;
}

}  // namespace

TEST_F(Courier, DeliversParcelsWithReceiptAndTimestampAndClearsTheOutbox) {
    const ClearManifest first = device.post(1, 300'000);
    device.post(2, 1000, /*has_seal=*/false);
    ASSERT_TRUE(visit()) << run.memory().detail;
    EXPECT_TRUE(is_delivered(1));
    EXPECT_TRUE(is_delivered(2));
    EXPECT_EQ(run.delivered(), 2U);
    const auto trust = device.papers().trust.roots;
    EXPECT_TRUE(verify_receipt(base::as_bytes(device.inbox(receipt_name(1))), first, trust, now_ms));
    EXPECT_TRUE(crypto::verify_token(base::as_bytes(device.inbox(timestamp_name(1))), *first.seal_id, trust, now_ms));
    EXPECT_FALSE(device.has("inbox/" + timestamp_name(2)));  // a statement has nothing to stamp
    const auto status = *base::parse_json(device.inbox(status_name));
    EXPECT_EQ(*status.text("connection"), "online");
    EXPECT_EQ(*status.number("pending"), 0);
}

TEST_F(Courier, SendsTheLogFirstAndBringsTheCosignedCheckpoint) {
    device.grow_log(300);
    device.post(1);
    ASSERT_TRUE(visit()) << run.memory().detail;
    const auto at = [&](std::string_view what) {
        return std::find_if(wire.asked.begin(), wire.asked.end(), [&](const std::string& each) { return each.starts_with(what); });
    };
    EXPECT_LT(at("POST /v1/log"), at("PUT /v1/log"));
    EXPECT_LT(at("PUT /v1/log"), at("HEAD /v1/blobs"));
    const audit::NoteKey key{device.origin, audit::NoteKeyType::ecdsa, device.log_key->public_key()};
    ASSERT_TRUE(device.log->keep_cosigned(device.inbox(checkpoint_name), key, {*device.witness}));
    EXPECT_EQ((*town.index->log(device.origin))->checked, 300U);
    device.grow_log(1000);
    ASSERT_TRUE(visit());
    EXPECT_EQ((*town.index->log(device.origin))->checked, 1300U);
    EXPECT_EQ(*town.index->entries(device.origin, 0, 5000), device.leaves.entries);
}

TEST_F(Courier, LearnsFromTheWitnessWhereTheLogStands) {
    device.grow_log(10);
    ASSERT_TRUE(visit());
    device.disk.files.erase("courier/memory.json");  // forgotten: it begins with size 0
    device.grow_log(10);
    CourierRun forgetful(device.disk, device.clock);
    EXPECT_TRUE(forgetful.visit(wire, device.papers())) << forgetful.memory().detail;
    EXPECT_EQ((*town.index->log(device.origin))->tip.size, 20U);
}

TEST_F(Courier, ReportsALogThatWasTurnedBackAndStillDeliversParcels) {
    device.grow_log(10);
    ASSERT_TRUE(visit());
    Device older(device.id.text);  // the same device from an older copy of its disk
    older.log_key = device.log_key;
    older.grow_log(4);
    for (const auto& [path, content] : older.disk.files) device.disk.files.insert_or_assign(path, content);
    device.post(1);
    EXPECT_EQ(visit().fault(), Fault::log_conflict);
    EXPECT_TRUE(is_delivered(1));
    const auto alarms = town.alarms(device.id.text);
    ASSERT_FALSE(alarms.empty());
    EXPECT_EQ(alarms.front().kind, "log_rollback");
}

TEST_F(Courier, BringsWorkOrdersOnceAndSaysThanks) {
    town.index->add_work_order(device.id, {"5", crypto::sha256(Bytes(10, 1)), 10}).value();
    town.blobs->put(device.id, crypto::sha256(Bytes(10, 1)), Bytes(10, 1)).value();
    ASSERT_TRUE(visit());
    EXPECT_EQ(device.inbox("work-5.parcel").size(), 10U);
    ASSERT_TRUE(visit());
    EXPECT_EQ(std::count(wire.asked.begin(), wire.asked.end(), "GET /v1/work-orders/5"), 1);
}

TEST_F(Courier, ResumesAnUploadWhereItBrokeOff) {
    device.post(1, 2'000'000);
    unsigned chunks = 0;
    wire.before = [&](const HttpRequest& request) -> Instead {
        if (request.method == "PATCH" && ++chunks == 3) return Result<HttpResponse>(Failure{Fault::network_down, "cut"});
        return std::nullopt;
    };
    EXPECT_EQ(visit().fault(), Fault::network_down);
    EXPECT_TRUE(is_waiting(1));
    wire.before = nullptr;
    const std::uint64_t before = wire.sent_bytes;
    ASSERT_TRUE(visit());
    EXPECT_TRUE(is_delivered(1));
    EXPECT_LT(wire.sent_bytes - before, 1'600'000U);  // not from the beginning
}

TEST_F(Courier, AsksBeforeItCreates) {
    device.post(1);
    ASSERT_TRUE(visit());
    const auto head = std::find_if(wire.asked.begin(), wire.asked.end(), [](const auto& each) { return each.starts_with("HEAD"); });
    const auto post = std::find(wire.asked.begin(), wire.asked.end(), "POST /v1/blobs");
    EXPECT_LT(head, post);
}

TEST_F(Courier, BacksOffAfterOutagesAndRemembersItOverARestart) {
    device.post(1);
    fail_always(Fault::network_timeout);
    for (int i = 1; i <= 5; ++i) {
        EXPECT_EQ(visit().fault(), Fault::network_timeout);
        EXPECT_EQ(run.memory().failures, static_cast<std::uint32_t>(i));
        EXPECT_LE(run.memory().next_visit_ms - device.clock.wall, 5'000 << i);
    }
    const CourierRun restarted(device.disk, device.clock);
    EXPECT_EQ(restarted.memory(), run.memory());
    if (run.memory().next_visit_ms > device.clock.wall) {
        EXPECT_FALSE(restarted.is_due(/*with_news=*/true));
    }
    wire.before = nullptr;
    ASSERT_TRUE(visit());
    EXPECT_EQ(run.memory().failures, 0U);
    EXPECT_TRUE(is_delivered(1));
}

TEST_F(Courier, ObeysRetryAfter) {
    answer_always(503, {{"Retry-After", "120"}});
    EXPECT_EQ(visit().fault(), Fault::server_failed);
    const std::int64_t wait = run.memory().next_visit_ms - device.clock.wall;
    EXPECT_GE(wait, 120'000);
    EXPECT_LE(wait, 144'000);
}

TEST_F(Courier, SendsNothingAfterAStrangerAnswered) {
    device.post(1);
    for (const Fault fault : {Fault::network_intercepted, Fault::peer_untrusted}) {
        wire.asked.clear();
        fail_always(fault);
        EXPECT_EQ(visit().fault(), fault);
        EXPECT_EQ(wire.asked.size(), 1U);  // the hello that did not leave; nothing after it
        EXPECT_TRUE(is_waiting(1));
        EXPECT_EQ(*base::parse_json(device.inbox(status_name))->text("connection"), base::row_of(fault).name);
    }
}

TEST_F(Courier, TakesARedirectForACaptivePortal) {
    device.post(1);
    for (const int status : {302, 511}) {
        answer_always(status, {{"Location", "https://portal.example/"}});
        EXPECT_EQ(visit().fault(), Fault::network_intercepted);
    }
    EXPECT_TRUE(is_waiting(1));
}

TEST_F(Courier, StopsWhenThePlatformRefusesTheDevice) {
    device.post(1);
    town.index->revoke(device.id, now_ms).value();
    EXPECT_EQ(visit().fault(), Fault::server_refused);
    EXPECT_TRUE(is_waiting(1));
    EXPECT_GE(run.memory().failures, 8U);
}

TEST_F(Courier, ParksAPoisonedParcelAndDeliversTheOthers) {
    for (std::uint64_t sequence = 1; sequence <= 3; ++sequence) device.post(sequence);
    answer("PUT", "/v1/envelopes/harbour-otter-41/2", 422);
    ASSERT_TRUE(visit());
    EXPECT_TRUE(is_delivered(1));
    EXPECT_TRUE(is_waiting(2));
    EXPECT_TRUE(is_delivered(3));
    EXPECT_EQ(run.memory().parked.at(2).fault, "server_refused");
    wire.asked.clear();
    ASSERT_TRUE(visit());
    EXPECT_EQ(std::count_if(wire.asked.begin(), wire.asked.end(), [](const auto& each) { return each.starts_with("PUT /v1/env"); }), 0);
    wire.before = nullptr;
    later(86'400'001);
    ASSERT_TRUE(visit());
    EXPECT_TRUE(is_delivered(2));
    EXPECT_TRUE(run.memory().parked.empty());
}

TEST_F(Courier, ParksAConflictUntilAPersonActs) {
    device.post(1);
    ASSERT_TRUE(visit());
    device.post(1, 2000);  // another parcel under the same number
    ASSERT_TRUE(visit());
    EXPECT_EQ(run.memory().parked.at(1).again_after_ms, 0);
    later(30LL * 86'400'000);
    ASSERT_TRUE(visit());
    EXPECT_TRUE(device.has("outbox/" + parcel_name(1)));
    EXPECT_EQ(town.alarms(device.id.text).front().kind, "envelope_conflict");
}

TEST_F(Courier, LetsOneParcelsServerFaultNotStarveTheOthers) {
    for (std::uint64_t sequence = 1; sequence <= 4; ++sequence) device.post(sequence);
    answer("PUT", "/v1/envelopes/harbour-otter-41/1", 500);
    EXPECT_EQ(visit().fault(), Fault::server_failed);
    EXPECT_TRUE(is_waiting(1));
    for (std::uint64_t sequence = 2; sequence <= 4; ++sequence) EXPECT_TRUE(is_delivered(sequence));
    device.post(5);
    wire.asked.clear();
    EXPECT_FALSE(visit());
    EXPECT_TRUE(is_delivered(5));
    const auto put = [&](const char* path) { return std::find(wire.asked.begin(), wire.asked.end(), std::string("PUT ") + path); };
    EXPECT_LT(put("/v1/envelopes/harbour-otter-41/5"), put("/v1/envelopes/harbour-otter-41/1"));
}

TEST_F(Courier, DeletesNothingForAFalseSuccess) {
    device.post(1);
    device.post(2);
    // 200 and 201 without a receipt, as a proxy or a broken server might say.
    for (const int status : {200, 201, 204}) {
        answer("PUT", "/v1/envelopes/", status);
        EXPECT_EQ(visit().fault(), Fault::receipt_invalid);
        EXPECT_TRUE(is_waiting(1));
        EXPECT_TRUE(is_waiting(2));
    }
}

TEST_F(Courier, RefusesAReplayedReceipt) {
    device.post(1);
    std::string first;
    wire.after = [&](const HttpRequest& request, HttpResponse response) {
        if (request.method == "PUT" && request.path.starts_with("/v1/envelopes/")) first = text_of(response);
        return response;
    };
    ASSERT_TRUE(visit());
    device.post(2);
    wire.after = [&](const HttpRequest& request, HttpResponse response) {
        if (request.method == "PUT" && request.path.starts_with("/v1/envelopes/")) response.body = base::to_bytes(first);
        return response;
    };
    EXPECT_EQ(visit().fault(), Fault::receipt_mismatch);
    EXPECT_TRUE(is_waiting(2));
    EXPECT_FALSE(device.has("inbox/" + timestamp_name(2)));
}

TEST_F(Courier, RefusesAReceiptByAnotherPlatformAndAForeignTimestamp) {
    const ClearManifest manifest = device.post(1);
    Town stranger;
    const Bytes forged = *sign_statement(receipt_content(manifest, now_ms, "x"), stranger.platform->receipt.signer());
    const auto replace = [&](std::string_view member, const Bytes& value) {
        wire.after = [=, name = std::string(member)](const HttpRequest& request, HttpResponse response) {
            if (request.method == "PUT" && request.path.starts_with("/v1/envelopes/"))
                response.body = base::to_bytes(base::canonical_json(evil_commit(response, name, value)));
            return response;
        };
    };
    replace("receipt", forged);
    EXPECT_EQ(visit().fault(), Fault::receipt_invalid);
    replace("timestamp", forged);
    EXPECT_EQ(visit().fault(), Fault::timestamp_invalid);
    EXPECT_TRUE(is_waiting(1));
    EXPECT_FALSE(device.has("inbox/" + receipt_name(1)));
}

TEST_F(Courier, GetsTheSameReceiptWhenTheAnswerWasLost) {
    device.post(1);
    std::string lost;
    wire.after = [&](const HttpRequest& request, HttpResponse response) -> Result<HttpResponse> {
        if (request.method == "PUT" && lost.empty()) {
            lost = text_of(response);
            return Failure{Fault::network_timeout, "the answer was lost"};
        }
        return response;
    };
    EXPECT_FALSE(visit());
    EXPECT_TRUE(is_waiting(1));
    town.clock.wall += 3'600'000;
    ASSERT_TRUE(visit());
    EXPECT_EQ(base::to_base64(base::as_bytes(device.inbox(receipt_name(1)))), *base::parse_json(lost)->text("receipt"));
    EXPECT_EQ(town.index->sequences(device.id)->size(), 1U);
}

TEST_F(Courier, UploadsAnewWhatThePlatformFoundDamaged) {
    device.post(1, 100'000);
    bool is_first = true;
    wire.before = [&](const HttpRequest& request) -> Instead {
        if (request.method != "PATCH" || !is_first) return std::nullopt;
        is_first = false;
        HttpRequest damaged = request_of("PATCH", request.path, device, request.body, request.fields);
        damaged.body[500] ^= 1;  // on the way
        return town.service->handle(damaged);
    };
    ASSERT_TRUE(visit()) << run.memory().detail;
    EXPECT_FALSE(is_first);
    EXPECT_TRUE(is_delivered(1));
}

TEST_F(Courier, FinishesAfterAPowerCutBetweenReceiptAndCleaning) {
    device.post(1);
    const auto outbox = device.disk.files;
    ASSERT_TRUE(visit());
    const std::string receipt = device.inbox(receipt_name(1));
    device.disk.files["outbox/" + manifest_name(1)] = outbox.at("outbox/" + manifest_name(1));  // the parcel is gone already
    CourierRun restarted(device.disk, device.clock);
    ASSERT_TRUE(restarted.visit(wire, device.papers()));
    EXPECT_TRUE(is_delivered(1));
    EXPECT_EQ(device.inbox(receipt_name(1)), receipt);
}

TEST_F(Courier, SendsNoParcelThatIsNotWhatItsManifestSays) {
    device.post(1);
    device.disk.files["outbox/" + parcel_name(1)][50] ^= 1;
    device.post(2);
    EXPECT_EQ(visit().fault(), Fault::parcel_invalid);
    EXPECT_TRUE(is_delivered(2));
    EXPECT_EQ((*town.blobs->state(device.id, read_manifest(device.disk.files["outbox/" + manifest_name(1)])->parcel_sha256))->offset, 0U);
}

TEST_F(Courier, KeepsTheLargestTimeThePlatformHasSigned) {
    ASSERT_TRUE(visit());
    EXPECT_EQ(run.memory().time_floor_ms, now_ms);
    device.clock.wall = 0;  // the clock's battery died
    EXPECT_EQ(believed_time_ms(run.memory(), device.clock.wall), now_ms);
    device.post(1);
    ASSERT_TRUE(visit());
    EXPECT_TRUE(is_delivered(1));
}

TEST_F(Courier, CarriesAnEnrolmentLetterBeforeAnythingElse) {
    Device fresh("harbour-otter-42");
    fresh.disk.files["outbox/enrol.request"] = base::to_bytes(base::canonical_json(fresh.letter(town.code())));
    Wire line(town, fresh);
    CourierRun first(fresh.disk, fresh.clock);
    ASSERT_TRUE(first.visit(line, {}));
    EXPECT_EQ(line.asked, std::vector<std::string>{"POST /v1/enrolments"});
    EXPECT_FALSE(fresh.has("outbox/enrol.request"));
    fresh.install(base::as_bytes(fresh.inbox(enrol_certificates_name)), town.platform->witness_key());
    fresh.post(1);
    ASSERT_TRUE(first.visit(line, fresh.papers()));
    EXPECT_TRUE(fresh.has("inbox/" + receipt_name(1)));
}

TEST_F(Courier, HandsARefusedLetterBack) {
    Device fresh("harbour-otter-42");
    fresh.disk.files["outbox/enrol.request"] = base::to_bytes(base::canonical_json(fresh.letter("0000-0000-0000-0000")));
    Wire line(town, fresh);
    CourierRun first(fresh.disk, fresh.clock);
    ASSERT_TRUE(first.visit(line, {}));
    EXPECT_EQ(*base::parse_json(fresh.inbox(enrol_refused_name))->number("status"), 403);
}

}  // namespace sync_test
