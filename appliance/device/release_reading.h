// SPDX-License-Identifier: Apache-2.0
// A custodian reads what a device asks for: whose request it is, which key, where it goes,
// and what a signature would let happen. Needs no device and no chip.
#pragma once

#include "appliance/keys/release_files.h"

namespace device {

struct ReadRelease {
    keys::ApprovalRequest request;
    ports::ReleaseTerms terms;                // computed; its digest is what is signed
    std::optional<base::DeviceId> to_device;  // proven by that device; none: in the clear, as a file
};

// `message`: what `keys export` and `keys duplicate` laid down for the custodians.
// Faults: those of keys::open_approval_request, keys::open_destination and tpm::release_terms.
base::Result<ReadRelease> read_release(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms);

}  // namespace device
