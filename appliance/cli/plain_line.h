// SPDX-License-Identifier: Apache-2.0
// Somebody else's words on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace cli {

// With whatever could move the cursor, colour, hide or turn round text replaced by "?":
// control characters, and the marks that set the direction of text (Unicode 16, 9 bidi controls).
std::string plain_line(std::string_view text);

}  // namespace cli
