// SPDX-License-Identifier: Apache-2.0
// What every handler works with, and how it answers.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/json.h"
#include "sync/http.h"
#include "sync/receiver/blob_store.h"
#include "sync/receiver/index_store.h"
#include "sync/receiver/platform.h"

namespace receiver {

struct Desk {
    const Platform& platform;
    IndexStore& index;
    BlobStore& blobs;
    base::Disk& disk;  // the state folder, for public/
    const base::Clock& clock;
    crypto::TrustStore endorsement_roots;  // makers of TPMs; may be empty
};

inline constexpr std::uint64_t chunk_size_max = 8U << 20U;

// --- answers
exchange::HttpResponse answer(int status, std::string_view type, base::Bytes body);
exchange::HttpResponse answer_json(int status, const base::Json& json);
exchange::HttpResponse answer_empty(int status, exchange::HttpFields fields = {});
// {"error":"<fault>","detail":"..."}
exchange::HttpResponse refuse(int status, base::Fault fault, std::string_view detail = {});
// The status that fits a fault: 507 for a full disk, 500 for a broken one, 400, 404, 409 ...
exchange::HttpResponse refuse(const base::Failure& failure);

// "a/b/c" of "/v1/blobs/a/b/c" for prefix "/v1/blobs/"; nullopt when it does not begin so.
std::optional<std::string_view> after(std::string_view path, std::string_view prefix);
std::optional<base::Digest> parse_digest(std::string_view hex);

}  // namespace receiver

