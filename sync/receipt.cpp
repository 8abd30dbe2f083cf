// SPDX-License-Identifier: Apache-2.0
#include "sync/receipt.h"

#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"

namespace exchange {

base::Json receipt_content(const ClearManifest& manifest, std::int64_t received_at_ms, std::string_view durable) {
    base::Json json;
    json.set("v", 1)
        .set("kind", "receipt")
        .set("device", manifest.device.text)
        .set("sequence", static_cast<std::int64_t>(manifest.sequence))
        .set("manifest_sha256", base::to_hex(crypto::sha256(base::as_bytes(write_manifest(manifest)))))
        .set("parcel_sha256", base::to_hex(manifest.parcel_sha256))
        .set("received_at", base::to_rfc3339(received_at_ms))
        .set("durable", durable);
    if (manifest.seal_id) json.set("seal_id", base::to_hex(*manifest.seal_id));
    return json;
}

base::Result<Receipt> verify_receipt(base::ByteView der, const ClearManifest& sent, const crypto::TrustStore& platform,
                                     std::int64_t at_ms) {
    const base::Json found = TRY(open_statement(der, "receipt", platform, at_ms));
    const auto received_text = found.text("received_at");
    const auto durable = found.text("durable");
    const auto received = received_text ? base::from_rfc3339(*received_text) : std::nullopt;
    if (!received || !durable) return base::Failure{base::Fault::receipt_invalid, "members"};
    // Everything but the two members that only the platform knows must be what was sent.
    if (receipt_content(sent, *received, *durable) != found)
        return base::Failure{base::Fault::receipt_mismatch, "sequence " + std::to_string(sent.sequence)};
    return Receipt{sent.device,        sent.sequence, crypto::sha256(base::as_bytes(write_manifest(sent))),
                   sent.parcel_sha256, sent.seal_id,  *received,
                   *durable};
}

}  // namespace exchange
