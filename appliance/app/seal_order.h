// SPDX-License-Identifier: Apache-2.0
// From an envelope and a person's answers to what the PDF writer is asked to do, and
// where on the pages that will be seen. One place decides both, so that the marks on
// the screen and the writing in the file cannot differ.
#pragma once

#include "appliance/app/device.h"
#include "appliance/app/session.h"

namespace app {

// The platform's values, written into the document when the order arrives, so that
// the person reads them on the page. `pdf` grows by one update, or stays as it is.
// Faults: field_*, glyph_missing, document_*.
base::Status write_prefilled(base::Bytes& pdf, documents::Description& description, const documents::EnvelopeDocument& document,
                             documents::DocumentReader& reader, const documents::FontBook& fonts);

// Faults: field_missing, document_certified, document_structure_unsupported.
base::Result<documents::SealRequest> seal_request(const Device& device, const Session& session);

// Whether this document, as it stands, can take an answer to this field: one that is
// signed already may have no place for it.
bool can_take_answer(const documents::Description& description, const documents::EnvelopeField& field);

// Whether there is a place for the signature and for every answer that is required,
// said when the order comes. Faults: field_missing, document_certified, document_no_pages.
base::Status check_signable_fields(const documents::Description& description, const documents::EnvelopeDocument& document);

// For the names of new fields: letters and digits that no earlier lock names by accident.
std::string random_suffix();

// What lies where on a page, in the order of the envelope.
std::vector<PageMark> marks_on(const OpenEnvelope& open, std::uint32_t page);

struct SignaturePosition {
    std::uint32_t page = 0;
    PageMark mark;
};
SignaturePosition signature_position(const OpenEnvelope& open);

}  // namespace app
