// SPDX-License-Identifier: Apache-2.0
// Internal: TSTInfo (RFC 3161, 2.4.2), read by hand.
#pragma once

#include "appliance/crypto/handles.h"
#include "appliance/crypto/timestamp.h"

namespace crypto {

inline constexpr const char* tst_info_oid = "1.2.840.113549.1.9.16.1.4";

// Fault: timestamp_invalid.
base::Result<TimestampClaim> read_tst_info(base::ByteView der);
// From a parsed token; null is a fault too.
base::Result<TimestampClaim> read_tst_info_of(CMS_ContentInfo* token);

}  // namespace crypto
