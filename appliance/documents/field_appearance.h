// SPDX-License-Identifier: Apache-2.0
// Appearances of filled form fields (ISO 32000-1, 12.7.3.3 and 12.7.4), with the
// background and border the author chose (/MK, /BS) and our own embedded fonts.
#pragma once

#include "appliance/documents/appearance.h"

#include <string_view>
#include <vector>

namespace documents {

// What a person typed must be seen whole: the text shrinks to 4 points and then the
// value is refused. What stood in the file before may be cut off, as its viewer would.
enum class Overflow { refuse, clip };

// Faults: glyph_missing; field_value_invalid when it does not fit.
base::Result<Appearance> text_appearance(EmbeddedFonts& fonts, const Field& field, const Widget& widget,
                                         std::string_view text, Overflow overflow);

// A list box: as many options as fit from the first selected one on, those marked.
base::Result<Appearance> list_appearance(EmbeddedFonts& fonts, const Field& field, const Widget& widget,
                                         const std::vector<std::string>& labels, const std::vector<std::size_t>& selected);

// For buttons whose author drew none.
Appearance button_appearance(const Field& field, const Widget& widget, bool is_on);

}  // namespace documents
