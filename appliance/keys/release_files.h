// SPDX-License-Identifier: Apache-2.0
// What travels when a key moves between devices: the destination says which chip it is,
// custodians read what they are asked to approve, and the duplicate goes as a file that
// only that chip opens. The first and the last are signed by the device they come from.
#pragma once

#include "appliance/base/ids.h"
#include "appliance/base/json.h"
#include "appliance/crypto/certificate.h"
#include "appliance/crypto/trust.h"
#include "appliance/ports/key_keeper.h"

namespace keys {

// "Send keys for me to this chip." JSON inside CMS by the device's TLS key.
struct Destination {
    base::DeviceId device;
    ports::KeyDestination chip;
};
base::Json to_json(const Destination& destination);
// `message` is by a device under `platform`, and speaks of itself.
// Faults: cms_invalid, signature_invalid, certificate_*, message_invalid.
base::Result<Destination> open_destination(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms);

// What a device that waits asks custodians for. JSON inside CMS by the device's TLS key.
// What is signed in the end is in none of its members: it is computed from them
// (tpm/keeper/release_terms.h), so that nobody is shown one thing and signs another.
struct ApprovalRequest {
    base::DeviceId device;   // who asks; its certificate says so
    std::string key;         // what it calls the key
    base::Bytes key_area;    // TPMT_PUBLIC
    base::Bytes authority;   // Name of the authority in the key's policy
    std::string for_whom;    // of a file; empty when it goes to a chip
    base::Bytes destination; // the other device's signed Destination; empty: in the clear, as a file
    base::Bytes nonce;       // of the chip's session
    ports::Quorum quorum;
};
base::Json to_json(const ApprovalRequest& request);
// Faults: those of open_destination.
base::Result<ApprovalRequest> open_approval_request(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms);

// The key on its way. JSON inside CMS by the sending device.
struct TravellingKey {
    base::DeviceId from, to;
    ports::Duplicate duplicate;
    std::vector<crypto::Certificate> chain;  // of the key
};
base::Json to_json(const TravellingKey& key);
// Faults: those of open_destination; parcel_not_for_us.
base::Result<TravellingKey> open_travelling_key(base::ByteView message, const crypto::TrustStore& platform, const base::DeviceId& me,
                                                std::int64_t now_ms);

// Between which devices it travels, for whoever sends it on. Faults: those of open_destination.
struct TravelRoute {
    base::DeviceId from, to;
};
base::Result<TravelRoute> route_of(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms);

}  // namespace keys
