// SPDX-License-Identifier: Apache-2.0
// The order for signatures that the platform sends: envelope.schema.json in this
// directory says what it may hold, and this is the same as a value. A field without
// a name asks for the first suitable one in the document, else for an overlay.
#pragma once

#include "appliance/base/ids.h"
#include "appliance/base/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace documents {

enum class EnvelopeFieldKind { prefilled, text, signature };

struct EnvelopeField {
    EnvelopeFieldKind kind = EnvelopeFieldKind::text;
    std::string name;   // of the form field; empty: the first suitable one
    std::string label;  // what the person reads
    std::string hint;
    std::string value;  // of a prefilled field
    bool is_required = true;
    std::string signer;  // empty: the first signer
};

struct EnvelopeDocument {
    base::DocumentId id;
    std::string file;
    base::Digest sha256{};
    std::string title;
    std::vector<EnvelopeField> fields;
};

struct EnvelopeSigner {
    std::string id;
    std::string name;
    std::string given_name;
    std::string meaning;      // 21 CFR 11.50(a)(3); goes into /Reason
    std::uint32_t tries = 3;  // wrong codes before the envelope is locked
};

struct Envelope {
    base::EnvelopeId id;
    std::string title;
    std::string subtitle;
    std::string place;
    std::string paper_contact;
    std::string appointment_code;  // six digits; finds the envelope, guards nothing
    std::string appointment_time;  // as printed in the letter
    std::int64_t expires_ms = 0;
    std::vector<EnvelopeDocument> documents;
    std::vector<EnvelopeSigner> signers;
};

// Fault envelope_invalid, naming the member. Members the schema does not know are refused.
base::Result<Envelope> envelope_from_json(const base::Json& json);
base::Json envelope_to_json(const Envelope& envelope);

}  // namespace documents
