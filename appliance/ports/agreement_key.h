// SPDX-License-Identifier: Apache-2.0
// A private ECDH key that someone else keeps. Opens parcels addressed to the device.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

namespace ports {

struct AgreementKey {
    virtual ~AgreementKey() = default;

    // DER SubjectPublicKeyInfo; P-256 in a TPM, P-384 on the platform.
    virtual const base::Bytes& public_key() const = 0;

    // The x coordinate of the shared point (SP 800-56A, 5.7.1.2), padded to the
    // field's length. `peer` is an uncompressed point: 04 || x || y.
    virtual base::Result<base::SecretBytes> agree(base::ByteView peer) = 0;
};

}  // namespace ports
