// SPDX-License-Identifier: Apache-2.0
// Where a document is signed and typed into when its work order does not say.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/description.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace documents {

struct SignaturePlace {
    std::optional<std::size_t> field;   // index in Description::fields; none: a new field
    std::string name;                   // full name of the field
    std::optional<std::size_t> page;    // where it is seen; none: invisible
    Rectangle rect;                     // in the page's own space
    int rotate = 0;                     // counter-clockwise, so that it reads upright
    bool is_visible() const { return page.has_value(); }
};

// The signature field called `name`; without a name the first empty one that nobody
// froze, else a new one at the foot of the last page, called "Signature-" and `suffix`
// (random letters and digits, so that no earlier lock names it by accident). A new field
// in a certified document is invisible: a visible one would break the certification.
// Faults: field_missing (no such empty field); document_certified (changes are not
// allowed, or every name is frozen); document_no_pages; document_structure_unsupported.
base::Result<SignaturePlace> place_signature(const Description& description, std::string_view name, std::string_view suffix);

// An area in points from the lower left of a page as it is seen.
struct SeenArea {
    std::size_t page = 0;
    Rectangle rect;
};
// A new field called "Seal-" and `suffix`, for a signature no person makes: it never takes
// a field that waits for somebody. Invisible unless `where` says otherwise.
// Faults: usage_invalid (no such page, or the area is not on it or too small);
// document_certified (also for a visible one in a certified document).
base::Result<SignaturePlace> place_seal(const Description& description, const std::optional<SeenArea>& where, std::string_view suffix);

struct TextPlace {
    std::optional<std::size_t> field;   // the first writable text field; none: an overlay
    std::size_t page = 0;
    Rectangle rect;
};
// Where a line of text goes. Fault: document_certified, when it is already signed and
// has no field for it.
base::Result<TextPlace> place_text(const Description& description);

// A box of at most `width` by `height` points in the visible foot of a page, clear of the
// form's fields, as high above the edge as `lift` says. None when the page is too small.
std::optional<Rectangle> foot_of_page(const Description& description, std::size_t page, double width, double height, double lift);

}  // namespace documents
