// SPDX-License-Identifier: Apache-2.0
// Letters, and the certificates that are asked for in them.
#include "sync/certificate_letter.h"

#include "sync/folder_mailbox.h"
#include "sync/letter_desk.h"
#include "sync/receiver/document_key.h"
#include "sync/receiver/revocations.h"
#include "sync/receiver/tpm_policy.h"
#include "tests/unit/sync/letter_bench.h"
#include "tests/unit/sync/soft_tpm.h"

namespace sync_test {

TEST_F(Letters, BringACertificateThatOpensslFollowsToTheRoot) {
    const CertificateRequest request = request_for(*key);
    const Bytes sent = letter(request);
    const HttpResponse response = post(sent);
    ASSERT_EQ(response.status, 200) << text_of(response);
    const auto answer = opened(response.body, request, *key);
    ASSERT_TRUE(answer) << answer.failure().detail;
    EXPECT_EQ(answer->origin, "tpm");
    EXPECT_EQ(answer->key, "seal-2027");
    TemporaryFolder folder;
    write_file(folder / "letter", sent);
    write_file(folder / "answer", response.body);
    write_file(folder / "leaf.pem", base::as_bytes(answer->chain[0].to_pem()));
    write_file(folder / "issuing.pem", base::as_bytes(answer->chain[1].to_pem()));
    write_file(folder / "root.pem", base::as_bytes(answer->anchors[0].to_pem()));
    const std::string at = " -attime " + std::to_string(now_ms / 1000);
    const std::string in = "cd " + folder.path() + " && openssl ";
    const Ran verified = run(in + "verify -x509_strict" + at + " -CAfile root.pem -untrusted issuing.pem leaf.pem");
    EXPECT_EQ(verified.status, 0) << verified.output;
    for (const char* each : {"letter", "answer"}) {
        const Ran cms = run(in + "cms -verify -inform DER -purpose any" + at + " -CAfile root.pem -in " + each + " -out content");
        EXPECT_EQ(cms.status, 0) << each << cms.output;
        EXPECT_TRUE(base::parse_json(base::as_text(read_file(folder / "content"))));
    }
    const auto issued = *town.index->certificates(device.id.text);
    ASSERT_EQ(issued.size(), 4U);  // birth, tls, parcel, and this one
    EXPECT_EQ(issued.back().serial, answer->chain[0].serial_hex());
    EXPECT_EQ(issued.back().origin, "tpm");
}

TEST_F(Letters, GetTheSameAnswerForEverAndOtherWordsGetNone) {
    CertificateRequest request = request_for(*key);
    const HttpResponse first = post(letter(request));
    ASSERT_EQ(first.status, 200) << text_of(first);
    EXPECT_EQ(post(letter(request)).body, first.body);  // signed anew: ECDSA is random, the words are the same
    const auto second_start = receiver::SqliteIndexStore::open(town.folder / "receiver.db");
    ASSERT_TRUE(second_start) << second_start.failure().detail;
    EXPECT_EQ((**(*second_start)->letter(device.id, request.head.request)).answer, first.body);
    request.key = "another";
    const HttpResponse other = post(letter(request));
    EXPECT_EQ(other.status, 409) << text_of(other);
    EXPECT_EQ(town.index->certificates(device.id.text)->size(), 4U);
}

TEST_F(Letters, OfAnotherDeviceAreNeitherWrittenNorPostedNorReadInItsName) {
    Device other("harbour-otter-42");
    other.enrol(town);
    const CertificateRequest request = request_for(*key);
    // Its own TLS key under our name, and our letter through its door.
    EXPECT_EQ(receiver::answer_letter(town.desk(), signed_by(other, to_json(request))).fault(), Fault::signature_invalid);
    const HttpResponse posted = town.service->handle(request_of("POST", "/v1/devices/letters", other, letter(request)));
    EXPECT_EQ(posted.status, 422);
    // An answer opens for the letter it answers, the device it is for and the key it certifies.
    const auto answer = receiver::answer_letter(town.desk(), letter(request));
    ASSERT_TRUE(answer) << answer.failure().detail;
    CertificateRequest wrong = request;
    wrong.head.request = new_request_name();
    EXPECT_EQ(opened(*answer, wrong, *key).fault(), Fault::receipt_mismatch);
    wrong.head = request.head;
    wrong.head.device = other.id;
    EXPECT_EQ(opened(*answer, wrong, *key).fault(), Fault::receipt_mismatch);
    EXPECT_EQ(opened(*answer, request, *attestation).fault(), Fault::receipt_mismatch);
    // A device cannot answer in the platform's place.
    const Bytes forged = signed_by(other, (*base::parse_json(base::as_text(
        crypto::verify_message(*answer, town.platform->trust(), crypto::Purpose::receipt, now_ms)->content))));
    EXPECT_EQ(opened(forged, request, *key).fault(), Fault::receipt_invalid);
}

TEST_F(Letters, AskForKeysThatTheEnrolledTpmVouchesForAndForNoOthers) {
    const auto with_statement = [&](const KeyStatement& statement, const CertificateRequest& of) {
        CertificateRequest changed = of;
        changed.statement = statement;
        return changed;
    };
    const CertificateRequest request = request_for(*key);
    const base::Digest binding = certificate_binding(request.head.request);
    refused(with_statement(statement_of(*key, certificate_binding(new_request_name())), request), Fault::signature_invalid);
    refused(with_statement(statement_of(*attestation, binding), request), Fault::signature_invalid);
    std::swap(attestation, key);  // a stranger's attestation key
    const KeyStatement strangers = statement_of(*attestation, binding);
    std::swap(attestation, key);
    refused(with_statement(strangers, request), Fault::signature_invalid);
    // A password opens it; it decrypts too; it is under the policy of keys that need no person; under none.
    for (const std::uint32_t attributes : {born_fixed | (1U << 6U), born_fixed | receiver::tpma_decrypt, born_fixed & ~receiver::tpma_no_da})
        refused(with_statement(statement_of(*key, binding, attributes), request), Fault::certificate_invalid);
    const base::Digest platform = *receiver::platform_policy(town.platform->approval_key);
    refused(with_statement(statement_of(*key, binding, born_fixed, platform), request), Fault::certificate_invalid);
    CertificateRequest stolen = request;  // the request of a key that the writer does not have
    stolen.csr.back() ^= 1;
    refused(stolen, Fault::signature_invalid);
    CertificateRequest replaces = request;
    replaces.replaces = "77";
    refused(replaces, Fault::message_invalid);
    // The key of the handshake signs no documents, and neither does the log's.
    for (SoftwareKey* role : {device.tls_key.get(), device.log_key.get()}) refused(request_for(*role), Fault::certificate_invalid);
    EXPECT_EQ(town.index->certificates(device.id.text)->size(), 3U);  // nothing was issued for any of it
}

TEST_F(Letters, AskForImportedKeysOnlyWhereThePlatformSaysSoAndAreMarked) {
    CertificateRequest bare = request_for(*key);
    bare.statement.reset();
    refused(bare, Fault::server_refused);
    CertificateRequest attested = request_for(*key);
    attested.statement = statement_of(*key, certificate_binding(attested.head.request), receiver::tpma_no_da | receiver::tpma_sign);
    refused(attested, Fault::server_refused);
    const HttpResponse response = post(letter(bare));
    EXPECT_EQ(response.status, 422) << "the letter is refused, not the device";
    ASSERT_TRUE(town.disk->write_atomically("policy.json", base::as_bytes(R"({"certifies_imported":true})")));
    for (const CertificateRequest& each : {bare, attested}) {
        const auto answer = receiver::answer_letter(town.desk(), letter(each));
        ASSERT_TRUE(answer) << answer.failure().detail;
        EXPECT_EQ(opened(*answer, each, *key)->origin, "imported");
    }
    ASSERT_TRUE(town.disk->write_atomically("policy.json", base::as_bytes(R"({"certifies_exportible":false})")));
    refused(request_for(*key), Fault::configuration_invalid);  // a misspelt restriction opens nothing
    ASSERT_TRUE(town.disk->write_atomically("policy.json", base::as_bytes(R"({"certifies_exportable":false})")));
    CertificateRequest exportable = request_for(*key);
    exportable.statement = statement_of(*key, certificate_binding(exportable.head.request),
                                        receiver::tpma_sensitive_data_origin | receiver::tpma_no_da | receiver::tpma_sign);
    refused(exportable, Fault::server_refused);
}

TEST_F(Letters, LeaveTheOldCertificateInForceUntilItIsRevoked) {
    CertificateRequest request = request_for(*key);
    request.replaces = device.signing[0].serial_hex();
    const auto answer = opened(*receiver::answer_letter(town.desk(), letter(request)), request, *key);
    ASSERT_TRUE(answer);
    const auto judged = [&](const crypto::Certificate& certificate) {
        EXPECT_TRUE(receiver::publish_crl(town.desk()));
        crypto::TrustStore trust = town.platform->trust();
        EXPECT_TRUE(trust.add_crl(*town.disk->read("public/issuing.crl")));
        const auto chain = trust.verify(certificate, crypto::Purpose::document_signing, now_ms);
        return chain ? Fault::not_implemented_here : chain.fault();
    };
    EXPECT_EQ(judged(device.signing[0]), Fault::not_implemented_here);
    EXPECT_EQ(judged(answer->chain[0]), Fault::not_implemented_here);
    ASSERT_TRUE(town.index->revoke_certificate(device.id, request.replaces, now_ms, crypto::RevocationReason::superseded));
    EXPECT_EQ(judged(device.signing[0]), Fault::certificate_revoked);
    EXPECT_EQ(judged(answer->chain[0]), Fault::not_implemented_here);
    EXPECT_EQ(post(letter(request)).status, 200);  // the device itself goes on
    const Ran shown = run("openssl crl -inform DER -noout -text -in " + (town.folder / "public/issuing.crl"));
    EXPECT_NE(shown.output.find("Superseded"), std::string::npos) << shown.output;
    Device other("harbour-otter-42");
    other.enrol(town);
    EXPECT_EQ(town.index->revoke_certificate(other.id, answer->chain[0].serial_hex(), now_ms, {}).fault(), Fault::record_missing);
}

TEST_F(Letters, OfARevokedDeviceGetNoNewAnswer) {
    ASSERT_TRUE(town.index->revoke(device.id, now_ms));
    refused(request_for(*key), Fault::server_refused);
    EXPECT_EQ(post(letter(request_for(*key))).status, 403);
}

TEST_F(Letters, TravelWithTheCourierAndComeBackAnsweredOrRefused) {
    FolderMailbox mailbox(device.disk);
    const crypto::TrustStore trust = town.platform->trust();
    LetterDesk desk({device.tls[0], device.tls, *device.tls_key}, mailbox, trust, device.clock);
    const CertificateRequest right = request_for(*key);
    CertificateRequest bare = request_for(*key);
    bare.statement.reset();
    ASSERT_TRUE(desk.post(to_json(right)));
    ASSERT_TRUE(desk.post(to_json(bare)));
    CourierRun run(device.disk, device.clock);
    Wire wire(town, device);
    wire.after = [](const HttpRequest& request, HttpResponse) -> base::Result<HttpResponse> {
        if (request.path == "/v1/devices/letters") return HttpResponse{200, {}, base::to_bytes("<html>ok</html>")};
        return base::Failure{Fault::network_down, ""};
    };
    EXPECT_FALSE(run.visit(wire, device.papers()));
    EXPECT_FALSE(*desk.answer(right.head));
    wire.after = nullptr;
    ASSERT_TRUE(run.visit(wire, device.papers()));
    const auto answer = desk.answer(right.head);
    ASSERT_TRUE(answer && answer->has_value());
    EXPECT_TRUE(opened(**answer, right, *key));
    const auto refusal = desk.answer(bare.head);
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.fault(), Fault::server_refused);
    EXPECT_NE(refusal.failure().detail.find("imported"), std::string::npos) << refusal.failure().detail;
    EXPECT_FALSE(mailbox.still_holds(letter_file(right.head, letter_ending)));
    EXPECT_FALSE(mailbox.still_holds(letter_file(bare.head, letter_ending)));
    ASSERT_TRUE(desk.put_away(right.head));
    ASSERT_TRUE(desk.put_away(bare.head));
    EXPECT_FALSE(*desk.answer(right.head));
}

TEST(DocumentKey, IsJudgedByWhatARealTpmSaysOfIt) {
    const SoftTpm tpm;
    ASSERT_TRUE(tpm.is_up() && tpm.make_attestation_key()) << "swtpm and tpm2-tools are needed";
    const base::Digest binding = certificate_binding(new_request_name());
    const base::Digest person{7}, platform{8};
    const auto judge = [&](const char* attributes, const base::Digest& policy) {
        const auto key = certify_new_key(tpm, attributes, policy, binding);
        if (!key) return base::Result<receiver::KeyOrigin>(base::Failure{Fault::not_implemented_here, attributes});
        const Bytes spki = receiver::read_tpm_public(key->public_area)->spki;
        return receiver::judge_document_key({key->public_area, key->attested, key->signature}, inner(tpm.file("ak.pub")), spki, binding, platform);
    };
    EXPECT_EQ(*judge("fixedtpm|fixedparent|sensitivedataorigin|noda|sign", person), receiver::KeyOrigin::tpm);
    EXPECT_EQ(*judge("sensitivedataorigin|noda|sign", person), receiver::KeyOrigin::exportable);
    EXPECT_EQ(judge("fixedtpm|fixedparent|sensitivedataorigin|noda|userwithauth|sign", person).fault(), Fault::certificate_invalid);
    EXPECT_EQ(judge("fixedtpm|fixedparent|sensitivedataorigin|noda|sign", platform).fault(), Fault::certificate_invalid);
}

}  // namespace sync_test
