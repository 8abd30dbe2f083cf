// SPDX-License-Identifier: Apache-2.0
// The platform as a time-stamping authority.
#pragma once

#include "sync/receiver/desk.h"

namespace receiver {

// A TimeStampToken over a SHA-256 value. Faults: crypto_failed, timestamp_invalid, disk_*.
base::Result<base::Bytes> stamp_digest(const Desk& desk, const base::Digest& digest, std::int64_t now_ms);

}  // namespace receiver
