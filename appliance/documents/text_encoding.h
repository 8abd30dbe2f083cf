// SPDX-License-Identifier: Apache-2.0
// Between UTF-8, code points and the two encodings of PDF text strings (ISO 32000-1,
// 7.9.2.2; ISO 32000-2 adds UTF-8).
#pragma once

#include "appliance/base/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace documents {

// Of text strings as bytes; malformed input gives U+FFFD.
std::string utf8_of_text_string(base::ByteView bytes);
// Code points of UTF-8; nothing when it is malformed.
std::optional<std::u32string> code_points(std::string_view utf8);
void append_utf8(std::string& out, char32_t code_point);
void append_utf16be(base::Bytes& out, char32_t code_point);

}  // namespace documents
