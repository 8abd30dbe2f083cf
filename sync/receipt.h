// SPDX-License-Identifier: Apache-2.0
// The platform's promise that a parcel is durably stored. Only a receipt that was
// verified here allows a device to let go of anything.
#pragma once

#include "sync/manifest.h"
#include "sync/statement.h"

#include <optional>
#include <string>

namespace exchange {

struct Receipt {
    base::DeviceId device;
    std::uint64_t sequence = 0;
    base::Digest manifest_sha256{};
    base::Digest parcel_sha256{};
    std::optional<base::Digest> seal_id;
    std::int64_t received_at_ms = 0;  // the platform's clock, whole seconds
    std::string durable;              // how it was stored, in words
};

// What the platform signs for a manifest it has stored.
base::Json receipt_content(const ClearManifest& manifest, std::int64_t received_at_ms, std::string_view durable);

// The receipt is by the platform and for exactly the parcel that `sent` describes.
// `at_ms`: the best lower bound of the time, for the signer's certificate.
// Faults: receipt_invalid, receipt_mismatch (a good receipt for something else: replay).
base::Result<Receipt> verify_receipt(base::ByteView der, const ClearManifest& sent, const crypto::TrustStore& platform,
                                     std::int64_t at_ms);

}  // namespace exchange
