// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/desk.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Fault;

int status_of(Fault fault) {
    switch (fault) {
        case Fault::disk_full: return 507;
        case Fault::disk_not_found:
        case Fault::record_missing: return 404;
        case Fault::server_conflict:
        case Fault::log_conflict: return 409;
        case Fault::message_invalid:
        case Fault::checkpoint_invalid:
        case Fault::certificate_invalid: return 400;
        case Fault::parcel_invalid:
        case Fault::envelope_invalid:
        case Fault::signature_invalid:
        case Fault::proof_invalid: return 422;
        case Fault::server_refused:
        case Fault::certificate_untrusted:
        case Fault::certificate_expired:
        case Fault::certificate_revoked: return 403;
        default: return 500;
    }
}

}  // namespace

exchange::HttpResponse answer(int status, std::string_view type, base::Bytes body) {
    return {status, {{"Content-Type", std::string(type)}, {"Cache-Control", "no-store"}}, std::move(body)};
}

exchange::HttpResponse answer_json(int status, const base::Json& json) {
    return answer(status, "application/json", base::to_bytes(base::canonical_json(json)));
}

exchange::HttpResponse answer_empty(int status, exchange::HttpFields fields) { return {status, std::move(fields), {}}; }

exchange::HttpResponse refuse(int status, Fault fault, std::string_view detail) {
    // Trouble of ours is not explained to strangers; the log has it.
    base::Json json;
    json.set("error", base::row_of(fault).name).set("detail", status >= 500 ? std::string_view() : detail);
    return answer_json(status, json);
}

exchange::HttpResponse refuse(const base::Failure& failure) {
    exchange::HttpResponse response = refuse(status_of(failure.fault), failure.fault, failure.detail);
    if (response.status == 507) response.fields.emplace_back("Retry-After", "300");
    return response;
}

std::optional<std::string_view> after(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix)) return std::nullopt;
    return path.substr(prefix.size());
}

std::optional<base::Digest> parse_digest(std::string_view hex) {
    base::Bytes bytes;
    base::Digest digest{};
    const bool is_lower = std::none_of(hex.begin(), hex.end(), [](char c) { return c >= 'A' && c <= 'F'; });
    if (!is_lower || hex.size() != 64 || !base::from_hex(hex, bytes)) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

}  // namespace receiver
