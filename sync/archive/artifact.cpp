// SPDX-License-Identifier: Apache-2.0
#include "sync/archive/artifact.h"

#include "appliance/audit/leaf.h"
#include "appliance/base/json.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/timestamp.h"
#include "appliance/documents/long_term.h"
#include "appliance/documents/validation.h"
#include "sync/receipt.h"

#include <algorithm>

namespace archive {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using base::Result;
using base::Status;
using documents::Indication;

Failure changed(std::string why) { return {Fault::parcel_invalid, std::move(why)}; }

const Bytes& content_of(const exchange::Parcel& parcel, std::string_view name) {
    const exchange::ParcelFile* file = parcel.find(name);
    CHECK(file != nullptr);  // a parcel without it was refused when it was opened
    return file->content;
}

Result<exchange::OpenedParcel> open(const Shelved& shelved, const exchange::ClearManifest& manifest,
                                    const Workshop& workshop) {
    if (manifest.device != shelved.device || manifest.sequence != shelved.sequence)
        return changed("the manifest is of another place");
    if (crypto::sha256(shelved.ciphertext) != manifest.parcel_sha256) return changed("the ciphertext is not the one committed");
    const exchange::Receipt receipt =
        TRY(exchange::verify_receipt(shelved.receipt, manifest, workshop.trust, workshop.now_ms));
    exchange::OpenedParcel opened = TRY(exchange::open_device_parcel(shelved.ciphertext, workshop.certificate,
                                                                     workshop.key, workshop.trust, receipt.received_at_ms));
    const exchange::Parcel& parcel = opened.parcel;
    if (parcel.device != manifest.device || parcel.sequence != manifest.sequence || parcel.kind != manifest.kind)
        return changed("the parcel is of another place");
    return opened;
}

// The leaf in the parcel says that this signature was made, and speaks of no other:
// k_record opens it. The intent before it commits to the same bytes and proves nothing.
Status check_evidence(const exchange::Parcel& parcel, const exchange::ClearManifest& manifest) {
    const Bytes& text = content_of(parcel, "evidence.json");
    const base::Json evidence = TRY(base::parse_json(base::as_text(text), {.size_max = 16U << 20U, .depth_max = 16}));
    const audit::Leaf leaf = TRY(audit::decode_leaf(content_of(parcel, "leaf.json")));
    Bytes key = TRY(evidence.hex("k_record"));
    const base::SecretBytes record_key{ByteView(key)};
    base::wipe(key.data(), key.size());
    if (audit::commitment_to(record_key, *manifest.byterange_digest) != leaf.commitment)
        return changed("the log entry does not speak of this signature");
    if (leaf.event != audit::Event::signature_made) return changed("the log entry is not of a signature that was made");
    const auto seal = leaf.fields.find("seal");
    const std::string* named = seal == leaf.fields.end() ? nullptr : seal->second.as_text();
    if (named == nullptr || *named != audit::commitment_to(record_key, *manifest.seal_id))
        return changed("the log entry names another seal");
    return {};
}

// Which of the file's signatures bears this name, judged at `at_ms` and intact.
Result<std::size_t> find_signature(ByteView pdf, const documents::Description& description,
                                   const exchange::ClearManifest& manifest, const Workshop& workshop,
                                   std::int64_t at_ms) {
    const documents::ValidationReport report = documents::validate(pdf, description, workshop.trust, at_ms);
    const std::string wanted = base::to_hex(*manifest.seal_id);
    for (std::size_t i = 0; i < report.signatures.size() && i < description.signatures.size(); ++i) {
        const documents::SignatureReport& one = report.signatures[i];
        if (one.seal_id != wanted) continue;
        if (one.indication != Indication::total_passed && !one.is_test)
            return Failure{one.fault.value_or(Fault::signature_invalid), one.sub_indication + " " + one.detail};
        const Bytes digest =
            documents::byte_range_digest(pdf, description.signatures[i], ports::HashAlgorithm::sha256);
        if (digest != base::to_bytes(*manifest.byterange_digest)) return changed("the signature covers something else");
        return i;
    }
    return changed("the PDF does not hold the signature that was announced");
}

// B-B -> B-T: the token goes into the room that was left for it; no signed byte moves.
Result<Bytes> raise(const Bytes& pdf, const documents::Signature& signature, ByteView token) {
    const crypto::SignatureCms cms = TRY(crypto::SignatureCms::parse(signature.contents));
    const Bytes stamped = TRY(cms.with_timestamp(token));
    const documents::Patch patch = TRY(documents::attach_timestamp(signature, pdf.size(), stamped));
    if (patch.offset > pdf.size() || patch.bytes.size() > pdf.size() - patch.offset) return changed("patch");
    Bytes raised = pdf;
    std::copy(patch.bytes.begin(), patch.bytes.end(), raised.begin() + static_cast<std::ptrdiff_t>(patch.offset));
    return raised;
}

struct Raised {
    Bytes pdf;
    base::Json report;
};

Result<Raised> finish_pdf(const Bytes& pdf, const exchange::ClearManifest& manifest, ByteView token,
                          const Workshop& workshop) {
    const crypto::Timestamp stamp = TRY(crypto::verify_token(token, *manifest.seal_id, workshop.trust, workshop.now_ms));
    const documents::Description before = TRY(workshop.reader.describe(pdf));
    const std::size_t index = TRY(find_signature(pdf, before, manifest, workshop, stamp.claim.generated_ms));
    Raised result;
    result.pdf = TRY(raise(pdf, before.signatures[index], token));
    // Judged once more as any stranger would judge the finished file.
    const documents::Description after = TRY(workshop.reader.describe(result.pdf));
    TRY(find_signature(result.pdf, after, manifest, workshop, workshop.now_ms));
    const documents::ValidationReport report =
        documents::validate(result.pdf, after, workshop.trust, workshop.now_ms);
    const std::string& level = report.signatures[index].level;
    if (!level.starts_with("B-T") && !level.starts_with("B-L"))
        return Failure{Fault::timestamp_invalid, "the file did not become B-T: " + level};
    result.report = documents::report_to_json(report);
    return result;
}

}  // namespace

Result<std::vector<ArchivedFile>> finish_artifact(const Shelved& shelved, std::vector<DeviceLog>& logs,
                                                  const Workshop& workshop) {
    const exchange::ClearManifest manifest = TRY(exchange::read_manifest(shelved.manifest));
    const exchange::OpenedParcel opened = TRY(open(shelved, manifest, workshop));
    const exchange::Parcel& parcel = opened.parcel;
    const Bytes& leaf = content_of(parcel, "leaf.json");
    const auto holder = std::find_if(logs.begin(), logs.end(), [&](const DeviceLog& each) { return each.find(leaf).has_value(); });
    if (holder == logs.end()) return Failure{Fault::record_missing, "no log holds the leaf yet"};
    DeviceLog& log = *holder;
    const std::string proof = TRY(log.proof(*log.find(leaf)));

    std::vector<ArchivedFile> files;
    const bool is_artifact = manifest.kind == exchange::ParcelKind::artifact;
    const std::string subject = is_artifact ? "signed.pdf" : "evidence.json";
    if (is_artifact) {
        TRY(check_evidence(parcel, manifest));
        Raised raised = TRY(finish_pdf(content_of(parcel, "signed.pdf"), manifest, shelved.timestamp, workshop));
        files.push_back({"signed.pdf", std::move(raised.pdf)});
        files.push_back({"signature.tst", shelved.timestamp});
        files.push_back({"report.json", base::to_bytes(base::canonical_json(raised.report))});
    }
    files.push_back({"evidence.json", content_of(parcel, "evidence.json")});
    files.push_back({"leaf.json", leaf});
    files.push_back({subject + ".tlog-proof", base::to_bytes(proof)});
    files.push_back({"checkpoint", base::to_bytes(log.note())});
    files.push_back({"log.vkey", base::to_bytes(audit::vkey_text(log.key()) + "\n")});
    files.push_back({"witness.vkey", base::to_bytes(audit::vkey_text(workshop.witness) + "\n")});
    files.push_back({"receipt.p7s", shelved.receipt});
    files.push_back({"manifest.json", shelved.manifest});
    files.push_back({"sender.pem", base::to_bytes(opened.sender.to_pem())});
    if (const exchange::ParcelFile* ink = parcel.find("ink.p7m")) files.push_back({"ink.p7m", ink->content});
    return files;
}

}  // namespace archive
