// SPDX-License-Identifier: Apache-2.0
#include "tpm/tpm_folder.h"

namespace tpm {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

namespace {

std::string path_of(std::string_view name) { return "tpm/" + std::string(name); }

}  // namespace

Result<Json> TpmFolder::read(std::string_view name) const {
    const Bytes content = TRY(m_disk.read(path_of(name)));
    return base::parse_json(base::as_text(content));
}

Status TpmFolder::write(std::string_view name, const Json& json) {
    return m_disk.write_atomically(path_of(name), base::as_bytes(base::canonical_json(json)));
}

Result<Pinned> TpmFolder::pinned() const {
    const auto json = read("device.json");
    if (!json && json.fault() == Fault::disk_not_found) return Fault::tpm_not_provisioned;
    const Json content = TRY(json);
    Pinned out;
    out.authority = TRY(content.hex("authority"));
    out.storage_key_area = TRY(content.hex("storage_key"));
    out.anchor_at_birth = static_cast<std::uint64_t>(TRY(content.number("anchor_at_birth")));
    return out;
}

Status TpmFolder::keep(const Pinned& pinned) {
    Json json;
    json.set("authority", base::to_hex(pinned.authority));
    json.set("storage_key", base::to_hex(pinned.storage_key_area));
    json.set("anchor_at_birth", static_cast<std::int64_t>(pinned.anchor_at_birth));
    return write("device.json", json);
}

Result<std::vector<PlatformApproval>> TpmFolder::platform_approvals() const {
    const Json json = TRY(read("platforms.json"));
    const Json::Array* const entries = json.as_array();
    if (entries == nullptr) return Failure{Fault::message_invalid, "platforms.json"};
    std::vector<PlatformApproval> out;
    for (const Json& entry : *entries) {
        PlatformApproval approval = TRY(platform_approval_from(entry));
        out.push_back(std::move(approval));
    }
    return out;
}

Status TpmFolder::keep(const std::vector<PlatformApproval>& approvals) {
    Json::Array entries;
    for (const PlatformApproval& approval : approvals) entries.push_back(to_json(approval));
    return write("platforms.json", Json(std::move(entries)));
}

Result<Approval> TpmFolder::approval() const {
    const auto json = read("approval.json");
    if (!json && json.fault() == Fault::disk_not_found)
        return Failure{Fault::lease_expired, "no approval was ever installed"};
    const Json content = TRY(json);
    return approval_from(content);
}

Status TpmFolder::keep(const Approval& approval) { return write("approval.json", to_json(approval)); }

Result<Enrolment> TpmFolder::enrolment() const {
    const Json json = TRY(read("enrolment.json"));
    return enrolment_from(json);
}

Status TpmFolder::keep(const Enrolment& enrolment) { return write("enrolment.json", to_json(enrolment)); }

Result<Bytes> TpmFolder::sealed(std::string_view name) const { return m_disk.read(path_of(name) + ".sealed"); }

Status TpmFolder::keep_sealed(std::string_view name, base::ByteView blob) {
    return m_disk.write_atomically(path_of(name) + ".sealed", blob);
}

}  // namespace tpm
