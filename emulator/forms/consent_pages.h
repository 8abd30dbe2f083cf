// SPDX-License-Identifier: Apache-2.0
// The pages of the surgical consent form, and where its fields lie on them.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/documents/description.h"

#include <cstddef>
#include <string>
#include <vector>

namespace forms {

struct ConsentField {
    std::string name;
    std::string label;
    std::size_t page = 0;
    documents::Rectangle rect;      // in PDF units, from the lower left
    std::string value;              // not empty: pre-filled and read-only
    bool is_signature = false;
};

struct ConsentPages {
    base::Bytes pdf;
    std::vector<ConsentField> fields;
};

ConsentPages draw_consent();

}  // namespace forms
