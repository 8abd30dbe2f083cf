// SPDX-License-Identifier: Apache-2.0
// A certificate revocation list on its own (RFC 5280, section 5): whether it is one that
// may be kept, and which of two is the newer.
#pragma once

#include "appliance/crypto/trust.h"

namespace crypto {

struct RevocationList {
    base::Digest issuer{};       // SHA-256 of the issuing CA's SubjectPublicKeyInfo
    std::uint64_t number = 0;    // RFC 5280, 5.2.3: grows with every list of that issuer
    std::int64_t issued_ms = 0;  // its thisUpdate
    std::size_t revoked = 0;     // how many certificates are on it
};

// A complete list, signed by a CA that is in `trust` or stands under it at `now_ms`. One
// that has run out is still true: nobody on it was cleared. Faults: certificate_invalid
// (no such list; no number), certificate_untrusted (nobody here signed it),
// certificate_not_yet_valid (issued more than a day after `now_ms`), and those of TrustStore::verify.
base::Result<RevocationList> check_revocation_list(base::ByteView der, const TrustStore& trust, std::int64_t now_ms);

}  // namespace crypto
