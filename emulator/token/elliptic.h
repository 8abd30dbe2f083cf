// SPDX-License-Identifier: Apache-2.0
// Elliptic curves by mbedTLS. Numbers are of the field's size, points uncompressed.
#pragma once

#include "emulator/token/randomness.h"

#include "appliance/base/bytes.h"

#include <mbedtls/ecp.h>

#include <optional>

namespace token {

struct EllipticNumbers {
    base::Bytes scalar, point;
};

EllipticNumbers generate_elliptic(mbedtls_ecp_group_id curve, Randomness& random);
// Nothing for a scalar that is 0 or not below the order.
std::optional<EllipticNumbers> elliptic_of(mbedtls_ecp_group_id curve, base::ByteView scalar, Randomness& random);
// DER.
base::Bytes elliptic_sign(mbedtls_ecp_group_id curve, base::ByteView scalar, base::ByteView digest, Randomness& random);
std::optional<base::Bytes> elliptic_agree(mbedtls_ecp_group_id curve, base::ByteView scalar, base::ByteView point, Randomness& random);

}  // namespace token
