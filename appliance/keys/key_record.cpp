// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/key_record.h"

#include <algorithm>
#include <array>

namespace keys {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::string_view folder = "keys";
constexpr std::string_view ending = ".json";
constexpr std::string_view active_path = "keys/active";
constexpr std::size_t name_max = 40;

struct AlgorithmRow {
    ports::KeyAlgorithm algorithm;
    std::string_view name;
};

constexpr auto algorithms = std::to_array<AlgorithmRow>({
    {ports::KeyAlgorithm::ecdsa_p256, "p256"},
    {ports::KeyAlgorithm::ecdsa_p384, "p384"},
    {ports::KeyAlgorithm::rsa_2048, "rsa2048"},
    {ports::KeyAlgorithm::rsa_3072, "rsa3072"},
});

std::string path_of(const std::string& name) { return std::string(folder) + "/" + name + std::string(ending); }

Failure damaged(const std::string& what) { return {Fault::configuration_invalid, "a key's record: " + what}; }

std::optional<Origin> origin_from(std::string_view name) {
    for (const Origin origin : {Origin::born_here, Origin::imported, Origin::from_device})
        if (name_of(origin) == name) return origin;
    return std::nullopt;
}

Result<base::Digest> digest_of(const Json& json, std::string_view name) {
    const Bytes bytes = TRY(json.hex(name));
    base::Digest digest{};
    if (bytes.size() != digest.size()) return damaged(std::string(name));
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

Result<Activation> activation_from(const Json& json) {
    if (TRY(json.number("v")) != 1 || json.as_object()->size() != 5) return damaged("not one of version 1");
    Activation activation;
    activation.name = TRY(json.text("name"));
    if (!is_key_name(activation.name)) return damaged("the name");
    activation.person = TRY(json.text("person"));
    activation.before = TRY(digest_of(json, "before"));
    activation.is_in_log = TRY(json.flag("in_log"));
    return activation;
}

Result<KeyRecord> read(const Json& json) {
    const bool owes_entry = json.as_object()->contains("certified_by");
    if (TRY(json.number("v")) != 1 || json.as_object()->size() != (owes_entry ? 10 : 9)) return damaged("not one of version 1");
    KeyRecord record;
    record.name = TRY(json.text("name"));
    if (!is_key_name(record.name)) return damaged("the name");
    const auto origin = origin_from(TRY(json.text("origin")));
    if (!origin) return damaged("the origin of " + record.name);
    record.origin = *origin;
    record.since_ms = TRY(json.number("since_ms"));
    record.person = TRY(json.text("person"));
    record.file_sha256 = TRY(digest_of(json, "file_sha256"));
    for (const Json& item : *TRY(json.array("chain"))) {
        Bytes der;
        if (item.as_text() == nullptr || !base::from_base64(*item.as_text(), der)) return damaged("the chain of " + record.name);
        record.chain.push_back(TRY(crypto::Certificate::from_der(der)));
    }
    record.is_in_log = TRY(json.flag("in_log"));
    record.was_destroyed = TRY(json.flag("destroyed"));
    if (owes_entry) record.certified_by = TRY(json.text("certified_by"));
    if (owes_entry && (record.certified_by.empty() || record.chain.empty())) return damaged("who certified " + record.name);
    return record;
}

}  // namespace

std::string_view name_of(Origin origin) {
    switch (origin) {
        case Origin::born_here: return "born-here";
        case Origin::imported: return "imported";
        case Origin::from_device: return "from-device";
    }
    return {};
}

std::string_view name_of(ports::KeyAlgorithm algorithm) {
    for (const AlgorithmRow& row : algorithms)
        if (row.algorithm == algorithm) return row.name;
    return {};
}

std::optional<ports::KeyAlgorithm> algorithm_from(std::string_view name) {
    for (const AlgorithmRow& row : algorithms)
        if (row.name == name) return row.algorithm;
    return std::nullopt;
}

bool is_key_name(std::string_view name) {
    const auto is_fit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !name.empty() && name.size() <= name_max && name.front() != '-' && name.back() != '-' &&
           std::all_of(name.begin(), name.end(), is_fit);
}

Json to_json(const KeyRecord& record) {
    Json chain{Json::Array{}};
    for (const crypto::Certificate& certificate : record.chain) chain.push(base::to_base64(certificate.der()));
    Json json;
    json.set("v", 1).set("name", record.name).set("origin", name_of(record.origin)).set("since_ms", record.since_ms);
    json.set("person", record.person).set("file_sha256", base::to_hex(record.file_sha256)).set("chain", std::move(chain));
    json.set("in_log", record.is_in_log).set("destroyed", record.was_destroyed);
    if (!record.certified_by.empty()) json.set("certified_by", record.certified_by);
    return json;
}

Result<KeyRecord> key_record_from(const Json& json) {
    auto record = json.is_object() ? read(json) : Result<KeyRecord>(damaged("no object"));
    if (!record && record.fault() != Fault::configuration_invalid) return damaged(record.failure().detail);
    return record;
}

Result<std::vector<std::string>> KeyBook::names() const {
    std::vector<std::string> names;
    for (std::string name : TRY(m_disk.list(folder))) {
        if (!name.ends_with(ending)) continue;
        name.resize(name.size() - ending.size());
        if (is_key_name(name)) names.push_back(std::move(name));
    }
    return names;
}

Result<std::optional<KeyRecord>> KeyBook::find(const std::string& name) const {
    if (!is_key_name(name)) return Failure{Fault::usage_invalid, "a key's name has 1 to 40 of a-z, 0-9 and -"};
    const auto text = m_disk.read(path_of(name));
    if (!text && text.fault() == Fault::disk_not_found) return std::optional<KeyRecord>();
    const Bytes bytes = TRY(text);
    const auto json = base::parse_json(base::as_text(bytes));
    if (!json) return damaged(name + ", " + json.failure().detail);
    KeyRecord record = TRY(key_record_from(*json));
    if (record.name != name) return damaged(name + " speaks of another key");
    return std::optional<KeyRecord>(std::move(record));
}

Status KeyBook::keep(const KeyRecord& record) {
    return m_disk.write_atomically(path_of(record.name), base::as_bytes(base::canonical_json(to_json(record))));
}

Result<Activation> KeyBook::activation() const {
    const auto text = m_disk.read(active_path);
    if (!text && text.fault() == Fault::disk_not_found) return Activation{};
    const Bytes bytes = TRY(text);
    const auto json = base::parse_json(base::as_text(bytes));
    auto read = json ? activation_from(*json) : Result<Activation>(json.failure());
    if (!read) return Failure{Fault::configuration_invalid, std::string(active_path) + ": " + read.failure().detail};
    return read;
}

Status KeyBook::keep(const Activation& activation) {
    Json json;
    json.set("v", 1).set("name", activation.name).set("person", activation.person).set("before", base::to_hex(activation.before));
    json.set("in_log", activation.is_in_log);
    return m_disk.write_atomically(active_path, base::as_bytes(base::canonical_json(json)));
}

}  // namespace keys
