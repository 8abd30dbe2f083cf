// SPDX-License-Identifier: Apache-2.0
// What a signature looks like on paper: the ink, and below it who signed, when, and
// what it means (21 CFR 11.50). The same function serves the screen's preview and
// the sealed file.
#pragma once

#include "appliance/documents/appearance.h"
#include "appliance/documents/ink.h"

#include <cstdint>
#include <string>

namespace documents {

struct SignatureFace {
    Ink ink;                        // empty: the name is printed large instead
    std::string signer_name;
    std::string meaning;            // may be empty
    std::int64_t claimed_time_ms = 0;  // since 1970 UTC
    bool is_test = false;           // made with a TEST key: the picture says so
};

// Faults: glyph_missing, field_value_invalid.
base::Result<Appearance> signature_appearance(EmbeddedFonts& fonts, const Rectangle& rect, int rotate,
                                              const SignatureFace& face);

}  // namespace documents
