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

// What a custodian reads and signs.
struct ApprovalRequest {
    std::string device, key, destination;  // names, for people
    base::Digest key_id{};                 // SHA-256 of the key's SubjectPublicKeyInfo
    ports::ReleaseRequest release;
    ports::Quorum quorum;
};
base::Json to_json(const ApprovalRequest& request);
// Strict, and the digest is that of the nonce and the command that are shown: nobody gets
// a signature over something else. Fault: message_invalid.
base::Result<ApprovalRequest> approval_request_from(const base::Json& json);

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

}  // namespace keys
