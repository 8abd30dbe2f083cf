// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/export_manifest.h"

#include "appliance/base/json.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"

#include <algorithm>
#include <limits>

namespace crypto {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::string_view kind = "inkseal-key-export";
constexpr std::size_t manifest_size_max = 16 * 1024;
constexpr std::size_t text_size_max = 200;
constexpr std::size_t approvals_max = 5;
constexpr std::size_t approval_size_max = 1024;

Json digest_or_null(const std::optional<base::Digest>& digest) { return digest ? Json(base::to_hex(*digest)) : Json(); }

Result<base::Digest> digest_in(const Json& json, std::string_view name) {
    const Bytes bytes = TRY(json.hex(name));
    base::Digest out{};
    if (bytes.size() != out.size()) return Failure{Fault::message_invalid, std::string(name)};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

bool is_text(const std::string& text) { return !text.empty() && text.size() <= text_size_max; }

bool is_sound(const ExportManifest& manifest) {
    const auto is_fitting = [](const Bytes& approval) { return !approval.empty() && approval.size() <= approval_size_max; };
    return is_text(manifest.device) && is_text(manifest.reason) && is_text(manifest.destination) && manifest.approvals.size() <= approvals_max &&
           manifest.exported_ms >= 0 && manifest.file_size > 0 &&
           manifest.file_size <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) &&
           std::all_of(manifest.approvals.begin(), manifest.approvals.end(), is_fitting);
}

}  // namespace

Result<Bytes> write_manifest(const ExportManifest& manifest) {
    if (!is_sound(manifest)) return Failure{Fault::usage_invalid, "an export manifest's members"};
    Json approvals{Json::Array{}};
    for (const Bytes& approval : manifest.approvals) approvals.push(base::to_base64(approval));
    Json json;
    json.set("kind", kind).set("version", 1).set("approvals", approvals);
    json.set("certificate_sha256", digest_or_null(manifest.certificate_sha256));
    json.set("file_sha256", base::to_hex(manifest.file_sha256)).set("file_size", static_cast<std::int64_t>(manifest.file_size));
    json.set("key_id", base::to_hex(manifest.key_id)).set("exported_ms", manifest.exported_ms);
    json.set("device", manifest.device).set("reason", manifest.reason).set("destination", manifest.destination);
    return base::to_bytes(base::canonical_json(json));
}

Result<ExportManifest> read_manifest(ByteView bytes) {
    const Json json = TRY(base::parse_json(base::as_text(bytes), {manifest_size_max, 4}));
    const std::string said = TRY(json.text("kind"));
    const std::int64_t version = TRY(json.number("version"));
    if (said != kind || version != 1) return Failure{Fault::message_invalid, "not an export manifest of version 1"};
    ExportManifest out;
    out.file_sha256 = TRY(digest_in(json, "file_sha256"));
    const std::int64_t size = TRY(json.number("file_size"));
    out.file_size = size > 0 ? static_cast<std::uint64_t>(size) : 0;
    out.key_id = TRY(digest_in(json, "key_id"));
    const Json* certificate = json.find("certificate_sha256");
    if (certificate != nullptr && !certificate->is_null()) out.certificate_sha256 = TRY(digest_in(json, "certificate_sha256"));
    out.device = TRY(json.text("device"));
    out.exported_ms = TRY(json.number("exported_ms"));
    out.reason = TRY(json.text("reason"));
    out.destination = TRY(json.text("destination"));
    const Json::Array* approvals = TRY(json.array("approvals"));
    for (const Json& one : *approvals) {
        Bytes approval;
        if (!one.is_text() || !base::from_base64(*one.as_text(), approval)) return Failure{Fault::message_invalid, "approvals"};
        out.approvals.push_back(std::move(approval));
    }
    // Written again it must be the same: then there is nothing in it that we passed over.
    const auto again = write_manifest(out);
    if (!again || !std::equal(again->begin(), again->end(), bytes.begin(), bytes.end()))
        return Failure{Fault::message_invalid, "not the canonical form of an export manifest"};
    return out;
}

Result<Bytes> sign_manifest(ByteView json, const CmsSigner& device) { return sign_detached(json, device); }

Result<VerifiedExport> verify_export(ByteView json, ByteView signature, ByteView file, const TrustStore& trust, std::int64_t now_ms) {
    if (json.size() > manifest_size_max) return Failure{Fault::message_invalid, "too long for an export manifest"};
    VerifiedMessage message = TRY(verify_detached(signature, json, trust, Purpose::tls_client, now_ms));
    ExportManifest manifest = TRY(read_manifest(json));
    // Anybody under the same root can sign; only the device that is named may say this.
    if (message.signer.subject_common_name() != manifest.device)
        return Failure{Fault::signature_invalid, "signed by " + message.signer.subject_common_name() + " in the name of " + manifest.device};
    if (manifest.file_size != file.size() || manifest.file_sha256 != sha256(file))
        return Failure{Fault::key_file_tampered, "not the file that the manifest describes"};
    return VerifiedExport{std::move(manifest), std::move(message.signer), std::move(message.chain)};
}

base::Status check_exported_key(const ExportManifest& manifest, ByteView public_key) {
    if (manifest.key_id != sha256(public_key)) return Failure{Fault::key_file_mismatch, "not the key that the manifest names"};
    return {};
}

}  // namespace crypto
