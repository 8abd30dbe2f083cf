// SPDX-License-Identifier: Apache-2.0
// What the courier and the kiosk know of the platform, and believe nothing else.
#pragma once

#include "appliance/audit/note.h"
#include "appliance/crypto/trust.h"

namespace exchange {

struct PlatformTrust {
    crypto::TrustStore roots;                // the pinned platform root
    std::vector<audit::NoteKey> witnesses;   // the platform's cosigning key(s)
};

}  // namespace exchange
