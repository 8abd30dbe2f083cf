// SPDX-License-Identifier: Apache-2.0
#include "sync/certificate_letter.h"

#include "appliance/crypto/digest.h"

#include <algorithm>

namespace exchange {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using crypto::Certificate;

constexpr std::size_t key_name_max = 40;
constexpr std::size_t chain_max = 8;

bool is_key_name(std::string_view name) {
    return !name.empty() && name.size() <= key_name_max && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

// Of a serial number: hexadecimal in capitals, as certificates print it, or nothing.
bool is_serial(std::string_view text) {
    return text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

Json list_of(const std::vector<Certificate>& certificates) {
    Json list{Json::Array{}};
    for (const Certificate& each : certificates) list.push(base::to_base64(each.der()));
    return list;
}

constexpr std::size_t custodians_max = 5;

Json to_json(const KeyPolicy& policy) {
    Json custodians{Json::Array{}};
    for (const Bytes& each : policy.custodians) custodians.push(base::to_base64(each));
    Json json;
    json.set("storage_key_name", base::to_hex(policy.storage_key_name))
        .set("counter", static_cast<std::int64_t>(policy.counter))
        .set("counter_value", static_cast<std::int64_t>(policy.counter_value))
        .set("needed", static_cast<std::int64_t>(policy.needed))
        .set("custodians", std::move(custodians));
    return json;
}

Result<KeyPolicy> policy_in(const Json& attested) {
    const Json* const json = attested.find("policy");
    if (json == nullptr) return Failure{Fault::message_invalid, "policy"};
    KeyPolicy policy;
    policy.storage_key_name = TRY(json->hex("storage_key_name"));
    const std::int64_t counter = TRY(json->number("counter"));
    const std::int64_t value = TRY(json->number("counter_value"));
    const std::int64_t needed = TRY(json->number("needed"));
    if (policy.storage_key_name.size() != 34 || counter < 0 || counter > 0xffffffff || value < 0 || needed < 0 || needed > 3)
        return Failure{Fault::message_invalid, "policy"};
    policy.counter = static_cast<std::uint32_t>(counter);
    policy.counter_value = static_cast<std::uint64_t>(value);
    policy.needed = static_cast<std::uint8_t>(needed);
    const Json::Array& custodians = *TRY(json->array("custodians"));
    for (const Json& each : custodians) {
        Bytes key;
        if (each.as_text() == nullptr || !base::from_base64(*each.as_text(), key) || policy.custodians.size() == custodians_max)
            return Failure{Fault::message_invalid, "custodians"};
        policy.custodians.push_back(std::move(key));
    }
    return policy;
}

Result<std::vector<Certificate>> certificates_in(const Json& content, std::string_view name) {
    const Json::Array& list = *TRY(content.array(name));
    std::vector<Certificate> all;
    for (const Json& each : list) {
        Bytes der;
        if (each.as_text() == nullptr || !base::from_base64(*each.as_text(), der) || all.size() == chain_max)
            return Failure{Fault::message_invalid, std::string(name)};
        all.push_back(TRY(Certificate::from_der(der)));
    }
    if (all.empty()) return Failure{Fault::message_invalid, std::string(name)};
    return all;
}

}  // namespace

base::Digest certificate_binding(std::string_view request) {
    return crypto::sha256(base::as_bytes("inkseal certificate request v1\n" + std::string(request)));
}

Json to_json(const CertificateRequest& request) {
    Json content = letter_with(request.head);
    content.set("key", request.key)
        .set("purpose", "document-signing")
        .set("csr", base::to_base64(request.csr))
        .set("replaces", request.replaces);
    if (request.statement) {
        Json attested;
        attested.set("public_area", base::to_base64(request.statement->public_area))
            .set("attested", base::to_base64(request.statement->attested))
            .set("signature", base::to_base64(request.statement->signature))
            .set("policy", to_json(request.statement->policy));
        content.set("attested", std::move(attested));
    } else {
        content.set("origin", "imported");
    }
    return content;
}

Result<CertificateRequest> certificate_request_from(const Json& content) {
    CertificateRequest request;
    request.head = TRY(head_of(content));
    request.key = TRY(content.text("key"));
    request.csr = TRY(content.base64("csr"));
    request.replaces = TRY(content.text("replaces"));
    const std::string purpose = TRY(content.text("purpose"));
    if (const Json* attested = content.find("attested")) {
        KeyStatement statement;
        statement.public_area = TRY(attested->base64("public_area"));
        statement.attested = TRY(attested->base64("attested"));
        statement.signature = TRY(attested->base64("signature"));
        statement.policy = TRY(policy_in(*attested));
        request.statement = std::move(statement);
    } else if (TRY(content.text("origin")) != "imported") {
        return Failure{Fault::message_invalid, "origin"};
    }
    if (request.head.kind != certificate_request_kind || purpose != "document-signing" || !is_key_name(request.key) ||
        !is_serial(request.replaces) || base::canonical_json(to_json(request)) != base::canonical_json(content))
        return Failure{Fault::message_invalid, "not a request for a certificate"};
    return request;
}

Json to_json(const CertificateAnswer& answer, const LetterHead& asked) {
    Json content = letter_with(asked);
    content.set("kind", certificate_answer_kind)
        .set("key", answer.key)
        .set("origin", answer.origin)
        .set("certificates", list_of(answer.chain))
        .set("anchors", list_of(answer.anchors))
        .set("serial", answer.chain.front().serial_hex())
        .set("fingerprint", base::to_hex(answer.chain.front().fingerprint()));
    return content;
}

Result<CertificateAnswer> open_certificate_answer(base::ByteView der, const LetterHead& asked, base::ByteView public_key,
                                                  const crypto::TrustStore& platform, std::int64_t at_ms) {
    const Json content = TRY(open_answer(der, certificate_answer_kind, asked, platform, at_ms));
    CertificateAnswer answer;
    answer.key = TRY(content.text("key"));
    answer.origin = TRY(content.text("origin"));
    answer.chain = TRY(certificates_in(content, "certificates"));
    answer.anchors = TRY(certificates_in(content, "anchors"));
    if (!base::equal_constant_time(answer.chain.front().public_key(), public_key))
        return Failure{Fault::receipt_mismatch, "a certificate for another key"};
    TRY(platform.verify(answer.chain.front(), crypto::Purpose::document_signing, at_ms, answer.chain));
    return answer;
}

}  // namespace exchange
