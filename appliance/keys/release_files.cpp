// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/release_files.h"

#include "appliance/crypto/message.h"

#include <algorithm>

namespace keys {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::size_t file_bytes_max = 256U << 10U;
constexpr std::size_t quorum_max = 5;

Failure invalid(std::string what) { return {Fault::message_invalid, std::move(what)}; }

Status expect(const Json& json, std::string_view kind, std::size_t members) {
    if (!json.is_object() || TRY(json.number("v")) != 1) return invalid("not a file of version 1");
    if (TRY(json.text("kind")) != kind) return invalid("not a " + std::string(kind));
    if (json.as_object()->size() != members) return invalid("unknown members in a " + std::string(kind));
    return {};
}

Result<std::vector<Bytes>> base64_list(const Json& json, std::string_view name) {
    std::vector<Bytes> list;
    for (const Json& item : *TRY(json.array(name))) {
        Bytes bytes;
        if (item.as_text() == nullptr || !base::from_base64(*item.as_text(), bytes)) return invalid(std::string(name));
        list.push_back(std::move(bytes));
    }
    return list;
}

Json quorum_json(const ports::Quorum& quorum) {
    Json custodians{Json::Array{}};
    for (const Bytes& custodian : quorum.custodians) custodians.push(base::to_base64(custodian));
    Json json;
    json.set("needed", static_cast<int>(quorum.needed)).set("custodians", std::move(custodians));
    return json;
}

Result<ports::Quorum> quorum_from(const Json& json) {
    ports::Quorum quorum;
    const std::int64_t needed = TRY(json.number("needed"));
    quorum.custodians = TRY(base64_list(json, "custodians"));
    if (needed < 1 || quorum.custodians.size() > quorum_max || static_cast<std::size_t>(needed) > quorum.custodians.size())
        return invalid("a quorum of " + std::to_string(needed));
    quorum.needed = static_cast<std::uint8_t>(needed);
    return quorum;
}

// What the sender says of itself is what its certificate says.
Result<Json> open_signed(base::ByteView message, const crypto::TrustStore& platform, std::string_view member, std::int64_t now_ms) {
    if (message.size() > file_bytes_max) return invalid("larger than any such file");
    const crypto::VerifiedMessage opened = TRY(crypto::verify_message(message, platform, crypto::Purpose::tls_client, now_ms));
    Json json = TRY(base::parse_json(base::as_text(opened.content), {.size_max = file_bytes_max, .depth_max = 6}));
    if (TRY(json.text(member)) != opened.signer.subject_common_name()) return invalid("signed by " + opened.signer.subject_common_name() + ", who is somebody else");
    return json;
}

}  // namespace

Json to_json(const Destination& destination) {
    Json json;
    json.set("v", 1).set("kind", "key-destination").set("device", destination.device.text);
    json.set("storage_key", base::to_base64(destination.chip.storage_key_area));
    return json;
}

Result<Destination> open_destination(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms) {
    const Json json = TRY(open_signed(message, platform, "device", now_ms));
    TRY(expect(json, "key-destination", 4));
    Destination destination;
    destination.device = base::DeviceId(TRY(json.text("device")));
    destination.chip.storage_key_area = TRY(json.base64("storage_key"));
    if (destination.chip.storage_key_area.empty()) return invalid("no storage key");
    return destination;
}

Json to_json(const ApprovalRequest& request) {
    Json json;
    json.set("v", 1).set("kind", "key-release-request").set("device", request.device.text).set("key", request.key);
    json.set("key_area", base::to_base64(request.key_area)).set("authority", base::to_hex(request.authority));
    json.set("for_whom", request.for_whom).set("destination", base::to_base64(request.destination));
    json.set("nonce", base::to_hex(request.nonce)).set("quorum", quorum_json(request.quorum));
    return json;
}

Result<ApprovalRequest> open_approval_request(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms) {
    const Json json = TRY(open_signed(message, platform, "device", now_ms));
    TRY(expect(json, "key-release-request", 10));
    ApprovalRequest request;
    request.device = base::DeviceId(TRY(json.text("device")));
    request.key = TRY(json.text("key"));
    request.key_area = TRY(json.base64("key_area"));
    request.authority = TRY(json.hex("authority"));
    request.for_whom = TRY(json.text("for_whom"));
    request.destination = TRY(json.base64("destination"));
    request.nonce = TRY(json.hex("nonce"));
    const Json* quorum = json.find("quorum");
    if (quorum == nullptr) return invalid("no quorum");
    request.quorum = TRY(quorum_from(*quorum));
    if (request.for_whom.empty() == request.destination.empty()) return invalid("it goes to a file for somebody, or to a chip");
    return request;
}

Json to_json(const TravellingKey& key) {
    Json chain{Json::Array{}};
    for (const crypto::Certificate& certificate : key.chain) chain.push(base::to_base64(certificate.der()));
    Json json;
    json.set("v", 1).set("kind", "travelling-key").set("from", key.from.text).set("to", key.to.text).set("name", key.duplicate.name);
    json.set("public_area", base::to_base64(key.duplicate.public_area)).set("duplicate", base::to_base64(key.duplicate.duplicate));
    json.set("seed", base::to_base64(key.duplicate.seed)).set("chain", std::move(chain));
    json.set("quorum", key.duplicate.quorum ? quorum_json(*key.duplicate.quorum) : Json());
    return json;
}

Result<TravellingKey> open_travelling_key(base::ByteView message, const crypto::TrustStore& platform, const base::DeviceId& me,
                                          std::int64_t now_ms) {
    const Json json = TRY(open_signed(message, platform, "from", now_ms));
    TRY(expect(json, "travelling-key", 10));
    TravellingKey key;
    key.from = base::DeviceId(TRY(json.text("from")));
    key.to = base::DeviceId(TRY(json.text("to")));
    if (key.to != me) return Failure{Fault::parcel_not_for_us, "the key goes to " + key.to.text};
    key.duplicate.name = TRY(json.text("name"));
    key.duplicate.public_area = TRY(json.base64("public_area"));
    key.duplicate.duplicate = TRY(json.base64("duplicate"));
    key.duplicate.seed = TRY(json.base64("seed"));
    if (const Json* quorum = json.find("quorum"); quorum != nullptr && !quorum->is_null()) key.duplicate.quorum = TRY(quorum_from(*quorum));
    for (const Bytes& der : TRY(base64_list(json, "chain"))) key.chain.push_back(TRY(crypto::Certificate::from_der(der)));
    return key;
}

Result<TravelRoute> route_of(base::ByteView message, const crypto::TrustStore& platform, std::int64_t now_ms) {
    const Json json = TRY(open_signed(message, platform, "from", now_ms));
    TRY(expect(json, "travelling-key", 10));
    TravelRoute route;
    route.from = base::DeviceId(TRY(json.text("from")));
    route.to = base::DeviceId(TRY(json.text("to")));
    return route;
}

}  // namespace keys
