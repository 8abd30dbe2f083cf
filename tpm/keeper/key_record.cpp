// SPDX-License-Identifier: Apache-2.0
#include "tpm/keeper/key_record.h"

#include "tpm/names.h"

#include <algorithm>

namespace tpm {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

namespace {

constexpr std::string_view folder = "tpm/keys";
constexpr std::string_view note = "tpm/unfinished_key.json";
constexpr std::string_view ending = ".json";

std::string path_of(std::string_view name) { return std::string(folder) + "/" + std::string(name) + std::string(ending); }

Json json_of(const KeyRecord& record) {
    Json out;
    out.set("public", base::to_hex(record.public_area));
    out.set("blob", base::to_hex(record.blob));
    out.set("blob_key", base::to_hex(record.blob_key));
    out.set("counter", static_cast<std::int64_t>(record.counter));
    out.set("value", static_cast<std::int64_t>(record.value));
    out.set("is_born_here", record.is_born_here);
    if (!record.quorum) return out;
    Json::Array custodians;
    for (const base::Bytes& key : record.quorum->custodians) custodians.push_back(base::to_hex(key));
    out.set("needed", static_cast<std::int64_t>(record.quorum->needed));
    out.set("custodians", std::move(custodians));
    return out;
}

Result<std::uint64_t> positive(const Json& json, std::string_view name, std::int64_t max) {
    const std::int64_t value = TRY(json.number(name));
    if (value < 0 || value > max) return Failure{Fault::message_invalid, std::string(name)};
    return static_cast<std::uint64_t>(value);
}

Result<ports::Quorum> quorum_from(const Json& json) {
    ports::Quorum out;
    out.needed = static_cast<std::uint8_t>(TRY(positive(json, "needed", 3)));
    const Json::Array* const custodians = TRY(json.array("custodians"));
    for (const Json& each : *custodians) {
        base::Bytes key;
        if (each.as_text() == nullptr || !base::from_hex(*each.as_text(), key)) return Failure{Fault::message_invalid, "custodians"};
        out.custodians.push_back(std::move(key));
    }
    return out;
}

}  // namespace

bool is_key_name(std::string_view name) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), fits);
}

Result<ReadShape> KeyRecord::shape() const {
    const auto area = public_area_from(public_area);
    if (!area) return Failure{Fault::cipher_tampered, name + ": public area"};
    auto out = read_shape(*area);
    if (!out) return Failure{Fault::cipher_tampered, name + ": " + out.failure().detail};
    return out;
}

bool KeyRecord::is_fixed() const {
    const auto area = public_area_from(public_area);
    constexpr std::uint32_t fixed = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT;
    return area && (area->objectAttributes & fixed) == fixed;
}

Result<std::vector<KeyRecord>> KeyFolder::all() const {
    const std::vector<std::string> files = TRY(m_disk.list(folder));
    std::vector<KeyRecord> out;
    for (const std::string& file : files) {
        if (file.size() <= ending.size() || file.substr(file.size() - ending.size()) != ending) continue;
        const std::string name = file.substr(0, file.size() - ending.size());
        if (!is_key_name(name)) continue;
        KeyRecord record = TRY(read(name));
        out.push_back(std::move(record));
    }
    std::sort(out.begin(), out.end(), [](const KeyRecord& a, const KeyRecord& b) { return a.name < b.name; });
    return out;
}

bool KeyFolder::has(const std::string& name) const { return m_disk.exists(path_of(name)); }

Result<KeyRecord> KeyFolder::read(const std::string& name) const {
    if (!is_key_name(name)) return Failure{Fault::key_missing, "not a key's name"};
    const auto content = m_disk.read(path_of(name));
    if (!content && content.fault() == Fault::disk_not_found) return Failure{Fault::key_missing, name};
    const base::Bytes bytes = TRY(content);
    const Json json = TRY(base::parse_json(base::as_text(bytes)));
    KeyRecord out;
    out.name = name;
    out.public_area = TRY(json.hex("public"));
    out.blob = TRY(json.hex("blob"));
    out.blob_key = TRY(json.hex("blob_key"));
    out.counter = static_cast<std::uint32_t>(TRY(positive(json, "counter", 0x01ffffff)));
    out.value = TRY(positive(json, "value", INT64_MAX));
    out.is_born_here = TRY(json.flag("is_born_here"));
    if (json.find("needed") != nullptr) out.quorum = TRY(quorum_from(json));
    return out;
}

Status KeyFolder::keep(const KeyRecord& record) {
    return m_disk.write_atomically(path_of(record.name), base::as_bytes(base::canonical_json(json_of(record))));
}

Result<std::optional<std::uint32_t>> KeyFolder::unfinished() const {
    const auto content = m_disk.read(note);
    if (!content && content.fault() == Fault::disk_not_found) return std::optional<std::uint32_t>();
    const base::Bytes bytes = TRY(content);
    const Json json = TRY(base::parse_json(base::as_text(bytes)));
    return std::optional(static_cast<std::uint32_t>(TRY(positive(json, "counter", 0x01ffffff))));
}

Status KeyFolder::note_unfinished(std::uint32_t counter) {
    Json json;
    json.set("counter", static_cast<std::int64_t>(counter));
    return m_disk.write_atomically(note, base::as_bytes(base::canonical_json(json)));
}

Status KeyFolder::forget_unfinished() { return m_disk.remove(note); }

}  // namespace tpm
