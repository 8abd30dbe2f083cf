// SPDX-License-Identifier: Apache-2.0
// The form's fields with their inherited attributes (ISO 32000-1, 12.7.3), walked
// without recursion and without changing anything.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <string>
#include <vector>

namespace documents {

struct FieldNode {
    Handle object;
    std::string name;               // full
    bool has_own_name = false;      // /T
    Handle type;                    // /FT, inherited as the four after it
    Handle flags;                   // /Ff
    Handle value;                   // /V
    Handle default_appearance;      // /DA
    Handle quadding;                // /Q
    Handle length_max;              // /MaxLen
    bool is_terminal = false;       // has no child fields
    std::vector<Handle> widgets;    // itself, or kids that are no fields
};

struct FieldTree {
    std::vector<FieldNode> nodes;   // parents before their kids, in the order of /Fields
    std::vector<Finding> findings;
};

inline constexpr std::size_t fields_max = 50'000;

FieldTree read_field_tree(OpenedPdf& pdf);

}  // namespace documents
