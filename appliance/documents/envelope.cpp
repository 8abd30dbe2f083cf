// SPDX-License-Identifier: Apache-2.0
#include "appliance/documents/envelope.h"

#include "appliance/base/calendar.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace documents {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::array<std::string_view, 3> kind_names = {"prefilled", "text", "signature"};

Failure wrong(std::string detail) { return {Fault::envelope_invalid, std::move(detail)}; }

// Reads the members of one object; remembers the first that is wrong.
class Members {
public:
    Members(const Json& json, std::initializer_list<std::string_view> known) : m_json(json) {
        const Json::Object* object = json.as_object();
        if (object == nullptr) {
            note("not an object");
            return;
        }
        for (const auto& [name, value] : *object)
            if (std::find(known.begin(), known.end(), name) == known.end()) note("unknown member '" + name + "'");
    }

    std::string text(std::string_view name, std::size_t size_max, bool is_required) {
        const Json* member = m_json.find(name);
        if (member == nullptr && !is_required) return {};
        const std::string* value = member == nullptr ? nullptr : member->as_text();
        if (value == nullptr || value->size() > size_max || (is_required && value->empty())) {
            note("member '" + std::string(name) + "'");
            return {};
        }
        return *value;
    }
    std::string token(std::string_view name, std::size_t size_max, std::string_view extra) {
        std::string value = text(name, size_max, true);
        for (const char c : value) {
            const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!is_plain && extra.find(c) == std::string_view::npos) note("member '" + std::string(name) + "'");
        }
        return value;
    }
    std::int64_t number(std::string_view name, std::int64_t low, std::int64_t high, std::int64_t otherwise) {
        const Json* member = m_json.find(name);
        if (member == nullptr) return otherwise;
        const std::int64_t* value = member->as_number();
        if (value == nullptr || *value < low || *value > high) {
            note("member '" + std::string(name) + "'");
            return otherwise;
        }
        return *value;
    }
    bool flag(std::string_view name, bool otherwise) {
        const Json* member = m_json.find(name);
        if (member == nullptr) return otherwise;
        if (member->as_flag() == nullptr) note("member '" + std::string(name) + "'");
        return member->as_flag() == nullptr ? otherwise : *member->as_flag();
    }
    const Json::Array& array(std::string_view name, std::size_t size_min, std::size_t size_max) {
        static const Json::Array none;
        const Json* member = m_json.find(name);
        if (member == nullptr && size_min == 0) return none;
        const Json::Array* value = member == nullptr ? nullptr : member->as_array();
        if (value == nullptr || value->size() < size_min || value->size() > size_max) {
            note("member '" + std::string(name) + "'");
            return none;
        }
        return *value;
    }
    void note(std::string trouble) {
        if (m_trouble.empty()) m_trouble = std::move(trouble);
    }
    const std::string& trouble() const { return m_trouble; }

private:
    const Json& m_json;
    std::string m_trouble;
};

Result<EnvelopeField> read_field(const Json& json) {
    Members members(json, {"kind", "name", "label", "hint", "value", "required", "signer"});
    EnvelopeField field;
    const std::string kind = members.text("kind", 20, true);
    const auto found = std::find(kind_names.begin(), kind_names.end(), kind);
    if (found == kind_names.end()) return wrong("field kind '" + kind + "'");
    field.kind = static_cast<EnvelopeFieldKind>(found - kind_names.begin());
    field.name = members.text("name", 200, false);
    field.label = members.text("label", 200, true);
    field.hint = members.text("hint", 200, false);
    field.value = members.text("value", 2000, field.kind == EnvelopeFieldKind::prefilled);
    field.is_required = members.flag("required", true);
    field.signer = members.text("signer", 40, false);
    if (!members.trouble().empty()) return wrong("field: " + members.trouble());
    return field;
}

Result<EnvelopeDocument> read_document(const Json& json) {
    Members members(json, {"id", "file", "sha256", "title", "fields"});
    EnvelopeDocument document;
    document.id = base::DocumentId(members.token("id", 40, "-"));
    document.file = members.token("file", 100, "._-");
    document.title = members.text("title", 200, true);
    const base::Bytes digest = TRY(json.hex("sha256"));
    if (digest.size() != document.sha256.size()) return wrong("document: member 'sha256'");
    std::copy(digest.begin(), digest.end(), document.sha256.begin());
    for (const Json& item : members.array("fields", 0, 500)) document.fields.push_back(TRY(read_field(item)));
    if (!members.trouble().empty()) return wrong("document: " + members.trouble());
    if (document.file.front() == '.') return wrong("document: member 'file'");
    return document;
}

Result<EnvelopeSigner> read_signer(const Json& json) {
    Members members(json, {"id", "name", "given_name", "meaning", "tries"});
    EnvelopeSigner signer;
    signer.id = members.token("id", 40, "-");
    signer.name = members.text("name", 200, true);
    signer.given_name = members.text("given_name", 100, true);
    signer.meaning = members.text("meaning", 300, true);
    signer.tries = static_cast<std::uint32_t>(members.number("tries", 1, 10, 3));
    if (!members.trouble().empty()) return wrong("signer: " + members.trouble());
    return signer;
}

bool is_digits(std::string_view text, std::size_t size) {
    return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<Envelope> envelope_from_json(const Json& json) {
    Members members(json, {"version", "envelope", "title", "subtitle", "place", "paper_contact", "appointment", "expires",
                           "documents", "signers"});
    Envelope envelope;
    if (members.number("version", 1, 1, 0) != 1) return wrong("member 'version'");
    envelope.id = base::EnvelopeId(members.token("envelope", 40, "-"));
    envelope.title = members.text("title", 200, true);
    envelope.subtitle = members.text("subtitle", 200, false);
    envelope.place = members.text("place", 200, true);
    envelope.paper_contact = members.text("paper_contact", 200, false);
    const Json* appointment = json.find("appointment");
    if (appointment == nullptr) return wrong("member 'appointment'");
    Members when(*appointment, {"code", "time"});
    envelope.appointment_code = when.text("code", 6, true);
    envelope.appointment_time = when.text("time", 40, true);
    if (!when.trouble().empty() || !is_digits(envelope.appointment_code, 6)) return wrong("appointment: " + when.trouble());
    const auto expires = base::from_rfc3339(members.text("expires", 20, true));
    if (!expires) return wrong("member 'expires'");
    envelope.expires_ms = *expires;
    // One ceremony signs one document for one signer; an order for more is refused whole,
    // and never counted as done after its first part.
    for (const Json& item : members.array("documents", 1, 1)) envelope.documents.push_back(TRY(read_document(item)));
    for (const Json& item : members.array("signers", 1, 1)) envelope.signers.push_back(TRY(read_signer(item)));
    if (!members.trouble().empty()) return wrong(members.trouble());
    return envelope;
}

Json envelope_to_json(const Envelope& envelope) {
    Json json;
    json.set("version", 1).set("envelope", envelope.id.text).set("title", envelope.title).set("place", envelope.place);
    if (!envelope.subtitle.empty()) json.set("subtitle", envelope.subtitle);
    if (!envelope.paper_contact.empty()) json.set("paper_contact", envelope.paper_contact);
    Json appointment;
    appointment.set("code", envelope.appointment_code).set("time", envelope.appointment_time);
    json.set("appointment", std::move(appointment)).set("expires", base::to_rfc3339(envelope.expires_ms));
    Json documents{Json::Array{}};
    for (const EnvelopeDocument& document : envelope.documents) {
        Json fields{Json::Array{}};
        for (const EnvelopeField& field : document.fields) {
            Json item;
            item.set("kind", kind_names[static_cast<std::size_t>(field.kind)]).set("label", field.label);
            item.set("required", field.is_required);
            if (!field.name.empty()) item.set("name", field.name);
            if (!field.hint.empty()) item.set("hint", field.hint);
            if (!field.value.empty()) item.set("value", field.value);
            if (!field.signer.empty()) item.set("signer", field.signer);
            fields.push(std::move(item));
        }
        Json item;
        item.set("id", document.id.text).set("file", document.file).set("sha256", base::to_hex(document.sha256));
        item.set("title", document.title).set("fields", std::move(fields));
        documents.push(std::move(item));
    }
    Json signers{Json::Array{}};
    for (const EnvelopeSigner& signer : envelope.signers) {
        Json item;
        item.set("id", signer.id).set("name", signer.name).set("given_name", signer.given_name);
        item.set("meaning", signer.meaning).set("tries", static_cast<std::int64_t>(signer.tries));
        signers.push(std::move(item));
    }
    json.set("documents", std::move(documents)).set("signers", std::move(signers));
    return json;
}

}  // namespace documents
