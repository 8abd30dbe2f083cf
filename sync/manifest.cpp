// SPDX-License-Identifier: Apache-2.0
#include "sync/manifest.h"

#include "appliance/base/json.h"
#include "sync/names.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Digest;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::size_t manifest_size_max = 2048;

base::Failure invalid(std::string why) { return {Fault::parcel_invalid, "manifest: " + std::move(why)}; }

Result<Digest> digest_member(const Json& json, std::string_view name) {
    const base::Bytes bytes = TRY(json.hex(name));
    if (bytes.size() != 32) return invalid(std::string(name) + " is no SHA-256");
    Digest digest{};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

Result<ClearManifest> read_members(const Json& json) {
    ClearManifest manifest;
    if (TRY(json.number("v")) != 1) return invalid("version");
    const auto kind = kind_of(TRY(json.text("kind")));
    if (!kind || *kind == ParcelKind::work_order) return invalid("kind");
    manifest.kind = *kind;
    manifest.device = base::DeviceId(TRY(json.text("device")));
    if (!is_plain_name(manifest.device.text)) return invalid("device");
    const std::int64_t sequence = TRY(json.number("sequence"));
    if (sequence < 1 || static_cast<std::uint64_t>(sequence) > sequence_max) return invalid("sequence");
    manifest.sequence = static_cast<std::uint64_t>(sequence);
    const std::int64_t size = TRY(json.number("size"));
    if (size < 1 || static_cast<std::uint64_t>(size) > parcel_size_max) return invalid("size");
    manifest.size = static_cast<std::uint64_t>(size);
    manifest.parcel_sha256 = TRY(digest_member(json, "parcel_sha256"));
    manifest.envelope_commitment = TRY(digest_member(json, "envelope_commitment"));
    if (manifest.kind == ParcelKind::artifact) {
        manifest.byterange_digest = TRY(digest_member(json, "byterange_digest"));
        manifest.seal_id = TRY(digest_member(json, "seal_id"));
    }
    return manifest;
}

}  // namespace

std::string_view name_of(ParcelKind kind) {
    switch (kind) {
        case ParcelKind::artifact: return "artifact";
        case ParcelKind::statement: return "statement";
        case ParcelKind::work_order: return "work_order";
    }
    return {};
}

std::optional<ParcelKind> kind_of(std::string_view name) {
    for (ParcelKind kind : {ParcelKind::artifact, ParcelKind::statement, ParcelKind::work_order})
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

std::string write_manifest(const ClearManifest& manifest) {
    Json json;
    json.set("v", 1)
        .set("kind", name_of(manifest.kind))
        .set("device", manifest.device.text)
        .set("sequence", static_cast<std::int64_t>(manifest.sequence))
        .set("parcel_sha256", base::to_hex(manifest.parcel_sha256))
        .set("size", static_cast<std::int64_t>(manifest.size))
        .set("envelope_commitment", base::to_hex(manifest.envelope_commitment));
    if (manifest.byterange_digest) json.set("byterange_digest", base::to_hex(*manifest.byterange_digest));
    if (manifest.seal_id) json.set("seal_id", base::to_hex(*manifest.seal_id));
    return base::canonical_json(json);
}

Result<ClearManifest> read_manifest(base::ByteView text) {
    const auto json = base::parse_json(base::as_text(text), {.size_max = manifest_size_max, .depth_max = 1});
    if (!json) return invalid(json.failure().detail);
    auto manifest = read_members(*json);
    if (!manifest) return base::Failure{Fault::parcel_invalid, manifest.failure().detail};
    // One spelling only: this refuses unknown members too.
    if (write_manifest(*manifest) != base::as_text(text)) return invalid("not the canonical spelling");
    return manifest;
}

}  // namespace exchange
