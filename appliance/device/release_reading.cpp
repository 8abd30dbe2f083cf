// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/release_reading.h"

#include "tpm/keeper/release_terms.h"

namespace device {

base::Result<ReadRelease> read_release(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms) {
    ReadRelease out;
    out.request = TRY(keys::open_approval_request(message, platform, now_ms));
    ports::KeyDestination chip;
    if (!out.request.destination.empty()) {
        keys::Destination there = TRY(keys::open_destination(out.request.destination, platform, now_ms));
        chip = std::move(there.chip);
        out.to_device = std::move(there.device);
    }
    out.terms = TRY(tpm::release_terms(out.request.key_area, out.request.authority, out.request.quorum, chip, out.request.nonce));
    return out;
}

}  // namespace device
