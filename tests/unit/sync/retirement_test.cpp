// SPDX-License-Identifier: Apache-2.0
// A device is retired by its own word, and by nothing else.
#include "sync/receiver/retirement.h"

#include "appliance/crypto/message.h"
#include "tests/unit/sync/receiver_bench.h"

namespace sync_test {
namespace {

class Retirement : public Receiver {
protected:
    Retirement() { device.grow_log(5); }

    DestructionStatement statement() {
        DestructionStatement out;
        out.device = device.id;
        out.place = "Harbour Clinic";
        out.chip = "000b" + std::string(64, '1');
        out.objects = Json(Json::Object{});
        out.tool_version = "1";
        out.at_ms = town.clock.wall;
        out.officer = {"zoe", "Zoë Okafor", "security-officer", true};
        out.witness = {"ruth", "Ruth Abara", "auditor", true};
        out.keys = {{"birth", "ends here", Bytes(3, 1)}};
        out.counters = {{"serial", 17}};
        out.checkpoint = *device.log->last_checkpoint();
        return out;
    }
    receiver::RetirementRow signed_by(const Device& who, const std::string& text) {
        const std::vector<crypto::Certificate> issuers(who.tls.begin() + 1, who.tls.end());
        receiver::RetirementRow row;
        row.statement = base::to_bytes(std::string_view(text));
        row.signature = *crypto::sign_detached(row.statement, {who.tls[0], issuers, *who.tls_key});
        return row;
    }
    receiver::RetirementRow row_of(const DestructionStatement& said) { return signed_by(device, base::canonical_json(to_json(said))); }
    Fault refusal(const receiver::RetirementRow& row) {
        const auto done = receiver::retire(town.desk(), device.id, row);
        EXPECT_EQ(ask("OPTIONS", "/v1/blobs").status, done ? 403 : 204);
        return done ? Fault::not_implemented_here : done.fault();
    }
};

}  // namespace

TEST_F(Retirement, RevokesWhatTheDeviceHadAndShutsTheDoor) {
    EXPECT_EQ(ask("OPTIONS", "/v1/blobs").status, 204);
    const auto done = receiver::retire(town.desk(), device.id, row_of(statement()));
    ASSERT_TRUE(done) << done.failure().detail;
    EXPECT_EQ(done->counters, statement().counters);
    const HttpResponse refused = ask("OPTIONS", "/v1/blobs");
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(text_of(refused).find("retired"), std::string::npos) << text_of(refused);
    crypto::TrustStore trust = town.platform->trust();
    ASSERT_TRUE(trust.add_crl(*town.disk->read("public/issuing.crl")));
    EXPECT_EQ(trust.verify(device.signing[0], crypto::Purpose::document_signing, town.clock.wall).fault(), Fault::certificate_revoked);
    const auto revoked = town.index->revocations();
    ASSERT_TRUE(revoked);
    for (const crypto::Revocation& each : *revoked) EXPECT_EQ(each.reason, crypto::RevocationReason::cessation);
    // Again, by the same files, from another day on: the first date stays.
    const std::int64_t first_ms = (*town.index->device(device.id))->retired_ms;
    town.clock.wall += 86'400'000;
    EXPECT_TRUE(receiver::retire(town.desk(), device.id, row_of(statement())));
    EXPECT_EQ((*town.index->device(device.id))->retired_ms, first_ms);
}

TEST_F(Retirement, OfADeviceThatWasRevokedBeforeIsTakenToo) {
    ASSERT_TRUE(town.index->revoke(device.id, town.clock.wall));
    EXPECT_TRUE(receiver::retire(town.desk(), device.id, row_of(statement())));
}

TEST_F(Retirement, IsNotBroughtAboutByAnybodyElse) {
    Device other("harbour-otter-42");
    other.enrol(town);
    EXPECT_EQ(refusal(signed_by(other, base::canonical_json(to_json(statement())))), Fault::receipt_mismatch);
    DestructionStatement about_other = statement();
    about_other.device = other.id;
    EXPECT_EQ(refusal(row_of(about_other)), Fault::receipt_mismatch);
    receiver::RetirementRow changed = row_of(statement());
    changed.statement[changed.statement.size() / 2] ^= 1U;
    EXPECT_EQ(refusal(changed), Fault::signature_invalid);
    EXPECT_EQ(receiver::retire(town.desk(), base::DeviceId("harbour-otter-99"), row_of(statement())).fault(), Fault::record_missing);
    other.grow_log(5);
    DestructionStatement other_log = statement();
    other_log.checkpoint = *other.log->last_checkpoint();
    EXPECT_EQ(refusal(row_of(other_log)), Fault::receipt_mismatch);
}

TEST_F(Retirement, IsRefusedWithALogThatIsShorterThanTheOneThatIsHere) {
    const DestructionStatement early = statement();
    device.grow_log(3);
    ASSERT_EQ(push(0).status, 200);
    EXPECT_EQ(refusal(row_of(early)), Fault::log_conflict);
    EXPECT_EQ(refusal(row_of(statement())), Fault::not_implemented_here);
}

TEST_F(Retirement, ReadsAStatementOfExactlyOneForm) {
    const Json said = to_json(statement());
    EXPECT_EQ(*destruction_from(said), statement());
    for (const char* name : {"device", "media", "sanitization", "keys", "counters", "performed_by", "witnessed_by", "undelivered", "last_checkpoint", "date_ms"}) {
        Json without = said;
        without.as_object()->erase(name);
        EXPECT_EQ(refusal(signed_by(device, base::canonical_json(without))), Fault::message_invalid) << name;
    }
    Json more = said;
    more.set("comment", "x");
    EXPECT_EQ(refusal(signed_by(device, base::canonical_json(more))), Fault::message_invalid);
    Json late = said;
    late.set("date_ms", std::int64_t{1} << 52U);
    EXPECT_EQ(refusal(signed_by(device, base::canonical_json(late))), Fault::message_invalid);
    EXPECT_EQ(refusal(signed_by(device, "no JSON")), Fault::message_invalid);
}

TEST_F(Retirement, LeavesTheNameForAnotherUnit) {
    ASSERT_TRUE(receiver::retire(town.desk(), device.id, row_of(statement())));
    Device next(device.id.text);
    next.origin = "clinic.example/inkseal/" + next.id.text + "/2";
    const std::string code = *receiver::make_enrolment_code(town.desk(), device.id.text, 86'400'000);
    const HttpResponse answer = town.service->handle({"POST", "/v1/enrolments", {}, base::to_bytes(base::canonical_json(next.letter(code))), {}});
    ASSERT_EQ(answer.status, 200) << text_of(answer);
    EXPECT_EQ((*town.index->device(device.id))->retired_ms, 0);
    // The old unit's statement does not end the new one.
    EXPECT_EQ(receiver::retire(town.desk(), device.id, row_of(statement())).fault(), Fault::receipt_mismatch);
    EXPECT_EQ((*town.index->device(device.id))->revoked_ms, 0);
}

}  // namespace sync_test
