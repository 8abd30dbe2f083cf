// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/institution_seal.h"

#include "appliance/app/evidence.h"
#include "appliance/app/intake.h"
#include "appliance/app/journal.h"
#include "appliance/app/seal_order.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"

namespace app {
namespace {

using audit::Event;
using audit::LeafDraft;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using vault::RecordHead;
using vault::RecordType;

// The seal's code lies in the vault as the codes of orders do, under this name.
const base::EnvelopeId seal_code_envelope("institution-seal");
constexpr std::string_view seal_code_owner = "institution";
constexpr std::uint32_t seal_code_tries = 5;
constexpr std::size_t seal_code_digits_min = 6;

// The newest code that was set.
Result<RecordHead> find_code(vault::Vault& vault) {
    std::optional<RecordHead> found;
    for (RecordHead& head : TRY(vault.heads(RecordType::signer_code)))
        if (head.envelope == seal_code_envelope && head.has_local_key && (!found || head.sequence > found->sequence))
            found = std::move(head);
    if (!found) return Fault::seal_code_missing;
    return *found;
}

bool is_about_the_document(Fault fault) {
    return base::row_of(fault).code.starts_with("DOC-");
}

}  // namespace

Status set_seal_code(const Device& device, const base::Pin& code, const std::string& person) {
    if (code.length() < seal_code_digits_min) return Failure{Fault::pin_malformed, "at least six digits"};
    vault::Transaction step = TRY(device.vault.begin());
    TRY(put_code(step, seal_code_envelope, {}, seal_code_owner, code));
    audit::LeafDraft leaf = leaf_about(audit::Event::seal_code_set);
    leaf.fields["person"] = person;
    TRY(device.log.append(step, leaf));
    TRY(step.commit());
    return device.log.catch_up();
}

Status InstitutionSeal::record(LeafDraft leaf) {
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    return m_device.log.catch_up();
}

Status InstitutionSeal::build(base::Bytes pdf) {
    documents::Description description = TRY(m_device.reader.describe(pdf));
    const std::size_t given_size = pdf.size();
    TRY(make_signable(m_device.reader, pdf, description));
    m_was_rewritten = pdf.size() != given_size || crypto::sha256(pdf) != m_order.given_sha256;

    documents::SealRequest request;
    std::optional<documents::SeenArea> where;
    if (m_order.spot) where = documents::SeenArea{m_order.spot->page, m_order.spot->rect};
    request.place = m_order.field.empty() ? TRY(documents::place_seal(description, where, random_suffix()))
                                          : TRY(documents::place_signature(description, m_order.field, random_suffix()));
    request.face.signer_name = m_signer;
    request.face.meaning = m_order.meaning;
    request.face.claimed_time_ms = m_device.clock.wall_ms();
    request.face.is_test = m_device.identity.is_test;
    request.location = m_device.identity.place;
    documents::PreparedSeal prepared = TRY(documents::prepare_seal(pdf, description, m_device.fonts, request));
    m_prepared = std::make_shared<const documents::PreparedSeal>(std::move(prepared));
    m_pdf = std::move(pdf);
    return {};
}

Status InstitutionSeal::prepare(base::Bytes pdf, InstitutionOrder order) {
    m_order = std::move(order);
    m_order.given_sha256 = crypto::sha256(pdf);
    m_signer = m_order.office.empty() ? m_device.identity.place : m_order.office + ", " + m_device.identity.place;
    m_order.meaning = "Sealed by device " + m_device.identity.device.text + "; no person signed";
    if (!m_order.reason.empty()) m_order.meaning += ": " + m_order.reason;
    const Status built = build(std::move(pdf));
    if (!built && is_about_the_document(built.fault())) {
        LeafDraft refusal = leaf_about(Event::document_refused);
        refusal.fields["fault"] = base::row_of(built.fault()).code;
        TRY(record(std::move(refusal)));
    }
    return built;
}

Status InstitutionSeal::unlock(const base::Pin& code) {
    const RecordHead head = TRY(find_code(m_device.vault));
    const WorkOrderBook::Standing standing = TRY(m_orders.standing_of(head.id, seal_code_tries));
    if (standing.state != OrderState::open || standing.tries_left == 0) return Fault::pin_locked;
    const base::SecretBytes stored = TRY(m_device.vault.read_secret(head.id));
    const base::Pin right = TRY(code_in(stored.reveal(), seal_code_owner));
    // What is left is durable before the attempt is made: a power cut gives no free try.
    const std::uint32_t left_after = standing.tries_left - 1;
    TRY(m_orders.note(head.id, left_after == 0 ? OrderState::locked : OrderState::open, left_after));
    TRY(m_device.guard.install(right, standing.tries_left));
    const Status unlocked = m_device.guard.unlock(code);
    if (unlocked) return m_orders.note(head.id, OrderState::open, seal_code_tries);
    if (unlocked.fault() != Fault::pin_wrong && unlocked.fault() != Fault::pin_locked) {
        if (costs_no_try(unlocked.fault())) TRY(m_orders.note(head.id, OrderState::open, standing.tries_left));
        return unlocked;
    }
    LeafDraft refusal = leaf_about(left_after == 0 ? Event::pin_locked : Event::pin_refused);
    if (left_after != 0) refusal.fields["tries_left"] = static_cast<std::int64_t>(left_after);
    TRY(record(std::move(refusal)));
    return left_after == 0 ? Status(Fault::pin_locked) : unlocked;
}

Status InstitutionSeal::make() {
    const base::RecordId subject = vault::new_record_id();
    SealTask task{.subject = subject,
                  .order = {},
                  .envelope = base::EnvelopeId("seal-" + subject.text),
                  .record_key = crypto::random_secret(32),
                  .signer = m_signer,
                  .pdf = m_pdf,
                  .prepared = m_prepared,
                  .ink = nullptr,
                  .is_clock_doubtful = m_device.clock.is_behind(),
                  .evidence = [this](const SealFacts& facts) { return institution_evidence(m_order, facts); },
                  .settle = {}};
    m_sealing = std::make_unique<Sealing>(m_device, std::move(task));
    while (!m_sealing->is_done()) TRY(m_sealing->advance());
    return {};
}

}  // namespace app
