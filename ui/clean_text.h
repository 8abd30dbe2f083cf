// SPDX-License-Identifier: Apache-2.0
// Text that others wrote (field labels, names, titles) may try to reorder its
// surroundings or hide characters. It passes through here before it is shown.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ui {

// Valid UTF-8 without control characters, bidi controls, invisible marks or line
// breaks; bad bytes become U+FFFD; at most `length_max` characters, then an ellipsis.
std::string clean(std::string_view untrusted, std::size_t length_max = 240);

// clean(), between FSI and PDI (UAX #9): its direction stays its own affair.
std::string isolate(std::string_view untrusted);

// For ears and tests: the text without the marks that isolate() put around it.
std::string without_isolates(std::string_view text);

// Replaces {name} in a translated pattern by its isolated value. A name that is not
// in `values` stays, so that the mistake can be seen.
std::string with_values(std::string_view pattern, const std::map<std::string, std::string, std::less<>>& values);

}  // namespace ui
