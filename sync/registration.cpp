// SPDX-License-Identifier: Apache-2.0
#include "sync/registration.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using crypto::Certificate;

constexpr std::string_view list_kind = "registrations";
constexpr std::size_t chain_max = 8;
constexpr std::size_t key_name_max = 40;

Failure unfit(std::string_view what) { return {Fault::message_invalid, std::string(what)}; }

Result<base::Digest> digest_in(const Json& json, std::string_view name) {
    const Bytes bytes = TRY(json.hex(name));
    base::Digest digest{};
    if (bytes.size() != digest.size()) return unfit(name);
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

Result<Registered> registered_from(const Json& json) {
    Registered one;
    one.key = TRY(json.text("key"));
    one.certificate = TRY(digest_in(json, "certificate"));
    one.anchor = TRY(json.base64("anchor"));
    one.since_ms = TRY(json.number("since_ms"));
    TRY(Certificate::from_der(one.anchor));
    return one;
}

Result<EndedRegistration> ended_from(const Json& json) {
    EndedRegistration one;
    one.certificate = TRY(digest_in(json, "certificate"));
    one.at_ms = TRY(json.number("at_ms"));
    return one;
}

}  // namespace

std::string registration_proof(const LetterHead& head, const Certificate& certificate) {
    return "inkseal registration v1\n" + head.device.text + "\n" + head.request + "\n" + base::to_hex(certificate.fingerprint()) + "\n";
}

Json to_json(const RegistrationRequest& request) {
    Json chain{Json::Array{}};
    for (const Certificate& each : request.chain) chain.push(base::to_base64(each.der()));
    Json content = letter_with(request.head);
    content.set("key", request.key).set("certificates", std::move(chain)).set("proof", base::to_base64(request.proof));
    return content;
}

Result<RegistrationRequest> registration_request_from(const Json& content) {
    RegistrationRequest request;
    request.head = TRY(head_of(content));
    request.key = TRY(content.text("key"));
    request.proof = TRY(content.base64("proof"));
    const Json::Array* const chain = TRY(content.array("certificates"));
    if (chain->empty() || chain->size() > chain_max) return unfit("certificates");
    for (const Json& each : *chain) {
        Bytes der;
        if (each.as_text() == nullptr || !base::from_base64(*each.as_text(), der)) return unfit("certificates");
        request.chain.push_back(TRY(Certificate::from_der(der)));
    }
    if (request.head.kind != registration_request_kind || request.key.empty() || request.key.size() > key_name_max ||
        base::canonical_json(to_json(request)) != base::canonical_json(content))
        return unfit("not a request to register a certificate");
    return request;
}

Json to_json(const RegistrationList& list) {
    Json registered{Json::Array{}}, ended{Json::Array{}};
    for (const Registered& each : list.registered) {
        Json one;
        one.set("key", each.key).set("certificate", base::to_hex(each.certificate)).set("anchor", base::to_base64(each.anchor)).set("since_ms", each.since_ms);
        registered.push(std::move(one));
    }
    for (const EndedRegistration& each : list.ended) {
        Json one;
        one.set("certificate", base::to_hex(each.certificate)).set("at_ms", each.at_ms);
        ended.push(std::move(one));
    }
    Json json;
    json.set("v", 1)
        .set("kind", list_kind)
        .set("device", list.device.text)
        .set("number", static_cast<std::int64_t>(list.number))
        .set("registered", std::move(registered))
        .set("ended", std::move(ended));
    return json;
}

Result<RegistrationList> open_registrations(base::ByteView der, const base::DeviceId& device, const crypto::TrustStore& platform, std::int64_t at_ms) {
    const Json content = TRY(open_statement(der, list_kind, platform, at_ms));
    RegistrationList list;
    list.device = base::DeviceId(TRY(content.text("device")));
    if (list.device.text != device.text) return Failure{Fault::receipt_mismatch, "another device's registrations"};
    const std::int64_t number = TRY(content.number("number"));
    if (number < 1) return unfit("number");
    list.number = static_cast<std::uint64_t>(number);
    const Json::Array* const registered = TRY(content.array("registered"));
    const Json::Array* const ended = TRY(content.array("ended"));
    if (registered->size() > registrations_max || ended->size() > ended_max) return unfit("more registrations than there can be");
    for (const Json& each : *registered) list.registered.push_back(TRY(registered_from(each)));
    for (const Json& each : *ended) list.ended.push_back(TRY(ended_from(each)));
    if (base::canonical_json(to_json(list)) != base::canonical_json(content)) return unfit("members of a list of registrations");
    return list;
}

Json registration_answer(const LetterHead& asked, base::ByteView list) {
    Json content = letter_with({std::string(registration_answer_kind), asked.device, asked.request});
    content.set("list", base::to_base64(list));
    return content;
}

Result<Bytes> open_registration_answer(base::ByteView der, const LetterHead& asked, const crypto::TrustStore& platform, std::int64_t at_ms) {
    const Json content = TRY(open_answer(der, registration_answer_kind, asked, platform, at_ms));
    return content.base64("list");
}

std::string spoken_fingerprint(base::ByteView digest) {
    std::string out;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        if (i != 0 && i % 2 == 0) out += ' ';
        const std::string two = base::to_hex(digest.subspan(i, 1));
        for (const char c : two) out += c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

}  // namespace exchange
