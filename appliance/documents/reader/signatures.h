// SPDX-License-Identifier: Apache-2.0
// The signatures a document carries: what they say, what they cover, and what came
// after them.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/documents/reader/field_tree.h"

#include <vector>

namespace documents {

inline constexpr std::size_t signatures_max = 64;

// In order of signing. `fields` are the described fields of the same document.
// Adds a finding for every signature that is not intact. Throws what qpdf throws.
std::vector<Signature> read_signatures(OpenedPdf& pdf, const FieldTree& tree, const std::vector<Field>& fields,
                                       const base::SecretBytes* password, std::vector<Finding>& findings);

}  // namespace documents
