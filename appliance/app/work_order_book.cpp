// SPDX-License-Identifier: Apache-2.0
#include "appliance/app/work_order_book.h"

#include "appliance/app/seal_order.h"
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

constexpr std::array<std::string_view, 4> state_names = {"open", "signed", "declined", "locked"};

// A record of one signer's code: the signer's id, a zero byte, the digits.
Bytes code_payload(const ports::SignerCode& code) {
    Bytes payload = base::to_bytes(code.signer);
    payload.push_back(0);
    base::append(payload, code.code.reveal());
    return payload;
}

Result<base::Pin> code_of(base::ByteView payload, std::string_view signer) {
    base::Pin pin;
    const auto zero = std::find(payload.begin(), payload.end(), std::uint8_t{0});
    const auto length = static_cast<std::size_t>(zero - payload.begin());
    if (zero == payload.end() || base::as_text(payload.first(length)) != signer) return Fault::record_missing;
    for (const std::uint8_t digit : payload.subspan(length + 1))
        if (!pin.push(static_cast<char>(digit))) return Fault::record_torn;
    return pin;
}

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

// Rewrites a file that the reader wants rewritten; leaves the others alone.
Status make_signable(documents::DocumentReader& reader, Bytes& pdf, documents::Description& description) {
    if (description.verdict.disposition == documents::Disposition::may_sign) return {};
    if (description.verdict.disposition == documents::Disposition::refuse)
        return Failure{description.verdict.fault, description.verdict.reason};
    pdf = TRY(reader.normalise(pdf));
    description = TRY(reader.describe(pdf));
    if (description.verdict.disposition != documents::Disposition::may_sign)
        return Failure{Fault::document_damaged, "a rewrite did not mend it: " + description.verdict.reason};
    return {};
}

// Bytes fit to be shown and signed: as they came, or rewritten; with the platform's
// values written in. A replaced appearance is left behind in the file, and such
// leftovers are what a rewrite takes out.
Result<Bytes> fit_to_sign(const Device& device, const documents::EnvelopeDocument& document, Bytes pdf) {
    documents::Description description = TRY(device.reader.describe(pdf));
    TRY(make_signable(device.reader, pdf, description));
    TRY(write_prefilled(pdf, description, document, device.reader, device.fonts));
    TRY(make_signable(device.reader, pdf, description));
    return pdf;
}

}  // namespace

std::string_view name_of(OrderState state) { return state_names[static_cast<std::size_t>(state)]; }

// The same order with the same codes; one that was issued again has another code.
Result<bool> WorkOrderBook::is_known(const base::EnvelopeId& envelope, std::string_view definition,
                                     const std::vector<ports::SignerCode>& codes) {
    for (const vault::RecordHead& order : TRY(m_device.vault.heads(envelope))) {
        if (order.type != RecordType::work_order || !order.has_local_key) continue;
        if (base::as_text(TRY(m_device.vault.read(order.id)).payload) != definition) continue;
        std::size_t same = 0;
        for (const vault::RecordHead& head : TRY(m_device.vault.heads_about(order.id))) {
            if (head.type != RecordType::signer_code || !head.has_local_key) continue;
            const base::SecretBytes stored = TRY(m_device.vault.read_secret(head.id));
            for (const ports::SignerCode& code : codes) {
                const auto known = code_of(stored.reveal(), code.signer);
                if (known && base::equal_constant_time(known->reveal(), code.code.reveal())) ++same;
            }
        }
        if (same == codes.size()) return true;
    }
    return false;
}

Status WorkOrderBook::take(base::ByteView parcel) {
    const ports::IncomingWorkOrder order = TRY(m_device.office.open_work_order(parcel));
    const base::Json json = TRY(base::parse_json(base::as_text(order.envelope)));
    const documents::Envelope envelope = TRY(documents::envelope_from_json(json));
    TRY(check_documents(envelope, order));
    const std::string definition = base::canonical_json(documents::envelope_to_json(envelope));
    // Power was cut between storing it and clearing the inbox: once is enough.
    if (TRY(is_known(envelope.id, definition, order.codes))) return {};

    std::vector<Bytes> pdfs;
    for (const documents::EnvelopeDocument& document : envelope.documents) {
        auto pdf = fit_to_sign(m_device, document, find_file(order.documents, document.file)->content);
        if (!pdf) return pdf.failure();
        pdfs.push_back(std::move(*pdf));
    }

    vault::Transaction step = TRY(m_device.vault.begin());
    const base::RecordId id = TRY(step.put_record({.type = RecordType::work_order, .envelope = envelope.id, .about = {}},
                                                  base::as_bytes(definition)));
    for (const Bytes& pdf : pdfs)
        TRY(step.put_record({.type = RecordType::document, .envelope = envelope.id, .about = id}, pdf));
    for (const ports::SignerCode& code : order.codes) {
        Bytes payload = code_payload(code);
        const auto stored = step.put_record({.type = RecordType::signer_code, .envelope = envelope.id, .about = id}, payload);
        base::wipe(payload.data(), payload.size());
        if (!stored) return stored.failure();
    }
    audit::LeafDraft leaf{.event = audit::Event::work_order_received, .subject = id, .commitment = {}, .fields = {}};
    leaf.fields["parcel"] = base::to_hex(crypto::sha256(parcel));
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    return m_device.log.catch_up();
}

Result<WorkOrderBook::Standing> WorkOrderBook::standing_of(const base::RecordId& order, std::uint32_t tries_at_first) {
    Standing standing{OrderState::open, tries_at_first};
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
        if (auto code = code_of(payload.reveal(), open.signer().id)) {
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
        const Standing standing = TRY(standing_of(head.id, envelope.signers.front().tries));
        if (standing.state == OrderState::locked) why_not = Fault::pin_locked;
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
