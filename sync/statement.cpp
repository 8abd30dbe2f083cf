// SPDX-License-Identifier: Apache-2.0
#include "sync/statement.h"

namespace exchange {
namespace {

constexpr std::size_t statement_size_max = 256U << 10U;

base::Failure invalid(std::string why) { return {base::Fault::receipt_invalid, std::move(why)}; }

}  // namespace

base::Result<base::Bytes> sign_statement(const base::Json& content, const crypto::CmsSigner& signer) {
    return crypto::sign_message(base::as_bytes(base::canonical_json(content)), signer);
}

base::Result<base::Json> open_statement(base::ByteView der, std::string_view kind, const crypto::TrustStore& platform,
                                        std::int64_t at_ms) {
    if (der.size() > statement_size_max) return invalid("too large");
    const auto message = crypto::verify_message(der, platform, crypto::Purpose::receipt, at_ms);
    if (!message)
        return invalid(std::string(base::row_of(message.fault()).name) + ": " + message.failure().detail);
    auto json = base::parse_json(base::as_text(message->content), {.size_max = statement_size_max, .depth_max = 4});
    if (!json) return invalid(json.failure().detail);
    if (base::canonical_json(*json) != base::as_text(message->content)) return invalid("not the canonical spelling");
    const auto found = json->text("kind");
    if (!found || *found != kind) return invalid("not a statement of kind " + std::string(kind));
    return json;
}

}  // namespace exchange
