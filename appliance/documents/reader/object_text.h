// SPDX-License-Identifier: Apache-2.0
// qpdf's objects as PDF syntax, strings always in hexadecimal, and small readers of
// values that may have any type, because the document says so.
#pragma once

#include "appliance/documents/description.h"
#include "appliance/documents/reader/opened_pdf.h"

#include <optional>
#include <string>
#include <vector>

namespace documents {

// A direct object in full, an indirect one as "5 0 R".
std::string spelled(Handle object);
// What `object` refers to, in full; of a stream its dictionary.
std::string spelled_content(Handle object);
ObjectText object_text(Handle dictionary);

// Without slash; empty for anything but a name.
std::string name_value(Handle object);
// UTF-8 of a text string; empty for anything else.
std::string text_value(Handle object);
std::optional<double> number_value(Handle object);
std::optional<std::int64_t> integer_value(Handle object);
std::optional<Rectangle> rectangle_value(Handle object);
// Key of a dictionary, or of a stream's; null when `object` is neither.
Handle member(Handle object, const std::string& key);
bool is_dictionary(Handle object);

// Keys whose reference leads nowhere. qpdf shows them as absent; other readers may not.
std::vector<std::string> dangling_keys(Handle dictionary);

// An array's items when it is one; at most `items_max`.
std::vector<Handle> items_of(Handle array, std::size_t items_max = 100'000);

}  // namespace documents
