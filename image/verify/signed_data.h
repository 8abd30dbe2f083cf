// SPDX-License-Identifier: Apache-2.0
// CMS SignedData (RFC 5652, 5) in the one shape that a PAdES baseline signature has:
// DER, detached, one signer, named by issuer and serial number, signed attributes,
// the signer's certificate enclosed. Everything else is refused.
#pragma once

#include "appliance/base/bytes.h"
#include "image/verify/cryptography.h"
#include "image/verify/reason.h"

#include <vector>

namespace verify {

// Views into the message.
struct SignedData {
    std::vector<base::ByteView> certificates;  // the signer's first
    Hash hash = Hash::sha256;
    Scheme scheme = Scheme::ecdsa;
    base::ByteView message_digest;
    base::Bytes signed_attributes;             // as they are signed: a SET OF
    base::ByteView signature;
};

// Reason::accepted when `out` is filled. `contents` may end in zeros.
Reason read_signed_data(base::ByteView contents, SignedData& out);

}  // namespace verify
