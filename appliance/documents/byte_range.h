// SPDX-License-Identifier: Apache-2.0
// What a signature's ByteRange names in a file (ISO 32000-2, 12.8.1).
#pragma once

#include "appliance/documents/description.h"

#include <vector>

namespace documents {

// The named parts, as far as the file reaches; views into `pdf`.
std::vector<base::ByteView> byte_range(base::ByteView pdf, const Signature& signature);

}  // namespace documents
