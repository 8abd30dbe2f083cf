// SPDX-License-Identifier: Apache-2.0
#include "sync/approval_letter.h"

#include "appliance/crypto/digest.h"

#include <algorithm>
#include <limits>

namespace exchange {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

constexpr std::size_t name_size = 34;  // nameAlg, SHA-256

template <typename Number>
Result<Number> natural(const Json& json, std::string_view name) {
    const std::int64_t value = TRY(json.number(name));
    if (value < 0 || static_cast<std::uint64_t>(value) > std::numeric_limits<Number>::max())
        return Failure{Fault::message_invalid, std::string(name)};
    return static_cast<Number>(value);
}

Json to_json(const Statement& statement) {
    Json json;
    json.set("attested", base::to_base64(statement.attested)).set("signature", base::to_base64(statement.signature));
    return json;
}

Result<Statement> statement_in(const Json& content, std::string_view name) {
    const Json* json = content.find(name);
    if (json == nullptr) return Failure{Fault::message_invalid, std::string(name)};
    Statement statement;
    statement.attested = TRY(json->base64("attested"));
    statement.signature = TRY(json->base64("signature"));
    return statement;
}

Json number(std::uint64_t value) { return Json(static_cast<std::int64_t>(value)); }

}  // namespace

Json to_json(const ApprovalTerms& terms) {
    Json pcrs{Json::Array{}};
    for (const std::uint8_t pcr : terms.pcrs) pcrs.push(std::int64_t{pcr});
    Json json;
    json.set("pcrs", std::move(pcrs))
        .set("pcr_digest", base::to_hex(terms.pcr_digest))
        .set("storage_key_name", base::to_hex(terms.storage_key_name))
        .set("clock_limit_ms", number(terms.clock_limit_ms))
        .set("reset_limit", number(terms.reset_limit))
        .set("serial_budget", number(terms.serial_budget))
        .set("approval_epoch", number(terms.approval_epoch))
        .set("signature", base::to_hex(terms.signature))
        .set("permit", base::to_hex(terms.permit));
    return json;
}

Result<ApprovalTerms> approval_terms_from(const Json& json) {
    ApprovalTerms terms;
    for (const Json& each : *TRY(json.array("pcrs"))) {
        const std::int64_t* pcr = each.as_number();
        if (pcr == nullptr || *pcr < 0 || *pcr > 23 || (!terms.pcrs.empty() && *pcr <= terms.pcrs.back()))
            return Failure{Fault::message_invalid, "pcrs"};
        terms.pcrs.push_back(static_cast<std::uint8_t>(*pcr));
    }
    const base::Bytes digest = TRY(json.hex("pcr_digest"));
    terms.storage_key_name = TRY(json.hex("storage_key_name"));
    if (digest.size() != terms.pcr_digest.size() || terms.storage_key_name.size() != name_size)
        return Failure{Fault::message_invalid, "pcr_digest or storage_key_name"};
    std::copy(digest.begin(), digest.end(), terms.pcr_digest.begin());
    terms.clock_limit_ms = TRY(natural<std::uint64_t>(json, "clock_limit_ms"));
    terms.reset_limit = TRY(natural<std::uint32_t>(json, "reset_limit"));
    terms.serial_budget = TRY(natural<std::uint64_t>(json, "serial_budget"));
    terms.approval_epoch = TRY(natural<std::uint64_t>(json, "approval_epoch"));
    terms.signature = TRY(json.hex("signature"));
    terms.permit = TRY(json.hex("permit"));
    if (base::canonical_json(to_json(terms)) != base::canonical_json(json)) return Failure{Fault::message_invalid, "approval"};
    return terms;
}

base::Digest approval_binding(std::string_view request) {
    return crypto::sha256(base::as_bytes("inkseal approval request v1\n" + std::string(request)));
}

Json to_json(const ApprovalRequest& request) {
    Json content = letter_with(request.head);
    content.set("proposal", to_json(request.proposal))
        .set("platform_signature", base::to_hex(request.platform_signature))
        .set("clock", to_json(request.clock))
        .set("serial", to_json(request.serial))
        .set("epoch", to_json(request.epoch));
    return content;
}

Result<ApprovalRequest> approval_request_from(const Json& content) {
    ApprovalRequest request;
    request.head = TRY(head_of(content));
    const Json* proposal = content.find("proposal");
    if (proposal == nullptr) return Failure{Fault::message_invalid, "proposal"};
    request.proposal = TRY(approval_terms_from(*proposal));
    request.platform_signature = TRY(content.hex("platform_signature"));
    request.clock = TRY(statement_in(content, "clock"));
    request.serial = TRY(statement_in(content, "serial"));
    request.epoch = TRY(statement_in(content, "epoch"));
    if (request.head.kind != approval_request_kind || base::canonical_json(to_json(request)) != base::canonical_json(content))
        return Failure{Fault::message_invalid, "not a request for an approval"};
    return request;
}

Json epoch_order(const base::DeviceId& device, std::uint64_t at_least) {
    Json content;
    content.set("v", 1).set("kind", epoch_order_kind).set("device", device.text).set("at_least", number(at_least));
    return content;
}

Result<std::uint64_t> open_epoch_order(base::ByteView der, const base::DeviceId& device, const crypto::TrustStore& platform,
                                       std::int64_t at_ms) {
    const Json content = TRY(open_statement(der, epoch_order_kind, platform, at_ms));
    const auto whose = content.text("device");
    const auto at_least = natural<std::uint64_t>(content, "at_least");
    if (!whose || !at_least) return Failure{Fault::receipt_invalid, "approval epoch"};
    if (*whose != device.text) return Failure{Fault::receipt_mismatch, "an order to another device"};
    return *at_least;
}

}  // namespace exchange
