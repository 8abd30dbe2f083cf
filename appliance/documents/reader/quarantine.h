// SPDX-License-Identifier: Apache-2.0
// Looks for what could mislead the person who signs, or act on its own: one file per
// kind of trouble. A finding that a rewrite removes (see normalise.h) says `normalise`
// while nobody has signed, and `refuse` when a rewrite would break a signature.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <vector>

namespace documents {

struct QuarantineInput {
    OpenedPdf& pdf;
    const Description& description;  // pages, form, fields and signatures are filled in
    bool is_signed = false;

    Severity severity_of_removable() const { return is_signed ? Severity::refuse : Severity::normalise; }
};

using Findings = std::vector<Finding>;

// Scripts, actions, external references, rich media, attached files, unembedded fonts,
// and objects that nothing refers to, in one walk over all objects.
void find_active_content(const QuarantineInput& input, Findings& findings);
// Layers that are off, or show something else on paper than on the screen.
void find_hidden_layers(const QuarantineInput& input, Findings& findings);
// Streams that decode to more than any page needs.
void find_large_streams(const QuarantineInput& input, Findings& findings);
// Fields that show something else than their value, or nothing.
void find_misleading_fields(const QuarantineInput& input, Findings& findings);
// Annotations in front of form fields.
void find_overlays(const QuarantineInput& input, Findings& findings);
// Trees that lead back into themselves, on which other people's readers have hung.
void find_circles(const QuarantineInput& input, Findings& findings);
// Permission bits, certification, usage rights, forms in XML.
void find_restrictions(const QuarantineInput& input, Findings& findings);

// All of them. Throws what qpdf throws.
void quarantine(const QuarantineInput& input, Findings& findings);

}  // namespace documents
