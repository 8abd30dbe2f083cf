// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/sealing.h"

#include "appliance/app/evidence.h"
#include "appliance/app/journal.h"
#include "appliance/app/reserve.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"
#include "appliance/crypto/pades_cms.h"
#include "appliance/documents/validation.h"

namespace app {
namespace {

using audit::Event;
using audit::LeafDraft;
using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using vault::RecordType;

Status append_aborted(const Device& device, const base::RecordId& subject, std::int64_t intent, Fault why) {
    vault::Transaction step = TRY(device.vault.begin());
    LeafDraft leaf{.event = Event::signing_aborted, .subject = subject, .commitment = {}, .fields = {}};
    leaf.fields["intent"] = intent;
    leaf.fields["fault"] = base::row_of(why).code;
    const std::uint64_t index = TRY(device.log.append(step, leaf));
    TRY(step.end_intent(intent, vault::IntentEnd::was_aborted, index));
    TRY(step.commit());
    return device.log.catch_up();
}

// Our own word on what we just made: read again by the sandboxed reader, judged by the
// same function that judges other people's files.
Status judge_ours(const Device& device, base::ByteView pdf, const base::Digest& seal_id) {
    const documents::Description description = TRY(device.reader.describe(pdf));
    const documents::ValidationReport report =
        documents::validate(pdf, description, device.identity.document_trust(), device.clock.wall_ms());
    for (const documents::SignatureReport& signature : report.signatures) {
        if (signature.seal_id != base::to_hex(seal_id)) continue;
        if (!signature.covers_whole_file) return Failure{Fault::signature_coverage, "our own"};
        const bool is_rehearsal = signature.is_test && signature.fault == Fault::certificate_is_test;
        if (signature.indication == documents::Indication::total_passed || is_rehearsal) return {};
        return Failure{signature.fault.value_or(Fault::signature_invalid), signature.sub_indication + " " + signature.detail};
    }
    return Failure{Fault::signature_invalid, "the signature is not found in its own file"};
}

std::vector<Bytes> anchors_of(const Identity& identity) {
    std::vector<Bytes> anchors;
    for (const crypto::Certificate& anchor : identity.trust.anchors()) anchors.push_back(anchor.der());
    for (const crypto::Certificate& anchor : identity.signers) anchors.push_back(anchor.der());
    return anchors;
}

}  // namespace

SealTask ceremony_task(WorkOrderBook& orders, const Session& session, Language language) {
    const OpenEnvelope& open = *session.open;
    SealTask task{.subject = session.subject,
                  .order = open.order,
                  .envelope = open.envelope.id,
                  .record_key = session.record_key.clone(),
                  .signer = open.signer().name,
                  .pdf = open.pdf,
                  .prepared = session.prepared,
                  .ink = session.ink,
                  .evidence = {},
                  .settle = {}};
    task.evidence = [&session, language](const SealFacts& facts) { return ceremony_evidence(session, language, facts); };
    task.settle = [&orders, &open](vault::Transaction& step) {
        return orders.note(step, open.order, open.envelope.id, OrderState::was_signed, open.tries_left);
    };
    return task;
}

Status may_sign_now(const Device& device) {
    const crypto::Certificate& certificate = device.identity.signing_certificate;
    const std::int64_t now = device.clock.wall_ms();
    if (now > certificate.not_after_ms()) return Failure{Fault::certificate_expired, "the device's own; rotate its key"};
    if (now < certificate.not_before_ms()) return Failure{Fault::certificate_not_yet_valid, "the device's own; is the clock right?"};
    if (!device.identity.lacks.empty()) return Failure{Fault::audit_broken, "the log speaks of " + device.identity.lacks + ", and it is not here; the next one from the platform mends it"};
    if (device.identity.is_ended(certificate)) return Failure{Fault::certificate_revoked, "the device's own; its platform ended it"};
    // The platform may have ended it before its time; nothing else about the chain is new.
    const auto chain = device.identity.document_trust().verify(certificate, crypto::Purpose::document_signing, now, device.identity.signing_chain);
    if (!chain && chain.fault() == Fault::certificate_revoked) return Failure{Fault::certificate_revoked, "the device's own; its platform ended it"};
    return {};
}

Status Sealing::check_device() {
    if (!m_task.prepared) return Fault::ceremony_interrupted;
    return may_sign_now(m_device);
}

Status Sealing::write_intent() {
    const auto commit_to = [this](base::ByteView bytes) {
        return audit::commitment_to(m_task.record_key, crypto::digest(ports::HashAlgorithm::sha256, bytes));
    };
    vault::Transaction step = TRY(m_device.vault.begin());
    LeafDraft leaf{.event = Event::signing_intended, .subject = m_task.subject, .commitment = {}, .fields = {}};
    leaf.commitment = audit::commitment_to(m_task.record_key, m_task.prepared->digest());
    leaf.fields["signer"] = commit_to(base::as_bytes(m_task.signer));
    leaf.fields["key"] = commit_to(m_device.identity.signing_certificate.public_key());
    leaf.fields["document"] = 0;
    m_intent_leaf = TRY(m_device.log.append(step, leaf));
    m_intent = TRY(step.begin_intent(m_task.envelope, m_task.subject, m_intent_leaf));
    TRY(step.commit());
    return m_device.log.catch_up();
}

Status Sealing::sign_and_verify() {
    const crypto::CmsSigner signer{m_device.identity.signing_certificate, m_device.identity.signing_chain, m_device.guard.key()};
    const Bytes cms = TRY(crypto::sign_byte_range_digest(m_task.prepared->digest(), signer));
    m_device.guard.lock();
    const crypto::SignatureCms parsed = TRY(crypto::SignatureCms::parse(cms));
    m_signature_value = parsed.signature_value();
    m_seal_id = parsed.seal_id();
    // At once, before the counter can move again: the chip's word that this signature is
    // number so and so. Whoever hides it later leaves that number open.
    m_counter = TRY(m_device.attestor.attest_serial(m_seal_id));
    const Bytes update = TRY(m_task.prepared->complete(cms));
    m_signed_pdf.reserve(m_task.pdf.size() + update.size());  // a large document is copied once
    base::append(m_signed_pdf, m_task.pdf);
    base::append(m_signed_pdf, update);
    TRY(judge_ours(m_device, m_signed_pdf, m_seal_id));
    const Status second = m_device.second_opinion.check(m_signed_pdf, anchors_of(m_device.identity));
    if (!second) return Failure{Fault::verifiers_disagree, std::string(base::row_of(second.fault()).name) + ": " + second.failure().detail};
    return {};
}

Status Sealing::save() {
    Bytes ink;
    if (m_task.ink) ink = TRY(crypto::encrypt_message(base::as_bytes(ink_json(*m_task.ink)), {m_device.identity.notary}));
    const ports::TimeStatement time = TRY(m_device.attestor.attest_time(m_task.prepared->digest()));
    SealFacts facts{.task = m_task,
                    .device = m_device.identity.device.text,
                    .log_origin = m_device.log.origin(),
                    .byterange_digest = m_task.prepared->digest(),
                    .seal_id = m_seal_id,
                    .signature_value = m_signature_value,
                    .sealed_wall_ms = m_device.clock.wall_ms(),
                    .sealed_boot_ms = m_device.clock.boot_ms(),
                    .not_before_ms = m_device.clock.not_before_ms(),
                    .is_clock_doubtful = m_task.is_clock_doubtful,
                    .intent_leaf = m_intent_leaf,
                    .signed_leaf = 0,
                    .time = time,
                    .counter = m_counter};
    m_device.log.remember_time(facts.time);

    vault::Transaction step = TRY(m_device.vault.begin());
    facts.signed_leaf = step.next_leaf();
    const base::EnvelopeId& envelope = m_task.envelope;
    const base::SecretBytes evidence = m_task.evidence(facts);
    TRY(step.put_record(m_task.subject, {.type = RecordType::artifact, .envelope = envelope, .about = m_task.order}, m_signed_pdf));
    TRY(step.put_record({.type = RecordType::evidence, .envelope = envelope, .about = m_task.subject}, evidence.reveal()));
    if (m_task.ink) TRY(step.put_record({.type = RecordType::ink, .envelope = envelope, .about = m_task.subject}, ink));
    LeafDraft leaf{.event = Event::signature_made, .subject = m_task.subject, .commitment = {}, .fields = {}};
    leaf.commitment = audit::commitment_to(m_task.record_key, m_task.prepared->digest());
    leaf.fields["intent"] = *m_intent;
    leaf.fields["seal"] = audit::commitment_to(m_task.record_key, m_seal_id);
    leaf.fields["serial"] = static_cast<std::int64_t>(m_counter.value);
    leaf.fields["document"] = 0;
    const std::uint64_t index = TRY(m_device.log.append(step, leaf));
    TRY(step.end_intent(*m_intent, vault::IntentEnd::was_signed, index));
    if (m_task.settle) TRY(m_task.settle(step));
    TRY(step.commit());
    m_intent.reset();
    return m_device.log.catch_up();
}

Status Sealing::abort(const Failure& why) {
    m_device.guard.lock();
    if (m_intent) {
        const std::int64_t intent = *m_intent;
        m_intent.reset();
        // The disk may be what failed: then the intent stays open and the next boot ends it.
        const auto append = [&] { return append_aborted(m_device, m_task.subject, intent, why.fault); };
        if (const auto aborted = with_reserve(m_device, append); !aborted) return aborted;
    }
    return why;
}

Status Sealing::advance() {
    CHECK(!is_done());
    Status done;
    switch (m_steps_done) {
        case 0: done = check_device(); break;
        case 1: done = with_reserve(m_device, [this] { return write_intent(); }); break;
        case 2: done = sign_and_verify(); break;
        default: done = with_reserve(m_device, [this] { return save(); }); break;
    }
    if (!done) return abort(done.failure());
    ++m_steps_done;
    return {};
}

Status abort_open_intents(const Device& device, std::uint64_t& count) {
    count = 0;
    for (const vault::Intent& intent : TRY(device.vault.open_intents())) {
        TRY(append_aborted(device, intent.subject, intent.number, Fault::ceremony_interrupted));
        ++count;
    }
    return {};
}

}  // namespace app
