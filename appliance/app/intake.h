// SPDX-License-Identifier: Apache-2.0
// What is done with every document before it may be signed, and how a code that
// guards a signature lies in the vault.
#pragma once

#include "appliance/app/device.h"
#include "appliance/base/secret.h"
#include "appliance/documents/envelope.h"

#include <string_view>

namespace app {

// Rewrites a file that the reader wants rewritten; leaves the others alone.
// Faults: the verdict's, document_damaged when a rewrite does not mend it.
base::Status make_signable(documents::DocumentReader& reader, base::Bytes& pdf, documents::Description& description);

// Bytes fit to be shown and signed: as they came, or rewritten; with the platform's
// values written in. Faults: document_*, field_*, glyph_missing.
base::Result<base::Bytes> fit_to_sign(const Device& device, const documents::EnvelopeDocument& document, base::Bytes pdf);

// Whether everything that will be written beside a signature can be drawn: said when
// the order comes, not when somebody has signed. Fault: glyph_missing.
base::Status check_names(const documents::Envelope& envelope, const documents::FontBook& fonts);

// Trouble of this device or this moment, which says nothing of what came: the same
// parcel may be taken later.
bool is_passing(base::Fault fault);

// A record of one person's code, and the code in it.
base::Status put_code(vault::Transaction& step, const base::EnvelopeId& envelope, const base::RecordId& order,
                      std::string_view owner, const base::Pin& code);
base::Result<base::Pin> code_in(base::ByteView payload, std::string_view owner);

// Whether a refused attempt costs no try: the chip had not heard of the code yet. Only
// what the approval itself refuses is sure of that. Any other answer travels without
// protection, and may be a refusal of the code that was lost, or changed on its way.
bool costs_no_try(base::Fault fault);

}  // namespace app
