// SPDX-License-Identifier: Apache-2.0
// Whoever can read a PDF for us, somewhere its bytes can do no harm.
#pragma once

#include "appliance/base/result.h"
#include "appliance/documents/description.h"

namespace documents {

struct DocumentReader {
    virtual ~DocumentReader() = default;
    // Faults: document_*, sandbox_unavailable, program_*.
    virtual base::Result<Description> describe(base::ByteView pdf) = 0;
    // A clean rewrite of an unsigned file, for when the verdict says normalise_first.
    virtual base::Result<base::Bytes> normalise(base::ByteView pdf) = 0;
};

}  // namespace documents
