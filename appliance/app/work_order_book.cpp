// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/work_order_book.h"

#include "appliance/app/intake.h"
#include "appliance/crypto/digest.h"

#include <algorithm>
#include <array>

namespace app {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using vault::RecordType;

constexpr std::array<std::string_view, 5> state_names = {"open", "signed", "declined", "locked", "refused"};

const ports::ParcelFile* find_file(const std::vector<ports::ParcelFile>& files, std::string_view name) {
    for (const ports::ParcelFile& file : files)
        if (file.name == name) return &file;
    return nullptr;
}

// What the order names is what came with it, byte for byte.
Status check_documents(const documents::Envelope& envelope, const ports::IncomingWorkOrder& order) {
    for (const documents::EnvelopeDocument& document : envelope.documents) {
        const ports::ParcelFile* file = find_file(order.documents, document.file);
        if (file == nullptr) return Failure{Fault::envelope_invalid, "document " + document.file + " did not come along"};
        if (crypto::sha256(file->content) != document.sha256) return Failure{Fault::document_changed, document.file};
    }
    return {};
}

std::optional<Fault> fault_called(std::string_view name) {
    const base::FaultCatalogue faults = base::fault_catalogue();
    for (std::size_t i = 0; i < faults.size; ++i)
        if (faults.rows[i].name == name) return faults.rows[i].fault;
    return std::nullopt;
}

// Everything of an order that may be signed, examined and ready.
Result<std::vector<Bytes>> examine(const Device& device, const documents::Envelope& envelope, const ports::IncomingWorkOrder& order) {
    TRY(check_documents(envelope, order));
    TRY(check_names(envelope, device.fonts));
    std::vector<Bytes> pdfs;
    for (const documents::EnvelopeDocument& document : envelope.documents) {
        Bytes pdf = TRY(fit_to_sign(device, document, find_file(order.documents, document.file)->content));
        pdfs.push_back(std::move(pdf));
    }
    return pdfs;
}

base::Bytes spelt(const documents::Envelope& envelope) {
    return base::to_bytes(base::canonical_json(documents::envelope_to_json(envelope)));
}

}  // namespace

std::string_view name_of(OrderState state) { return state_names[static_cast<std::size_t>(state)]; }

// The same order with the same codes; one that was issued again has another code.
Result<bool> WorkOrderBook::is_known(const base::EnvelopeId& envelope, std::string_view definition,
                                     const std::vector<ports::SignerCode>& codes) {
    // Signed and delivered: whoever sends it again does not get another signature.
    for (const vault::RecordHead& order : TRY(m_device.vault.heads(vault::RecordState::shredded)))
        if (order.type == RecordType::work_order && order.envelope == envelope) return true;
    for (const vault::RecordHead& order : TRY(m_device.vault.heads(envelope))) {
        if (order.type != RecordType::work_order || !order.has_local_key) continue;
        if (base::as_text(TRY(m_device.vault.read(order.id)).payload) != definition) continue;
        // A refused one holds no codes: it is refused once.
        if (TRY(standing_of(order.id, 0)).state == OrderState::refused) return true;
        std::size_t same = 0;
        for (const vault::RecordHead& head : TRY(m_device.vault.heads_about(order.id))) {
            if (head.type != RecordType::signer_code || !head.has_local_key) continue;
            const base::SecretBytes stored = TRY(m_device.vault.read_secret(head.id));
            for (const ports::SignerCode& code : codes) {
                const auto known = code_in(stored.reveal(), code.signer);
                if (known && base::equal_constant_time(known->reveal(), code.code.reveal())) ++same;
            }
        }
        if (same == codes.size()) return true;
    }
    return false;
}

Result<Intake> WorkOrderBook::take(base::ByteView parcel) {
    const auto order = m_device.office.open_work_order(parcel);
    if (!order) return refuse(order.failure(), nullptr);
    const auto json = base::parse_json(base::as_text(order->envelope));
    if (!json) return refuse({Fault::envelope_invalid, json.failure().detail}, nullptr);
    const auto envelope = documents::envelope_from_json(*json);
    if (!envelope) return refuse(envelope.failure(), nullptr);
    // Power was cut between storing it and clearing the inbox: once is enough.
    if (TRY(is_known(envelope->id, base::as_text(spelt(*envelope)), order->codes))) return Intake::stored;
    const auto pdfs = examine(m_device, *envelope, *order);
    if (!pdfs) return refuse(pdfs.failure(), &*envelope);

    vault::Transaction step = TRY(m_device.vault.begin());
    const base::RecordId id =
        TRY(step.put_record({.type = RecordType::work_order, .envelope = envelope->id, .about = {}}, spelt(*envelope)));
    for (const Bytes& pdf : *pdfs)
        TRY(step.put_record({.type = RecordType::document, .envelope = envelope->id, .about = id}, pdf));
    for (const ports::SignerCode& code : order->codes) TRY(put_code(step, envelope->id, id, code.signer, code.code));
    audit::LeafDraft leaf{.event = audit::Event::work_order_received, .subject = id, .commitment = {}, .fields = {}};
    leaf.fields["parcel"] = base::to_hex(crypto::sha256(parcel));
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    TRY(m_device.log.catch_up());
    return Intake::stored;
}

// Whoever comes with this appointment hears why; without an envelope nobody can come.
Result<Intake> WorkOrderBook::refuse(const Failure& why, const documents::Envelope* envelope) {
    if (is_passing(why.fault)) return why;
    m_device.tell_service(why);
    vault::Transaction step = TRY(m_device.vault.begin());
    audit::LeafDraft leaf{.event = audit::Event::document_refused, .subject = {}, .commitment = {}, .fields = {}};
    leaf.fields["fault"] = base::row_of(why.fault).code;
    if (envelope != nullptr) {
        const base::RecordId id =
            TRY(step.put_record({.type = RecordType::work_order, .envelope = envelope->id, .about = {}}, spelt(*envelope)));
        base::Json json;
        json.set("state", name_of(OrderState::refused)).set("tries_left", 0).set("fault", base::row_of(why.fault).name);
        TRY(step.put_record({.type = RecordType::envelope_progress, .envelope = envelope->id, .about = id},
                            base::as_bytes(base::canonical_json(json))));
        leaf.subject = id;
    }
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    TRY(m_device.log.catch_up());
    return Intake::refused;
}

Result<WorkOrderBook::Standing> WorkOrderBook::standing_of(const base::RecordId& order, std::uint32_t tries_at_first) {
    Standing standing{OrderState::open, tries_at_first, std::nullopt};
    std::uint64_t newest = 0;
    base::RecordId latest;
    for (const vault::RecordHead& head : TRY(m_device.vault.heads_about(order))) {
        if (head.type != RecordType::envelope_progress || head.sequence < newest) continue;
        newest = head.sequence;
        latest = head.id;
    }
    if (latest.is_empty()) return standing;
    const vault::Record record = TRY(m_device.vault.read(latest));
    const base::Json json = TRY(base::parse_json(base::as_text(record.payload)));
    const std::string name = TRY(json.text("state"));
    const auto found = std::find(state_names.begin(), state_names.end(), name);
    if (found == state_names.end()) return Failure{Fault::record_torn, "order state"};
    standing.state = static_cast<OrderState>(found - state_names.begin());
    standing.tries_left = static_cast<std::uint32_t>(TRY(json.number("tries_left")));
    if (standing.state == OrderState::refused) standing.refusal = fault_called(TRY(json.text("fault")));
    return standing;
}

Status WorkOrderBook::note(vault::Transaction& step, const base::RecordId& order, const base::EnvelopeId& envelope,
                           OrderState state, std::uint32_t tries_left) {
    base::Json json;
    json.set("state", name_of(state)).set("tries_left", static_cast<std::int64_t>(tries_left));
    TRY(step.put_record({.type = RecordType::envelope_progress, .envelope = envelope, .about = order},
                        base::as_bytes(base::canonical_json(json))));
    return {};
}

Status WorkOrderBook::note(const base::RecordId& order, OrderState state, std::uint32_t tries_left) {
    const vault::RecordHead head = TRY(m_device.vault.head(order));
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(note(step, order, head.envelope, state, tries_left));
    return step.commit();
}

Result<OpenEnvelope> WorkOrderBook::open(const base::RecordId& order, documents::Envelope envelope, std::uint32_t tries_left) {
    OpenEnvelope open;
    open.order = order;
    open.envelope = std::move(envelope);
    open.tries_left = tries_left;
    bool has_code = false;
    for (const vault::RecordHead& head : TRY(m_device.vault.heads_about(order))) {
        if (head.type == RecordType::document && open.pdf.empty()) open.pdf = TRY(m_device.vault.read(head.id)).payload;
        if (head.type != RecordType::signer_code || has_code) continue;
        const base::SecretBytes payload = TRY(m_device.vault.read_secret(head.id));
        if (auto code = code_in(payload.reveal(), open.signer().id)) {
            open.code = std::move(*code);
            open.code_length = open.code.length();
            has_code = true;
        }
    }
    if (open.pdf.empty() || !has_code) return Failure{Fault::record_missing, "an order without its document or code"};
    open.description = TRY(m_device.reader.describe(open.pdf));
    return open;
}

Result<OpenEnvelope> WorkOrderBook::find(std::string_view appointment_code) {
    std::optional<Fault> why_not;
    for (const vault::RecordHead& head : TRY(m_device.vault.heads(RecordType::work_order))) {
        if (head.state == vault::RecordState::shredded || !head.has_local_key) continue;
        const vault::Record record = TRY(m_device.vault.read(head.id));
        const base::Json json = TRY(base::parse_json(base::as_text(record.payload)));
        documents::Envelope envelope = TRY(documents::envelope_from_json(json));
        if (envelope.appointment_code != appointment_code) continue;
        const Standing standing = TRY(standing_of(head.id, std::min(envelope.signers.front().tries, m_device.house.tries_max)));
        if (standing.state == OrderState::locked) why_not = Fault::pin_locked;
        if (standing.state == OrderState::refused) why_not = standing.refusal.value_or(Fault::document_damaged);
        if (standing.state != OrderState::open) continue;
        if (envelope.expires_ms <= m_device.clock.wall_ms()) {
            why_not = Fault::envelope_expired;
            continue;
        }
        return open(head.id, std::move(envelope), standing.tries_left);
    }
    return why_not.value_or(Fault::envelope_unknown);
}

}  // namespace app
