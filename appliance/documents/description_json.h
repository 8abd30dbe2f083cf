// SPDX-License-Identifier: Apache-2.0
// A description as canonical JSON, for the pipe between inkseal-document and its
// launcher. Bytes are base64, coordinates decimal text (JSON here has integers only).
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/description.h"

#include <string>
#include <string_view>

namespace documents {

// A 10 000-page document needs about 8 MiB.
inline constexpr std::size_t description_size_max = 64U << 20U;

std::string to_json(const Description& description);

// Strict: every member must be there and nothing else, page indices and offsets must
// lie inside the document. The sender has read hostile bytes and may be lying.
// Fault: document_reader_crashed, with the place in the detail.
base::Result<Description> parse_description(std::string_view json);

}  // namespace documents
