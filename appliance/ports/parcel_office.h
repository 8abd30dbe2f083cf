// SPDX-License-Identifier: Apache-2.0
// Wraps what goes to the platform, opens what comes from it. Whoever does this knows
// the certificates; the device session knows what the contents mean.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ports {

struct ParcelFile {
    std::string name;
    base::Bytes content;
};

struct ArtifactLabel {
    std::uint64_t sequence = 0;        // of the device's parcels, without a gap
    base::Digest byterange_digest{};
    base::Digest seal_id{};
    base::Digest envelope_commitment{};
};

struct OutgoingParcel {
    base::Bytes parcel;    // signed, then encrypted to the archive
    base::Bytes manifest;  // clear: digests and numbers
};

struct SignerCode {
    std::string signer;  // id within the envelope
    base::Pin code;
};

struct IncomingWorkOrder {
    base::Bytes envelope;  // JSON
    std::vector<ParcelFile> documents;
    std::vector<SignerCode> codes;
};

struct ReceiptFacts {
    std::uint64_t sequence = 0;
    std::int64_t received_ms = 0;
};

struct TimestampFacts {
    std::int64_t generated_ms = 0;
    std::string authority;
};

struct ParcelOffice {
    virtual ~ParcelOffice() = default;

    // `files` are signed.pdf, evidence.json, leaf.json and what else a parcel may hold.
    virtual base::Result<OutgoingParcel> wrap_artifact(const ArtifactLabel& label, const std::vector<ParcelFile>& files) = 0;

    // Faults: parcel_invalid, parcel_not_for_us, cipher_tampered, certificate_*.
    virtual base::Result<IncomingWorkOrder> open_work_order(base::ByteView parcel) = 0;

    // The receipt is the platform's and says exactly that `manifest` arrived.
    // Faults: receipt_invalid, receipt_mismatch, certificate_*.
    virtual base::Result<ReceiptFacts> check_receipt(base::ByteView receipt, base::ByteView manifest) = 0;

    // The token stamps this signature value and is the platform's.
    // Faults: timestamp_invalid, certificate_*.
    virtual base::Result<TimestampFacts> check_timestamp(base::ByteView token, base::ByteView signature_value) = 0;
};

}  // namespace ports
