// SPDX-License-Identifier: Apache-2.0
// A bundle that a rehearsal's own TEST device takes by the way that real ones take theirs:
// the same profile and files, but TEST, for a day, and believed by that desk alone, whose
// platform signs it and ends with it.
#pragma once

#include "appliance/crypto/authority.h"
#include "appliance/provisioning/bundle.h"

#include <filesystem>

namespace emulator {

// Faults: those of make_payload and sign_bundle.
base::Result<base::Bytes> twin_of(const provisioning::Draft& draft, const crypto::Issuer& issuer, std::int64_t now_ms);

// By the issuing key of the bench's platform in this folder. Faults: disk_*, key_*, certificate_*, those above.
base::Result<base::Bytes> twin_by_platform(const provisioning::Draft& draft, const std::filesystem::path& platform, std::int64_t now_ms);

}  // namespace emulator
