// SPDX-License-Identifier: Apache-2.0
// Signed attributes (RFC 5652, 5.3; RFC 5035 for signing-certificate-v2).
#pragma once

#include "image/verify/der.h"
#include "image/verify/signed_data.h"

namespace verify {

// content-type, message-digest and signing-certificate-v2 must be there, signing-time
// must not (EN 319 142-1, table 1). Needs out.hash and out.certificates[0].
Reason read_attributes(const Element& attributes, SignedData& out);

}  // namespace verify
