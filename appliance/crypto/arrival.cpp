// SPDX-License-Identifier: Apache-2.0
#include "appliance/crypto/arrival.h"

#include "appliance/base/calendar.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/message.h"

#include <algorithm>

namespace crypto {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::string_view kind = "inkseal-arrival";
constexpr std::size_t arrival_size_max = 64U << 10U;
constexpr std::int64_t file_size_max = 1 << 30;

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_in_order(const std::vector<SentFile>& files) {
    return std::adjacent_find(files.begin(), files.end(), [](const SentFile& a, const SentFile& b) { return a.name >= b.name; }) == files.end();
}

Result<VerifiedMessage> verify_by_either(base::ByteView message, const TrustStore& platform, std::int64_t now_ms, bool& is_platform) {
    auto by_device = verify_message(message, platform, Purpose::tls_client, now_ms);
    if (by_device) return by_device;
    auto by_platform = verify_message(message, platform, Purpose::receipt, now_ms);
    is_platform = static_cast<bool>(by_platform);
    if (is_platform) return by_platform;
    return by_device;
}

}  // namespace

bool is_transfer_name(std::string_view name) {
    return !name.empty() && name.size() <= 100 && name.front() != '.' && std::all_of(name.begin(), name.end(), is_name_character);
}

Result<std::vector<SentFile>> describe_files(const std::vector<NamedFile>& files) {
    std::vector<SentFile> out;
    for (const auto& [name, content] : files) {
        if (!is_transfer_name(name)) return Failure{Fault::usage_invalid, "not a name that travels: " + name};
        out.push_back({name, sha256(content), content.size()});
    }
    std::sort(out.begin(), out.end(), [](const SentFile& a, const SentFile& b) { return a.name < b.name; });
    if (out.empty() || out.size() > transfer_files_max || !is_in_order(out))
        return Failure{Fault::usage_invalid, "1 to " + std::to_string(transfer_files_max) + " files, each with a name of its own"};
    return out;
}

Json to_json(const std::vector<SentFile>& files) {
    Json list{Json::Array{}};
    for (const SentFile& file : files) {
        Json one;
        one.set("name", file.name).set("sha256", base::to_hex(file.sha256)).set("size", static_cast<std::int64_t>(file.size));
        list.push(std::move(one));
    }
    return list;
}

Result<std::vector<SentFile>> sent_files_from(const Json& list) {
    const Json::Array* items = list.as_array();
    if (items == nullptr || items->empty() || items->size() > transfer_files_max) return Failure{Fault::message_invalid, "files"};
    std::vector<SentFile> files;
    for (const Json& item : *items) {
        SentFile file;
        file.name = TRY(item.text("name"));
        const Bytes digest = TRY(item.hex("sha256"));
        const std::int64_t size = TRY(item.number("size"));
        if (item.as_object()->size() != 3 || !is_transfer_name(file.name) || digest.size() != file.sha256.size() || size < 0 || size > file_size_max)
            return Failure{Fault::message_invalid, "a file's members"};
        std::copy(digest.begin(), digest.end(), file.sha256.begin());
        file.size = static_cast<std::uint64_t>(size);
        files.push_back(std::move(file));
    }
    if (!is_in_order(files)) return Failure{Fault::message_invalid, "files are listed once each, by name"};
    return files;
}

Json to_json(const Arrival& arrival) {
    Json json;
    json.set("v", 1).set("kind", kind).set("files", to_json(arrival.files)).set("by", arrival.by);
    json.set("received_at", base::to_rfc3339(arrival.received_ms));
    return json;
}

Result<Bytes> sign_arrival(const Arrival& arrival, const CmsSigner& receiver) {
    return sign_message(base::as_bytes(base::canonical_json(to_json(arrival))), receiver);
}

Result<Arrival> open_arrival(base::ByteView message, const TrustStore& platform, std::int64_t now_ms) {
    if (message.size() > arrival_size_max) return Failure{Fault::message_invalid, "too long for a confirmation"};
    bool is_platform = false;
    const VerifiedMessage opened = TRY(verify_by_either(message, platform, now_ms, is_platform));
    const Json json = TRY(base::parse_json(base::as_text(opened.content), {.size_max = arrival_size_max, .depth_max = 4}));
    const std::string said = TRY(json.text("kind"));
    const std::int64_t version = TRY(json.number("v"));
    if (said != kind || version != 1) return Failure{Fault::message_invalid, "not a confirmation of version 1"};
    Arrival arrival;
    arrival.by = TRY(json.text("by"));
    const std::string received = TRY(json.text("received_at"));
    const auto received_ms = base::from_rfc3339(received);
    const Json* files = json.find("files");
    if (!received_ms || files == nullptr) return Failure{Fault::message_invalid, "a confirmation's members"};
    arrival.received_ms = *received_ms;
    arrival.files = TRY(sent_files_from(*files));
    if (base::canonical_json(to_json(arrival)) != base::as_text(opened.content))
        return Failure{Fault::message_invalid, "not the canonical form of a confirmation"};
    // A device that calls itself "platform" has not the platform's key.
    const bool is_its_own = is_platform ? arrival.by == platform_name : arrival.by == opened.signer.subject_common_name() && arrival.by != platform_name;
    if (!is_its_own) return Failure{Fault::signature_invalid, "signed by " + opened.signer.subject_common_name() + " in the name of " + arrival.by};
    return arrival;
}

}  // namespace crypto
