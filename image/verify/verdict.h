// SPDX-License-Identifier: Apache-2.0
// The second opinion on the last signature of a PDF. It was written without looking at
// the first: its own reading of PDF and CMS, another cryptographic library.
#pragma once

#include "appliance/base/bytes.h"
#include "image/verify/reason.h"

#include <cstdint>
#include <vector>

namespace verify {

// Reason::accepted, or the first thing that is wrong.
Reason judge(base::ByteView pdf, const std::vector<base::Bytes>& anchors, std::int64_t at_seconds);

}  // namespace verify
