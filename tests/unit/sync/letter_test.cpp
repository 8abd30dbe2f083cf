// SPDX-License-Identifier: Apache-2.0
// Letters, and the certificates that are asked for in them.
#include "sync/certificate_letter.h"

#include "sync/folder_mailbox.h"
#include "sync/letter_desk.h"
#include "sync/receiver/document_key.h"
#include "sync/receiver/document_policy.h"
#include "sync/receiver/office_commands.h"
#include "sync/receiver/revocations.h"
#include "sync/receiver/tpm_policy.h"
#include "sync/registration.h"
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
    refused(with_statement(statement_of(*key, binding, born_fixed, base::to_bytes(platform)), request), Fault::certificate_invalid);
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
    ASSERT_TRUE(town.disk->remove("policy.json"));  // as a platform ships
    CertificateRequest exportable = request_for(*key);
    exportable.statement = statement_of(*key, certificate_binding(exportable.head.request),
                                        receiver::tpma_sensitive_data_origin | receiver::tpma_no_da | receiver::tpma_sign,
                                        KeyPolicy{staying().storage_key_name, 0, 0, 2, {device.log_key->public_key(), device.tls_key->public_key()}});
    refused(exportable, Fault::server_refused);
    ASSERT_TRUE(town.disk->write_atomically("policy.json", base::as_bytes(R"({"certifies_exportable":true})")));
    const auto granted = receiver::answer_letter(town.desk(), letter(exportable));
    ASSERT_TRUE(granted) << granted.failure().detail;
    EXPECT_EQ(opened(*granted, exportable, *key)->origin, "exportable");
}

TEST_F(Letters, OfKeysThatMayLeaveAskWhoLetsThemAndTooFewAreRefused) {
    const auto movable = [&](std::uint8_t needed) {
        CertificateRequest out = request_for(*key);
        out.statement = statement_of(*key, certificate_binding(out.head.request),
                                     receiver::tpma_sensitive_data_origin | receiver::tpma_no_da | receiver::tpma_sign,
                                     KeyPolicy{staying().storage_key_name, 0, 0, needed, {device.log_key->public_key(), device.tls_key->public_key()}});
        return out;
    };
    ASSERT_TRUE(town.disk->write_atomically("policy.json", base::as_bytes(R"({"certifies_exportable":true})")));
    refused(movable(1), Fault::server_refused);
    const CertificateRequest two = movable(2);
    const auto granted = receiver::answer_letter(town.desk(), letter(two));
    ASSERT_TRUE(granted) << granted.failure().detail;
    const std::vector<receiver::CertificateRow> rows = *town.index->certificates(device.id.text);
    EXPECT_EQ(rows.back().needed, 2);
    EXPECT_EQ(rows.back().custodians, (std::vector<base::Digest>{crypto::sha256(device.log_key->public_key()), crypto::sha256(device.tls_key->public_key())}));
    EXPECT_EQ(rows.front().needed, 0);
    testing::internal::CaptureStdout();
    ASSERT_TRUE(receiver::print_certificates(town.desk(), device.id.text, false));
    const std::string shown = testing::internal::GetCapturedStdout();
    EXPECT_NE(shown.find("leaves when 2 of these agree:"), std::string::npos) << shown;
    EXPECT_NE(shown.find(exchange::spoken_fingerprint(crypto::sha256(device.tls_key->public_key()))), std::string::npos) << shown;
    ASSERT_TRUE(town.disk->write_atomically("policy.json", base::as_bytes(R"({"certifies_exportable":true,"custodians_needed_min":1})")));
    const CertificateRequest one = movable(1);
    EXPECT_TRUE(receiver::answer_letter(town.desk(), letter(one)));
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
    ASSERT_EQ(tpm.tool("tpm2_readpublic -c srk.ctx -n srk.name").status, 0);
    const auto approval = *SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    const auto custodian = *SoftwareKey::generate(ports::KeyAlgorithm::ecdsa_p256);
    const KeyPolicy birth{tpm.file("srk.name"), 0, 0, 0, {}}, named{birth.storage_key_name, 0x01810010, 9, 0, {}};
    const KeyPolicy movable{birth.storage_key_name, 0, 0, 1, {custodian->public_key()}};
    const base::Digest platform = *receiver::platform_policy(approval->public_key());
    // A key under `policy` that says it is under `stated`.
    const auto judge = [&](const char* attributes, const KeyPolicy& stated, std::optional<base::Digest> policy = std::nullopt) {
        const auto key = certify_new_key(tpm, attributes, policy ? *policy : *receiver::document_policy(stated, approval->public_key()), binding);
        if (!key) return base::Result<receiver::KeyOrigin>(base::Failure{Fault::not_implemented_here, attributes});
        const Bytes spki = receiver::read_tpm_public(key->public_area)->spki;
        return receiver::judge_document_key({key->public_area, key->attested, key->signature, stated}, inner(tpm.file("ak.pub")), spki, binding,
                                            approval->public_key());
    };
    constexpr const char* fixed = "fixedtpm|fixedparent|sensitivedataorigin|noda|sign";
    constexpr const char* loose = "sensitivedataorigin|noda|sign";
    EXPECT_EQ(*judge(fixed, birth), receiver::KeyOrigin::tpm);
    EXPECT_EQ(*judge(fixed, named), receiver::KeyOrigin::tpm);
    EXPECT_EQ(*judge(loose, movable), receiver::KeyOrigin::exportable);
    EXPECT_EQ(judge("fixedtpm|fixedparent|sensitivedataorigin|noda|userwithauth|sign", birth).fault(), Fault::certificate_invalid);
    EXPECT_EQ(judge(fixed, birth, platform).fault(), Fault::certificate_invalid);
    // The approval alone, without the person's code: software that leaves it out gets no certificate.
    const base::Digest reference = crypto::sha256([&] {
        Bytes text = base::to_bytes(std::string_view("inkseal signing approval 1"));
        base::append(text, birth.storage_key_name);
        return text;
    }());
    const base::Digest no_code = *receiver::authorized_policy(approval->public_key(), reference);
    EXPECT_EQ(judge(fixed, birth, no_code).fault(), Fault::certificate_invalid);
    EXPECT_EQ(judge(fixed, named, no_code).fault(), Fault::certificate_invalid);
    EXPECT_EQ(judge(loose, movable, no_code).fault(), Fault::certificate_invalid);
    // Of another counter, for other custodians, beneath another storage key, or of the other kind.
    KeyPolicy other = named;
    other.counter_value = 10;
    EXPECT_EQ(judge(fixed, other, receiver::document_policy(named, approval->public_key()).value()).fault(), Fault::certificate_invalid);
    other.counter = 0x01810001;  // one that its holder may move at will
    EXPECT_EQ(judge(fixed, other, no_code).fault(), Fault::certificate_invalid);
    other = movable;
    other.custodians[0] = approval->public_key();
    EXPECT_EQ(judge(loose, other, receiver::document_policy(movable, approval->public_key()).value()).fault(), Fault::certificate_invalid);
    other = birth;
    other.storage_key_name.back() ^= 1;
    EXPECT_EQ(judge(fixed, other).fault(), Fault::certificate_invalid);
    EXPECT_EQ(judge(fixed, movable).fault(), Fault::certificate_invalid);
    EXPECT_EQ(judge(loose, named).fault(), Fault::certificate_invalid);
}

}  // namespace sync_test
