// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/stamp.h"

#include "appliance/crypto/random.h"
#include "appliance/crypto/timestamp.h"
#include "sync/receiver/handlers.h"

namespace receiver {
namespace {

crypto::TimestampAuthority authority_of(const Desk& desk) {
    const Identity& identity = desk.platform.timestamping;
    return {identity.certificate, identity.issuers, identity.key,
            [&desk] { return desk.index.next_number("timestamp"); }};
}

}  // namespace

base::Result<base::Bytes> stamp_digest(const Desk& desk, const base::Digest& digest, std::int64_t now_ms) {
    const base::Bytes nonce = crypto::random_bytes(16);
    const base::Bytes request = crypto::make_timestamp_request(digest, nonce);
    const base::Bytes response = TRY(authority_of(desk).answer(request, now_ms));
    // Our own answer, read as a stranger's: what would not verify must not leave.
    crypto::Timestamp timestamp = TRY(crypto::verify_response(response, digest, nonce, desk.platform.trust(), now_ms));
    return std::move(timestamp.token);
}

HttpResponse answer_timestamp(const Desk& desk, const HttpRequest& request) {
    const auto type = exchange::field(request.fields, "Content-Type");
    if (!type || *type != "application/timestamp-query") return refuse(415, base::Fault::message_invalid, "Content-Type");
    auto response = authority_of(desk).answer(request.body, desk.clock.wall_ms());
    if (!response) return refuse(response.failure());
    return answer(200, "application/timestamp-reply", std::move(*response));
}

}  // namespace receiver
