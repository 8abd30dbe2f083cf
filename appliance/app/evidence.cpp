// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/evidence.h"

#include "appliance/app/institution_seal.h"
#include "appliance/app/journal.h"
#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"

namespace app {
namespace {

using base::Json;

Json review(const Session& session) {
    Json pages{Json::Array{}};
    for (std::size_t i = 0; i < session.pages.size(); ++i) {
        Json page;
        page.set("page", static_cast<std::int64_t>(i + 1)).set("shown_ms", session.pages[i].shown_ms);
        page.set("seen_to_its_end", session.pages[i].was_seen_to_its_end);
        pages.push(std::move(page));
    }
    return pages;
}

Json answers(const Session& session) {
    Json list{Json::Array{}};
    for (const Answer& answer : session.answers) {
        Json item;
        item.set("field", session.open->document().fields[answer.field].label).set("value", answer.text);
        list.push(std::move(item));
    }
    return list;
}

Json ink(const Session& session) {
    std::size_t points = 0;
    for (const auto& stroke : session.ink->strokes) points += stroke.size();
    Json json;
    json.set("sha256", base::to_hex(digest_of(*session.ink))).set("points", static_cast<std::int64_t>(points));
    json.set("strokes", static_cast<std::int64_t>(session.ink->strokes.size()));
    return json;
}

Json time(const SealFacts& facts) {
    Json tpm;
    tpm.set("clock_ms", static_cast<std::int64_t>(facts.time.clock_ms)).set("safe", facts.time.is_safe);
    tpm.set("reset", static_cast<std::int64_t>(facts.time.reset_count));
    tpm.set("restart", static_cast<std::int64_t>(facts.time.restart_count));
    tpm.set("attested", base::to_base64(facts.time.attested)).set("signature", base::to_base64(facts.time.signature));
    Json json;
    json.set("claimed", base::to_rfc3339(facts.sealed_wall_ms)).set("boot_ms", facts.sealed_boot_ms).set("tpm", std::move(tpm));
    json.set("clock", facts.is_clock_doubtful ? "doubtful" : "as-set");
    if (facts.not_before_ms != 0) json.set("not_before", base::to_rfc3339(facts.not_before_ms));
    return json;
}

// The chip's word about the number of this signature (TPM2_NV_Certify).
Json counter(const SealFacts& facts) {
    Json json;
    json.set("serial", static_cast<std::int64_t>(facts.counter.value));
    json.set("attested", base::to_base64(facts.counter.attested)).set("signature", base::to_base64(facts.counter.signature));
    return json;
}

// What every evidence says, whoever signed.
Json foundation(const SealFacts& facts) {
    const SealTask& task = facts.task;
    Json json;
    json.set("v", 1).set("kind", "evidence").set("device", facts.device).set("envelope", task.envelope.text);
    json.set("subject", task.subject.text).set("k_record", base::to_hex(task.record_key.reveal()));
    json.set("byterange_digest", base::to_hex(facts.byterange_digest)).set("seal_id", base::to_hex(facts.seal_id));
    json.set("signature_value", base::to_base64(facts.signature_value));
    Json log;
    log.set("origin", facts.log_origin).set("intent", static_cast<std::int64_t>(facts.intent_leaf));
    log.set("signed", static_cast<std::int64_t>(facts.signed_leaf));
    json.set("time", time(facts)).set("counter", counter(facts)).set("log", std::move(log));
    return json;
}

base::SecretBytes secret_text(const Json& json) {
    std::string text = base::canonical_json(json);
    base::SecretBytes secret(base::as_bytes(text));
    base::wipe(text.data(), text.size());
    return secret;
}

}  // namespace

base::SecretBytes ceremony_evidence(const Session& session, Language language, const SealFacts& facts) {
    const documents::Envelope& envelope = session.open->envelope;
    Json document;
    document.set("title", session.open->document().title).set("sha256", base::to_hex(crypto::sha256(session.open->pdf)));
    document.set("ordered_sha256", base::to_hex(session.open->document().sha256));
    Json signer;
    signer.set("name", session.open->signer().name).set("meaning", session.open->signer().meaning);
    Json identification;
    identification.set("method", "appointment-code").set("appointment", envelope.appointment_time);
    identification.set("failed_attempts", static_cast<std::int64_t>(session.identification_attempts));
    Json consent;
    consent.set("language", code_of(language)).set("at", base::to_rfc3339(session.consent_wall_ms));
    consent.set("text_sha256", base::to_hex(consent_text_digest(language)));
    Json authentication;
    authentication.set("method", "code").set("counted_by", "tpm").set("tries_left", static_cast<std::int64_t>(session.open->tries_left));

    Json json = foundation(facts);
    json.set("document", std::move(document)).set("signer", std::move(signer)).set("consent", std::move(consent));
    json.set("identification", std::move(identification)).set("authentication", std::move(authentication));
    json.set("review", review(session)).set("answers", answers(session)).set("ink", ink(session));
    return secret_text(json);
}

base::SecretBytes institution_evidence(const InstitutionOrder& order, const SealFacts& facts) {
    Json document;
    document.set("title", order.title).set("sha256", base::to_hex(crypto::sha256(facts.task.pdf)));
    document.set("ordered_sha256", base::to_hex(order.given_sha256));
    Json sealer;
    sealer.set("name", facts.task.signer).set("meaning", order.meaning);
    Json authentication;
    authentication.set("method", "seal-code").set("counted_by", "tpm");
    Json json = foundation(facts);
    json.set("made_by", "institution").set("document", std::move(document)).set("sealer", std::move(sealer));
    json.set("authentication", std::move(authentication));
    return secret_text(json);
}

}  // namespace app
