// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel.h"

#include "appliance/base/json.h"
#include "appliance/crypto/digest.h"
#include "sync/names.h"
#include "sync/parcel_names.h"
#include "sync/tar.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Bytes;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::string_view inner_manifest_name = "manifest.json";
constexpr std::size_t content_size_max = parcel_size_max - (1U << 20U);  // room for tar, CMS and certificates

base::Failure invalid(std::string why) { return {Fault::parcel_invalid, std::move(why)}; }

std::string inner_manifest(const Parcel& parcel) {
    Json files = Json(Json::Array{});
    for (const ParcelFile& file : parcel.files) {
        Json row;
        row.set("name", file.name)
            .set("size", static_cast<std::int64_t>(file.content.size()))
            .set("sha256", base::to_hex(crypto::sha256(file.content)));
        files.push(std::move(row));
    }
    Json json;
    json.set("v", 1)
        .set("kind", name_of(parcel.kind))
        .set("device", parcel.device.text)
        .set("sequence", static_cast<std::int64_t>(parcel.sequence))
        .set("files", std::move(files));
    return base::canonical_json(json);
}

base::Status check(const Parcel& parcel) {
    if (!is_plain_name(parcel.device.text)) return invalid("device name");
    if (parcel.sequence < 1 || parcel.sequence > sequence_max) return invalid("sequence");
    std::vector<std::string_view> names;
    std::size_t size = 0;
    for (const ParcelFile& file : parcel.files) {
        names.push_back(file.name);
        size += file.content.size();
    }
    if (size > content_size_max) return invalid("too large");
    return check_parcel_names(parcel.kind, names);
}

// The head of the inner manifest; the rows are checked by writing it again.
Result<Parcel> read_head(base::ByteView manifest) {
    const auto json = base::parse_json(base::as_text(manifest), {.size_max = 64U << 10U, .depth_max = 4});
    if (!json) return invalid("manifest: " + json.failure().detail);
    const auto kind = json->text("kind");
    const auto device = json->text("device");
    const auto sequence = json->number("sequence");
    if (!kind || !kind_of(*kind) || !device || !sequence || *sequence < 1) return invalid("manifest: head");
    Parcel parcel;
    parcel.kind = *kind_of(*kind);
    parcel.device = base::DeviceId(*device);
    parcel.sequence = static_cast<std::uint64_t>(*sequence);
    return parcel;
}

Result<OpenedParcel> open(base::ByteView ciphertext, const crypto::Certificate& me, ports::AgreementKey& key,
                          const crypto::TrustStore& trust, crypto::Purpose purpose, std::int64_t at_ms) {
    if (ciphertext.size() > parcel_size_max) return invalid("too large");
    const Bytes message = TRY(crypto::decrypt_message(ciphertext, me, key));
    crypto::VerifiedMessage verified = TRY(crypto::verify_message(message, trust, purpose, at_ms));
    Parcel parcel = TRY(unpack_parcel(verified.content));
    return OpenedParcel{std::move(parcel), std::move(verified.signer), std::move(verified.chain)};
}

}  // namespace

const ParcelFile* Parcel::find(std::string_view name) const {
    const auto at = std::find_if(files.begin(), files.end(), [&](const ParcelFile& file) { return file.name == name; });
    return at == files.end() ? nullptr : &*at;
}

Result<Bytes> pack_parcel(const Parcel& parcel) {
    TRY(check(parcel));
    const std::string manifest = inner_manifest(parcel);
    std::vector<TarEntry> entries{{std::string(inner_manifest_name), base::as_bytes(manifest)}};
    for (const ParcelFile& file : parcel.files) entries.push_back({file.name, file.content});
    return write_tar(entries);
}

Result<Parcel> unpack_parcel(base::ByteView tar) {
    std::vector<TarFile> files = TRY(read_tar(tar, {.files_max = 64, .size_max = parcel_size_max}));
    if (files.empty() || files.front().name != inner_manifest_name) return invalid("manifest.json does not come first");
    Parcel parcel = TRY(read_head(files.front().content));
    for (std::size_t i = 1; i < files.size(); ++i)
        parcel.files.push_back({std::move(files[i].name), std::move(files[i].content)});
    // Sizes, digests, order, padding and the end at once: one parcel has one spelling.
    const Bytes again = TRY(pack_parcel(parcel));
    if (!std::equal(again.begin(), again.end(), tar.begin(), tar.end()))
        return invalid("the files are not those of the manifest, or not spelled as they must be");
    return parcel;
}

Result<Bytes> seal_parcel(const Parcel& parcel, const crypto::CmsSigner& sender, const crypto::Certificate& recipient) {
    const Bytes tar = TRY(pack_parcel(parcel));
    const Bytes message = TRY(crypto::sign_message(tar, sender));
    return crypto::encrypt_message(message, {recipient});
}

Result<OpenedParcel> open_device_parcel(base::ByteView ciphertext, const crypto::Certificate& archive,
                                        ports::AgreementKey& archive_key, const crypto::TrustStore& trust,
                                        std::int64_t at_ms) {
    OpenedParcel opened = TRY(open(ciphertext, archive, archive_key, trust, crypto::Purpose::tls_client, at_ms));
    if (opened.parcel.kind == ParcelKind::work_order) return invalid("a device sends no work orders");
    if (opened.sender.subject_common_name() != opened.parcel.device.text)
        return invalid("signed by " + opened.sender.subject_common_name() + ", not by " + opened.parcel.device.text);
    return opened;
}

Result<OpenedParcel> open_work_order(base::ByteView ciphertext, const base::DeviceId& device,
                                     const crypto::Certificate& me, ports::AgreementKey& parcel_key,
                                     const crypto::TrustStore& trust, std::int64_t at_ms) {
    OpenedParcel opened = TRY(open(ciphertext, me, parcel_key, trust, crypto::Purpose::receipt, at_ms));
    if (opened.parcel.kind != ParcelKind::work_order) return invalid("no work order");
    if (opened.parcel.device != device) return base::Failure{Fault::parcel_not_for_us, opened.parcel.device.text};
    return opened;
}

ClearManifest describe_parcel(const Parcel& parcel, base::ByteView ciphertext, const std::optional<SealFacts>& facts,
                              const base::Digest& envelope_commitment) {
    ClearManifest manifest;
    manifest.kind = parcel.kind;
    manifest.device = parcel.device;
    manifest.sequence = parcel.sequence;
    manifest.parcel_sha256 = crypto::sha256(ciphertext);
    manifest.size = ciphertext.size();
    manifest.envelope_commitment = envelope_commitment;
    if (facts) {
        manifest.byterange_digest = facts->byterange_digest;
        manifest.seal_id = facts->seal_id;
    }
    return manifest;
}

}  // namespace exchange
