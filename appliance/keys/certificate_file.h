// SPDX-License-Identifier: Apache-2.0
// The file that an authority answers a request with.
#pragma once

#include "appliance/crypto/certificate.h"

namespace keys {

// One certificate as DER, or every one that stands there as PEM, leaf first. Fault: certificate_invalid.
base::Result<std::vector<crypto::Certificate>> read_chain(base::ByteView content);

}  // namespace keys
