// SPDX-License-Identifier: Apache-2.0
// The two parts of a certificate that name it (RFC 5280, 4.1).
#pragma once

#include "appliance/base/bytes.h"

namespace verify {

struct CertificateNames {
    base::ByteView issuer;  // a Name, with tag and length
    base::ByteView serial;  // the content of the INTEGER
};

bool read_names(base::ByteView certificate, CertificateNames& out);

}  // namespace verify
