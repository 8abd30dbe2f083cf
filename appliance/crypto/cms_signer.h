// SPDX-License-Identifier: Apache-2.0
// Who signs a CMS structure.
#pragma once

#include "appliance/crypto/certificate.h"

namespace crypto {

// References: valid during the call.
struct CmsSigner {
    const Certificate& certificate;
    // Issuers of the certificate that travel along: intermediates; the root may be left out.
    const std::vector<Certificate>& chain;
    // Must be the certificate's key (certificate_invalid otherwise) and sign digests.
    // RSA keys sign with PKCS#1 v1.5, which every PDF reader verifies.
    ports::SigningKey& key;
};

}  // namespace crypto
