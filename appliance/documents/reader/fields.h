// SPDX-License-Identifier: Apache-2.0
// The field tree as values.
#pragma once

#include "appliance/documents/reader/field_tree.h"

#include <vector>

namespace documents {

AcroForm describe_form(OpenedPdf& pdf, std::vector<Finding>& findings);

// Terminal fields with a type; adds findings to those of the tree. `pages` tell which
// page a widget is on: only /Annots counts, a widget's own /P may lie.
std::vector<Field> describe_fields(const FieldTree& tree, const std::vector<Page>& pages,
                                   std::vector<Finding>& findings);

// A signature field's /Lock, or the parameters of a FieldMDP transform.
FieldLock lock_of(Handle parameters);

// "/Helv 12 Tf 0 g": resource name, size and fill colour (12.7.3.3).
DefaultAppearance parse_default_appearance(std::string_view text);

}  // namespace documents
