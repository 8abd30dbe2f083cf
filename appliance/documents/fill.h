// SPDX-License-Identifier: Apache-2.0
// Values for the fields of an interactive form (ISO 32000-1, 12.7.4), and text laid
// over a page that has no field for it.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/draft.h"

#include <string>
#include <variant>
#include <vector>

namespace documents {

struct TextValue {
    std::string text;
    bool operator==(const TextValue&) const = default;
};
struct CheckValue {
    bool is_checked = false;
    bool operator==(const CheckValue&) const = default;
};
struct ChoiceValue {                    // export values; of a radio button: one state, or none
    std::vector<std::string> chosen;
    bool operator==(const ChoiceValue&) const = default;
};

// A person may not write into read-only fields; the platform's pre-filling may.
enum class Author { person, platform };

struct FieldValue {
    std::string field;                  // full name
    std::variant<TextValue, CheckValue, ChoiceValue> value;
    Author author = Author::person;
    bool operator==(const FieldValue&) const = default;
};

// Text where the document has no field: becomes a read-only field of its own.
struct Overlay {
    std::size_t page = 0;
    Rectangle rect;
    std::string name;                   // of the new field; must be new and without '.'
    std::string text;
    bool operator==(const Overlay&) const = default;
};

// The checks alone, for use while a person types.
// Faults: field_missing; field_value_invalid (kind, length, option, read-only);
// glyph_missing; document_certified (frozen by an earlier signature).
base::Status check_value(const Description& description, const FontBook& book, const FieldValue& value);

// Sets values with their appearances. Faults: those of check_value, field_value_invalid
// for text that does not fit its field, document_structure_unsupported.
base::Status fill(Draft& draft, const std::vector<FieldValue>& values);

// When the form asks viewers to make appearances (/NeedAppearances), makes all of them
// here and withdraws the wish: viewers that honour it hide signatures or redraw the
// form differently. Documents already signed are left as they are.
base::Status settle_appearances(Draft& draft);

// Faults: glyph_missing, field_value_invalid (does not fit),
// document_structure_unsupported (already signed, or the page takes no annotation).
base::Status add_overlay(Draft& draft, const Overlay& overlay);

}  // namespace documents
