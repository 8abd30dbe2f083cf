// SPDX-License-Identifier: Apache-2.0
// From a sealed PDF on a device to the finished folder at the archive, through the
// courier and the receiver.
#include "sync/archive/keeper.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/crypto/random.h"
#include "appliance/documents/pades.h"
#include "appliance/host/document_program.h"
#include "appliance/audit/proof.h"
#include "sync/names.h"
#include "sync/receiver/revocations.h"
#include "tests/unit/appliance/documents/sample_pdf.h"
#include "tests/unit/sync/bench.h"

#include <gtest/gtest.h>

namespace sync_test {
namespace {

using namespace exchange;
using base::Bytes;
using base::Fault;

class Archive : public testing::Test {
protected:
    Archive() {
        device.enrol(town);
        key = *crypto::SoftwareAgreementKey::from_pem(base::SecretBytes(base::ByteView(read_file(town.folder / "archive/archive.key"))));
    }

    // Seals the sample as the kiosk does, with its leaf and its evidence.
    Parcel seal(std::uint64_t sequence) {
        const documents::test::Sample sample = documents::test::make_sample();
        documents::SealRequest request;
        request.place = *documents::place_signature(sample.description, "", "k7");
        request.face.signer_name = "Mara Keller";
        request.face.meaning = "I agree";
        request.face.claimed_time_ms = now_ms;
        auto prepared = documents::prepare_seal(sample.bytes, sample.description, documents::test::fonts(), request);
        EXPECT_TRUE(prepared);
        const std::vector<crypto::Certificate> issuers(device.signing.begin() + 1, device.signing.end());
        const Bytes cms = *crypto::sign_byte_range_digest(prepared->digest(), {device.signing[0], issuers, *device.signing_key});
        Bytes pdf = sample.bytes;
        base::append(pdf, *prepared->complete(cms));
        facts = SealFacts{prepared->digest(), crypto::SignatureCms::parse(cms)->seal_id()};
        record_key = crypto::random_secret(32);
        const Bytes leaf = enter(audit::Event::signature_made, {{"intent", 0}, {"seal", commitment(facts->seal_id)}});
        device.grow_log(3);
        const std::string evidence =
            base::canonical_json(base::Json().set("k_record", base::to_hex(record_key->reveal())).set("kind", "evidence"));
        return {ParcelKind::artifact, device.id, sequence,
                {{"signed.pdf", pdf}, {"evidence.json", base::to_bytes(evidence)}, {"leaf.json", leaf}}};
    }
    std::string commitment(base::ByteView to) const { return audit::commitment_to(*record_key, to); }
    // A log entry that commits to the bytes of the signature in `facts`.
    Bytes enter(audit::Event event, base::Json::Object fields) {
        EXPECT_TRUE(device.log->append(device.leaves, {event, base::RecordId(std::string(32, 'b')),
                                                       commitment(facts->byterange_digest), std::move(fields)}));
        return device.leaves.entries.back();
    }
    // The parcel with another entry of the log in it.
    Parcel with_leaf(Parcel parcel, const Bytes& leaf) {
        device.grow_log(1);
        parcel.files[2].content = leaf;
        return parcel;
    }
    void post(const Parcel& parcel) {
        const std::vector<crypto::Certificate> issuers(device.tls.begin() + 1, device.tls.end());
        const Bytes sealed = *seal_parcel(parcel, {device.tls[0], issuers, *device.tls_key}, device.archive[0]);
        const ClearManifest manifest = describe_parcel(parcel, sealed, facts, base::Digest{1});
        device.disk.files["outbox/" + parcel_name(parcel.sequence)] = sealed;
        device.disk.files["outbox/" + manifest_name(parcel.sequence)] = base::to_bytes(write_manifest(manifest));
    }
    void send() {
        Wire wire(town, device);
        CourierRun run(device.disk, device.clock);
        ASSERT_TRUE(run.visit(wire, device.papers())) << run.memory().detail;
    }
    archive::Tally finish() {
        host::DocumentProgram reader(host::ProgramFolder(PROGRAM_DIR), host::default_profile());
        const auto tally = archive::finish_all({*town.index, *town.blobs, *town.disk, results}, device.archive[0], *key, reader, town.clock);
        EXPECT_TRUE(tally) << (tally ? "" : tally.failure().detail);
        return tally ? *tally : archive::Tally{};
    }
    std::string refusal(std::uint64_t sequence) const {
        const auto text = results.read("refused/" + device.id.text + "-" + sequence_name(sequence, ".json"));
        return text ? std::string(base::as_text(*text)) : std::string();
    }

    Town town;
    Device device;
    MemoryDisk results;
    std::shared_ptr<crypto::SoftwareAgreementKey> key;
    std::optional<SealFacts> facts;
    std::optional<base::SecretBytes> record_key;
};

}  // namespace

TEST_F(Archive, RaisesASealedPdfToBTAndKeepsEverythingThatProvesIt) {
    const Parcel parcel = seal(1);
    post(parcel);
    send();
    const archive::Tally tally = finish();
    EXPECT_EQ(tally.finished, 1U) << refusal(1);
    const std::string folder = "harbour-otter-41/000000000001/";
    for (const char* name : {"signed.pdf", "evidence.json", "leaf.json", "signed.pdf.tlog-proof", "checkpoint", "log.vkey", "witness.vkey",
                             "receipt.p7s", "signature.tst", "manifest.json", "report.json", "complete", "trust/root.pem",
                             "trust/issuing.pem", "trust/issuing.crl", "trust/root.crl"})
        EXPECT_TRUE(results.exists(folder + name)) << name;
    const Bytes& pdf = results.files[folder + "signed.pdf"];
    EXPECT_EQ(pdf.size(), parcel.files[0].content.size());  // no signed byte moved
    const std::string report(base::as_text(results.files[folder + "report.json"]));
    EXPECT_NE(report.find("\"B-T\""), std::string::npos) << report;
    // Another program's word on the signature and on the proof.
    const TemporaryFolder place;
    write_file(place / "signed.pdf", pdf);
    const Ran pdfsig = run("pdfsig -nocert " + place / "signed.pdf");
    EXPECT_NE(pdfsig.output.find("Signature is Valid"), std::string::npos) << pdfsig.output;
    EXPECT_NE(pdfsig.output.find("Total document signed"), std::string::npos);
    write_file(place / "t.tst", results.files[folder + "signature.tst"]);
    const Ran ts = run("openssl ts -verify -attime 1795344005 -digest " + base::to_hex(facts->seal_id) + " -in " + place / "t.tst" +
                       " -token_in -CAfile " + town.folder / "public/root.pem");
    EXPECT_NE(ts.output.find("Verification: OK"), std::string::npos) << ts.output;
    const auto proof = audit::parse_proof(base::as_text(results.files[folder + "signed.pdf.tlog-proof"]));
    ASSERT_TRUE(proof);
    const audit::NoteKey log_key{device.origin, audit::NoteKeyType::ecdsa, device.log_key->public_key()};
    const auto verified = audit::verify_proof(*proof, parcel.files[2].content, log_key, {*device.witness});
    ASSERT_TRUE(verified);
    EXPECT_EQ(verified->signatures.size(), 2U);  // the device's and the platform's
    // Finished is finished.
    EXPECT_EQ(finish().before, 1U);
}

TEST_F(Archive, WaitsForTheLog) {
    Device other("harbour-otter-42");
    other.enrol(town);
    post(seal(1));
    device.disk.files.erase("log/checkpoint");  // the log stays at home this time
    send();
    EXPECT_EQ(finish().waiting, 1U);
    device.grow_log(1);
    send();
    EXPECT_EQ(finish().finished, 1U);
}

TEST_F(Archive, RefusesALeafThatSpeaksOfAnotherSignature) {
    const Parcel first = seal(1);
    Parcel second = seal(2);
    second.files[2] = first.files[2];
    post(second);
    send();
    EXPECT_EQ(finish().refused, 1U);
    EXPECT_NE(refusal(2).find("does not speak of this signature"), std::string::npos) << refusal(2);
    EXPECT_FALSE(results.exists("harbour-otter-41/000000000002/complete"));
}

TEST_F(Archive, TakesNoIntentForTheSignature) {
    Parcel parcel = seal(1);
    post(with_leaf(parcel, enter(audit::Event::signing_intended, {{"signer", commitment(Bytes(3, 's'))}, {"key", commitment(Bytes(3, 'k'))}})));
    send();
    EXPECT_EQ(finish().refused, 1U);
    EXPECT_NE(refusal(1).find("not of a signature that was made"), std::string::npos) << refusal(1);
}

TEST_F(Archive, RefusesALeafThatNamesAnotherSealOrNone) {
    Parcel parcel = seal(1);
    post(with_leaf(parcel, enter(audit::Event::signature_made, {{"intent", 0}, {"seal", commitment(base::Digest{9})}})));
    send();
    Parcel second = seal(2);
    post(with_leaf(second, enter(audit::Event::signature_made, {{"intent", 0}})));
    send();
    EXPECT_EQ(finish().refused, 2U);
    for (const std::uint64_t each : {1U, 2U}) EXPECT_NE(refusal(each).find("another seal"), std::string::npos) << refusal(each);
}

TEST_F(Archive, FinishesWhatCameBeforeTheDeviceWasRevoked) {
    post(seal(1));
    send();
    town.clock.wall += 86'400'000;
    ASSERT_TRUE(town.index->revoke(device.id, town.clock.wall));
    ASSERT_TRUE(receiver::publish_crl(town.desk()));
    EXPECT_EQ(finish().finished, 1U) << refusal(1);
}

TEST_F(Archive, RefusesWhatCameAfterTheTimeFromWhichTheDeviceIsRevoked) {
    post(seal(1));
    send();
    ASSERT_TRUE(town.index->revoke(device.id, now_ms - 60'000));
    ASSERT_TRUE(receiver::publish_crl(town.desk()));
    EXPECT_EQ(finish().refused, 1U);
    EXPECT_NE(refusal(1).find("certificate_revoked"), std::string::npos) << refusal(1);
}

TEST_F(Archive, FinishesWhatAUnitSentThatWasReplacedSince) {
    post(seal(1));
    send();
    town.clock.wall += 86'400'000;
    Device next(device.id.text);
    next.origin = "clinic.example/inkseal/" + next.id.text + "/2";
    const std::string code = *receiver::make_enrolment_code(town.desk(), device.id.text, 1000);
    ASSERT_EQ(town.service->handle({"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(next.letter(code))), {}}).status, 200);
    EXPECT_EQ(finish().finished, 1U) << refusal(1);
}

TEST_F(Archive, RefusesAPdfThatWasChangedAfterItWasSigned) {
    Parcel parcel = seal(1);
    Bytes& pdf = parcel.files[0].content;
    pdf[20] ^= 1;
    post(parcel);
    send();
    EXPECT_EQ(finish().refused, 1U) << refusal(1);
}

TEST_F(Archive, RefusesWhatTheReceiverSwapped) {
    post(seal(1));
    send();
    const auto row = *town.index->envelope(device.id, 1);
    const ClearManifest manifest = *read_manifest(base::as_bytes(row->manifest));
    const std::string blob = town.folder / "blobs/harbour-otter-41/" + base::to_hex(manifest.parcel_sha256);
    Bytes content = read_file(blob);
    content[content.size() / 2] ^= 1;
    write_file(blob, content);
    EXPECT_EQ(finish().refused, 1U);
    EXPECT_NE(refusal(1).find("ciphertext"), std::string::npos) << refusal(1);
}

}  // namespace sync_test
