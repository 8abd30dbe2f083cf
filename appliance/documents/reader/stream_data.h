// SPDX-License-Identifier: Apache-2.0
// A stream's data, decoded, but never more than was asked for.
#pragma once

#include "appliance/documents/reader/opened_pdf.h"

#include <cstddef>
#include <string>

namespace documents {

enum class Keep { data, size_only };

struct StreamData {
    std::string data;
    std::size_t size = 0;          // decoded, up to the limit
    bool is_over_limit = false;
    bool is_decoded = false;       // false: a filter qpdf does not undo (images), or damage
};

StreamData decode_stream(Handle stream, std::size_t size_max, Keep keep);

}  // namespace documents
