// SPDX-License-Identifier: Apache-2.0
// Finds the last signature of a PDF by reading the raw file (ISO 32000-1, 12.8.1), and
// insists that it covers every byte of the file but its own.
#pragma once

#include "appliance/base/bytes.h"
#include "image/verify/reason.h"

namespace verify {

struct SignatureField {
    base::ByteView signed_before;  // the two signed ranges
    base::ByteView signed_after;
    base::Bytes contents;          // decoded, padding included
};

// Reason::accepted when `out` is filled.
Reason find_signature(base::ByteView file, SignatureField& out);

}  // namespace verify
