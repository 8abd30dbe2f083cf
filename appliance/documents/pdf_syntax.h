// SPDX-License-Identifier: Apache-2.0
// Spelling of PDF values (ISO 32000-1, 7.3) and taking apart of values that are
// already spelt. What we write has every string in hexadecimal, and so has what the
// document reader hands us, so a '<' that is not "<<" always opens a string.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/documents/description.h"
#include "appliance/documents/text_encoding.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace documents {

// Key (with its slash, as written) to the spelt value: what ObjectText holds.
using Dictionary = std::map<std::string, std::string>;

std::string spell_reference(Ref id);
// At most four decimals, no exponent, independent of the locale.
std::string spell_number(double value);
std::string spell_name(std::string_view raw);
std::string spell_bytes(base::ByteView bytes);
// A text string (7.9.2): one byte a character when all are ASCII, else UTF-16BE.
std::string spell_text(std::string_view utf8);
std::string spell_rectangle(const Rectangle& rectangle);
std::string spell_dictionary(const Dictionary& entries);
std::string spell_array(const std::vector<std::string>& items);

// All nothing when the text is not one value of that kind.
std::optional<Ref> read_reference(std::string_view text);
std::optional<double> read_number(std::string_view text);
std::optional<base::Bytes> read_bytes(std::string_view text);
std::optional<std::string> read_name(std::string_view text);
std::optional<std::string> read_text(std::string_view text);
std::optional<std::vector<std::string>> read_array(std::string_view text);
std::optional<Dictionary> read_dictionary(std::string_view text);

}  // namespace documents
