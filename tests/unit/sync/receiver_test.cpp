// SPDX-License-Identifier: Apache-2.0
// The receiver's handlers, asked directly.
#include "sync/receiver/service.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/timestamp.h"
#include "sync/log_folder.h"
#include "sync/names.h"
#include "sync/receipt.h"
#include "sync/receiver/work_order.h"
#include "tests/unit/sync/receiver_bench.h"

#include <gtest/gtest.h>

#include <thread>

namespace sync_test {

// --- envelopes

TEST_F(Receiver, AnswersTheSameCommitWithTheSameBytesForEver) {
    const ClearManifest manifest = upload(1);
    const HttpResponse first = commit(manifest);
    ASSERT_EQ(first.status, 200);
    town.clock.wall += 86'400'000;
    EXPECT_EQ(commit(manifest).body, first.body);
    receiver::Service restarted(town.desk());
    EXPECT_EQ(restarted.handle(request_of("PUT", place(1), device, base::to_bytes(write_manifest(manifest)))).body, first.body);
    const HttpResponse receipt = ask("GET", place(1) + "/receipt");
    EXPECT_EQ(base::to_base64(receipt.body), *base::parse_json(text_of(first))->text("receipt"));
}

TEST_F(Receiver, AnswersManyAtOnceWithOneReceipt) {
    const ClearManifest manifest = upload(1);
    std::vector<Bytes> answers(8);
    std::vector<std::thread> threads;
    for (Bytes& answer : answers) threads.emplace_back([&, this] { answer = commit(manifest).body; });
    for (std::thread& thread : threads) thread.join();
    for (const Bytes& answer : answers) EXPECT_EQ(answer, answers.front());
    EXPECT_EQ(town.index->sequences(device.id)->size(), 1U);
}

TEST_F(Receiver, SignsNoReceiptForWhatIsNotThere) {
    const ClearManifest manifest = device.post(1);
    EXPECT_EQ(commit(manifest).status, 412);
    create(manifest.parcel_sha256, manifest.size);
    patch(manifest.parcel_sha256, 0, Bytes(10, 0));
    EXPECT_EQ(commit(manifest).status, 412);
    EXPECT_FALSE(town.index->envelope(device.id, 1)->has_value());
}

TEST_F(Receiver, RefusesASecondManifestForASequenceNumberAndRaisesTheAlarm) {
    ASSERT_EQ(commit(upload(1)).status, 200);
    ClearManifest other = upload(1);
    EXPECT_EQ(commit(other).status, 409);
    ClearManifest moved = upload(2);
    ASSERT_EQ(commit(moved).status, 200);
    moved.sequence = 3;
    EXPECT_EQ(commit(moved).status, 409);  // the same parcel twice
    EXPECT_EQ(town.alarms(device.id.text).size(), 2U);
}

// Before it was told, a unit that took an earlier one's name began at 1 again: everything
// it sent was refused as a fork, and the alarm was a false one.
TEST_F(Receiver, TellsAUnitThatTakesANameWhereItsParcelsGoOn) {
    ASSERT_EQ(commit(upload(1)).status, 200);
    ASSERT_EQ(commit(upload(2)).status, 200);
    Device next(device.id.text);
    next.origin = "clinic.example/inkseal/" + next.id.text + "/2";
    const std::string code = *receiver::make_enrolment_code(town.desk(), device.id.text, 1000);
    const HttpResponse enrolled =
        town.service->handle({"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(next.letter(code))), {}});
    ASSERT_EQ(enrolled.status, 200);
    EXPECT_EQ(base::parse_json(text_of(enrolled))->number("parcels_from").value(), 3);
    next.install(enrolled.body, town.platform->witness_key());
    const auto sends = [&](std::uint64_t sequence) {
        const ClearManifest manifest = next.post(sequence);
        const std::string blob = "/v1/blobs/" + base::to_hex(manifest.parcel_sha256);
        const auto asks = [&](const char* method, std::string path, Bytes body, HttpFields fields) {
            fields.emplace_back("Tus-Resumable", "1.0.0");
            return town.service->handle(request_of(method, std::move(path), next, std::move(body), std::move(fields))).status;
        };
        const std::string named = "sha256 " + base::to_base64(base::as_bytes(base::to_hex(manifest.parcel_sha256)));
        EXPECT_EQ(asks("POST", "/v1/blobs", {}, {{"Upload-Length", std::to_string(manifest.size)}, {"Upload-Metadata", named}}), 201);
        EXPECT_EQ(asks("PATCH", blob, next.disk.files["outbox/" + parcel_name(sequence)],
                       {{"Upload-Offset", "0"}, {"Content-Type", "application/offset+octet-stream"}}), 204);
        return asks("PUT", place(sequence), base::to_bytes(write_manifest(manifest)), {});
    };
    EXPECT_EQ(sends(3), 200);
    EXPECT_TRUE(town.index->alarms(device.id)->empty());
    EXPECT_EQ(sends(1), 409) << "a number is never given twice";
}

TEST_F(Receiver, RefusesAManifestThatIsNotSpelledRightOrOfAnotherPlace) {
    const ClearManifest manifest = upload(1);
    EXPECT_EQ(ask("PUT", place(1), base::to_bytes(write_manifest(manifest) + " ")).status, 422);
    EXPECT_EQ(ask("PUT", place(2), base::to_bytes(write_manifest(manifest))).status, 422);
    EXPECT_EQ(ask("PUT", "/v1/envelopes/harbour-otter-42/1", base::to_bytes(write_manifest(manifest))).status, 403);
    EXPECT_EQ(ask("PUT", "/v1/envelopes/harbour-otter-41/0", base::to_bytes(write_manifest(manifest))).status, 404);
}

TEST_F(Receiver, NamesWhatIsMissing) {
    for (const std::uint64_t sequence : {1U, 2U, 5U}) ASSERT_EQ(commit(upload(sequence)).status, 200);
    const HttpRequest request{"GET", "/v1/devices/" + device.id.text, {{"Authorization", "Bearer " + town.platform->api_key}}, {}, {}};
    const Json report = *base::parse_json(text_of(town.service->handle(request)));
    EXPECT_EQ(base::canonical_json(*report.find("missing")), "[3,4]");
    HttpRequest wrong = request;
    wrong.fields[0].second = "Bearer guess";
    EXPECT_EQ(town.service->handle(wrong).status, 401);
}

// --- the witness

TEST_F(Receiver, CosignsAGrowingLog) {
    device.grow_log(5);
    const HttpResponse first = push(0);
    ASSERT_EQ(first.status, 200) << text_of(first);
    const audit::NoteKey key{device.origin, audit::NoteKeyType::ecdsa, device.log_key->public_key()};
    const std::string note = (*read_log_tip(device.disk))->note + text_of(first);
    const auto opened = audit::open_checkpoint(note, key, {*device.witness});
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->signatures.size(), 2U);
    device.grow_log(500);
    EXPECT_EQ(push(5).status, 200);
    EXPECT_EQ(push(505).status, 200);  // the same once more: a fresh time
}

TEST_F(Receiver, TellsWhereALogStandsWhenAskedFromElsewhere) {
    device.grow_log(5);
    ASSERT_EQ(push(0).status, 200);
    device.grow_log(5);
    const HttpResponse wrong = push(3);
    EXPECT_EQ(wrong.status, 409);
    EXPECT_EQ(field(wrong.fields, "Content-Type"), "text/x.tlog.size");
    EXPECT_EQ(text_of(wrong), "5\n");
}

TEST_F(Receiver, RefusesAForkedLogAndKeepsBothHistories) {
    device.grow_log(5);
    ASSERT_EQ(push(0).status, 200);
    Device twin(device.id.text);  // a clone of the disk that went another way
    twin.log_key = device.log_key;
    twin.clock.wall += 1;
    const auto offer = [&](std::uint64_t grown, std::uint64_t old_size) {
        twin.grow_log(grown);
        const LogTip tip = **read_log_tip(twin.disk);
        return ask("POST", "/v1/log/add-checkpoint", *checkpoint_request(twin.disk, tip, old_size));
    };
    EXPECT_EQ(offer(5, 5).status, 409);  // the same size, another root
    EXPECT_EQ(offer(5, 5).status, 422);  // longer, not grown from ours
    EXPECT_EQ(town.alarms(device.id.text).size(), 2U);
    EXPECT_EQ((*town.index->log(device.origin))->tip.size, 5U);
    device.grow_log(1);
    EXPECT_EQ(push(5).status, 200);  // the first history goes on
}

TEST_F(Receiver, AnswersMalformedUnknownAndUnsignedCheckpointsAsTheStandardSays) {
    device.grow_log(5);
    const Bytes good = *checkpoint_request(device.disk, **read_log_tip(device.disk), 0);
    const auto send = [&](std::string text) { return ask("POST", "/v1/log/add-checkpoint", base::to_bytes(text)).status; };
    const std::string text(base::as_text(good));
    for (const std::string& malformed : {std::string(), std::string("old 0"), "old 00" + text.substr(5), "older" + text.substr(3),
                                         "old 0\nnonsense\n" + text.substr(6)})
        EXPECT_EQ(send(malformed), 400) << malformed.substr(0, 20);
    EXPECT_EQ(send("old 6" + text.substr(5)), 400);  // larger than the checkpoint
    std::string foreign = text;
    for (std::size_t at = foreign.find("clinic"); at != std::string::npos; at = foreign.find("clinic", at + 1)) foreign[at] = 'k';
    EXPECT_EQ(send(foreign), 404);
    std::string unsigned_text = text;
    unsigned_text[unsigned_text.size() - 8] = unsigned_text[unsigned_text.size() - 8] == 'A' ? 'B' : 'A';
    EXPECT_EQ(send(unsigned_text), 403);
    EXPECT_EQ(send(text), 200);
}

TEST_F(Receiver, TakesEntriesOnlyIfTheyHashToTheCosignedRoot) {
    device.grow_log(600);
    EXPECT_EQ(send_entries(0, 600).status, 422);  // no checkpoint cosigned yet
    ASSERT_EQ(push(0).status, 200);
    EXPECT_EQ(text_of(send_entries(0, 300)), "{\"next\":300}");
    EXPECT_EQ(send_entries(0, 300).status, 409);
    EXPECT_EQ(send_entries(400, 600).status, 409);
    Bytes wrong = *entries_body(device.disk, 300, 600, 600);
    wrong.back() ^= 1;
    EXPECT_EQ(ask("PUT", "/v1/log/entries/300", wrong).status, 422);
    EXPECT_EQ((*town.index->log(device.origin))->entries, 0U);  // nothing was checked yet, all is dropped
    EXPECT_EQ(send_entries(0, 600).status, 200);
    EXPECT_EQ((*town.index->log(device.origin))->checked, 600U);
}

// --- who may

TEST_F(Receiver, ServesDevicesItKnowsAndPublicThingsToEveryone) {
    HttpRequest stranger = request_of("POST", "/v1/hello", device);
    stranger.device.clear();
    EXPECT_EQ(town.service->handle(stranger).status, 401);
    stranger.device = "nobody-here";
    EXPECT_EQ(town.service->handle(stranger).status, 403);
    for (const char* path : {"/health", "/crl/issuing.crl", "/crl/root.crl", "/v1/trust/root.pem", "/v1/trust/witness.vkey"})
        EXPECT_EQ(town.service->handle({"GET", path, {}, {}, {}}).status, 200) << path;
    for (const char* path : {"/v1/trust/../keys/tls.key", "/crl/..", "/v1/trust/", "/keys/tls.key"})
        EXPECT_NE(town.service->handle({"GET", path, {}, {}, {}}).status, 200) << path;
}

TEST_F(Receiver, RefusesARevokedDevice) {
    town.index->revoke(device.id, now_ms).value();
    EXPECT_EQ(tus("HEAD", "/v1/blobs/" + std::string(64, 'a')).status, 403);
}

TEST_F(Receiver, IssuesWorkOrdersForTheDeviceAlone) {
    const Bytes pdf = base::to_bytes(std::string_view("%PDF-1.7 made for the test"));
    const std::string envelope =
        R"({"version":1,"envelope":"E-1","title":"Consent","place":"Harbour Clinic",)"
        R"("appointment":{"code":"123456","time":"10:30"},"expires":"2027-01-01T00:00:00Z",)"
        R"("documents":[{"id":"d1","file":"consent.pdf","title":"Consent","sha256":")" +
        base::to_hex(crypto::sha256(pdf)) + R"("}],"signers":[{"id":"patient","name":"Mara Keller","given_name":"Mara","meaning":"I agree"}]})";
    const Bytes digits = base::to_bytes(std::string_view("4711"));
    const auto issue = [&](std::string text, std::vector<ParcelFile> files) {
        return receiver::issue_work_order(town.desk(), {device.id, std::move(text), std::move(files)});
    };
    const auto row = issue(envelope, {{"consent.pdf", pdf}, {"patient.code", digits}});
    ASSERT_TRUE(row) << row.failure().detail;
    const HttpResponse parcel = ask("GET", "/v1/work-orders/" + row->name);
    EXPECT_EQ(crypto::sha256(parcel.body), row->sha256);
    const auto opened = open_work_order(parcel.body, device.id, device.parcel[0], *device.parcel_key,
                                        device.papers().trust.roots, now_ms);
    ASSERT_TRUE(opened) << opened.failure().detail;
    EXPECT_EQ(opened->parcel.find("consent.pdf")->content, pdf);
    EXPECT_EQ(opened->parcel.find("patient.code")->content, digits);
    EXPECT_EQ(issue(R"({"version":1})", {{"consent.pdf", pdf}}).fault(), Fault::envelope_invalid);
    EXPECT_EQ(issue(envelope, {}).fault(), Fault::envelope_invalid);
    EXPECT_EQ(issue(envelope, {{"consent.pdf", digits}}).fault(), Fault::document_changed);
    EXPECT_EQ(issue(envelope, {{"consent.pdf", pdf}, {"other.pdf", pdf}}).fault(), Fault::envelope_invalid);
    EXPECT_EQ(issue(envelope, {{"consent.pdf", pdf}, {"nurse.code", digits}}).fault(), Fault::envelope_invalid);
    Device other("harbour-otter-42");
    other.enrol(town);
    EXPECT_EQ(town.service->handle(request_of("GET", "/v1/work-orders/" + row->name, other)).status, 404);
}

TEST_F(Receiver, TakesWorkOrdersFromWhoeverHasTheApiKey) {
    HttpRequest request{"POST", "/v1/work-orders", {{"Authorization", "Bearer " + town.platform->api_key}}, base::to_bytes(std::string_view("{}")), {}};
    EXPECT_EQ(town.service->handle(request).status, 400);
    EXPECT_GT(town.service->body_limit(request), parcel_size_max);
    request.fields.clear();
    EXPECT_EQ(town.service->handle(request).status, 401);
    EXPECT_LE(town.service->body_limit(request), 1U << 20U);
}

// --- enrolment

TEST_F(Receiver, SpendsACodeOnceAndRepeatsItsAnswer) {
    Device fresh("harbour-otter-42");
    const Bytes letter = base::to_bytes(base::canonical_json(fresh.letter(town.code())));
    const HttpRequest request{"POST", "/v1/enrolments", {}, letter, {}};
    const HttpResponse first = town.service->handle(request);
    ASSERT_EQ(first.status, 200) << text_of(first);
    EXPECT_EQ(town.service->handle(request).body, first.body);
    Device thief("harbour-otter-43");
    const std::string code = *base::parse_json(base::as_text(letter))->text("code");
    EXPECT_EQ(town.service->handle({"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(thief.letter(code))), {}}).status, 403);
}

TEST_F(Receiver, EnrolsNobodyWithoutProofOfEachKey) {
    const auto enrol = [&](const Json& letter) {
        return town.service->handle({"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(letter)), {}}).status;
    };
    Device fresh("harbour-otter-42");
    const std::string code = town.code();
    for (const char* member : {"signing_csr", "tls_csr"}) {
        Json letter = fresh.letter(code);
        Bytes csr = *letter.base64(member);
        csr.back() ^= 1;
        letter.set(member, base::to_base64(csr));
        EXPECT_EQ(enrol(letter), 400) << member;
    }
    Json letter = fresh.letter(code);
    Json log = *letter.find("log");
    log.set("proof", base::to_base64(*fresh.tls_key->sign(ports::SignatureScheme::ecdsa, ports::HashAlgorithm::sha256, crypto::sha256({}))));
    letter.set("log", log);
    EXPECT_EQ(enrol(letter), 400);
    Json foreign = fresh.letter(code);
    foreign.set("device", "harbour-otter-77");  // the log's origin names another
    EXPECT_EQ(enrol(foreign), 400);
    EXPECT_EQ(enrol(fresh.letter("WRNG-WRNG-WRNG-WRNG")), 403);
    EXPECT_EQ(enrol(fresh.letter(code)), 200);
}

TEST_F(Receiver, OutsideOfRehearsalsATpmMustVouch) {
    Town strict(/*is_test=*/false);
    Device fresh("harbour-otter-42");
    const HttpRequest request{"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(fresh.letter(strict.code()))), {}};
    EXPECT_EQ(strict.service->handle(request).status, 403);
}

// --- time-stamps

TEST_F(Receiver, StampsTheSignatureItWasToldOf) {
    const ClearManifest manifest = upload(1);
    ASSERT_EQ(commit(manifest).status, 200);
    const HttpResponse token = ask("GET", place(1) + "/timestamp");
    const auto stamp = crypto::verify_token(token.body, *manifest.seal_id, device.papers().trust.roots, now_ms);
    ASSERT_TRUE(stamp) << stamp.failure().detail;
    EXPECT_EQ(stamp->claim.generated_ms, now_ms);
}

TEST_F(Receiver, IsATimestampAuthorityForOpenSsl) {
    const TemporaryFolder folder;
    write_file(folder / "data", Bytes(1000, 3));
    ASSERT_EQ(run("openssl ts -query -data " + folder / "data" + " -sha256 -cert -out " + folder / "q").status, 0);
    const HttpResponse reply = town.service->handle(
        {"POST", "/tsa", {{"Content-Type", "application/timestamp-query"}}, read_file(folder / "q"), {}});
    ASSERT_EQ(reply.status, 200);
    write_file(folder / "r", reply.body);
    const Ran said = run("openssl ts -verify -attime 1795344005 -queryfile " + folder / "q" + " -in " + folder / "r" + " -CAfile " +
                         town.folder.path() + "/public/root.pem");
    EXPECT_NE(said.output.find("Verification: OK"), std::string::npos) << said.output;
    Bytes damaged = read_file(folder / "q");
    damaged.resize(20);
    EXPECT_NE(town.service->handle({"POST", "/tsa", {{"Content-Type", "text/plain"}}, damaged, {}}).status, 200);
}

TEST_F(Receiver, ItsRevocationListsAreReadByOpenSsl) {
    const std::string folder = town.folder.path() + "/public/";
    for (const auto& [crl, issuer] : {std::pair("root.crl", "root.pem"), std::pair("issuing.crl", "issuing.pem")}) {
        const Ran said = run("openssl crl -inform DER -noout -CAfile " + folder + issuer + " -in " + folder + crl);
        EXPECT_NE(said.output.find("verify OK"), std::string::npos) << said.output;
    }
}

}  // namespace sync_test
