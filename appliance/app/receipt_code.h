// SPDX-License-Identifier: Apache-2.0
// What a person takes away: a short code to ask after the signature, and a QR code
// with enough to find and check it.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"

#include <string>

namespace app {

// "4F7K-9QXM": 40 bits of the seal id in letters and digits that are hard to confuse.
std::string receipt_code(const base::Digest& seal_id);

// "inkseal:1:DEVICE:SEAL_ID:BYTERANGE_DIGEST", hexadecimal in upper case, so that a QR
// code stores it in its alphanumeric mode.
std::string receipt_qr(const base::DeviceId& device, const base::Digest& seal_id, const base::Digest& byterange_digest);

// "A1B2 C3D4 E5F6 0718": the start of a digest, for comparing by eye.
std::string fingerprint_of(const base::Digest& digest);

}  // namespace app
