// SPDX-License-Identifier: Apache-2.0
// The commit: a parcel whose bytes are here becomes a stored envelope, and is answered
// with the same receipt for ever.
#include "sync/receiver/handlers.h"

#include "appliance/crypto/digest.h"
#include "appliance/crypto/random.h"
#include "appliance/crypto/timestamp.h"
#include "sync/names.h"
#include "sync/receipt.h"
#include "sync/receiver/stamp.h"

namespace receiver {
namespace {

using base::DeviceId;
using base::Fault;
using base::Result;

constexpr std::string_view durable_words = "file and index synced";

struct Place {
    DeviceId device;
    std::uint64_t sequence = 0;
    std::string_view part;  // empty, "receipt" or "timestamp"
};

std::optional<Place> parse_place(std::string_view path) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    Place place{DeviceId(std::string(path.substr(0, slash))), 0, {}};
    path.remove_prefix(slash + 1);
    const std::size_t end = path.find('/');
    const auto sequence = exchange::parse_decimal(path.substr(0, end));
    if (!sequence || *sequence == 0 || *sequence > exchange::sequence_max) return std::nullopt;
    place.sequence = *sequence;
    if (end != std::string_view::npos) place.part = path.substr(end + 1);
    return place;
}

HttpResponse show(const EnvelopeRow& row) {
    base::Json json;
    json.set("receipt", base::to_base64(row.receipt));
    if (!row.timestamp.empty()) json.set("timestamp", base::to_base64(row.timestamp));
    return answer_json(200, json);
}

void raise_alarm(const Desk& desk, const DeviceId& device, const char* kind, std::string detail, base::ByteView evidence) {
    // An alarm that cannot be kept must not turn a refusal into a success.
    (void)desk.index.add_alarm(device, {kind, std::move(detail), desk.clock.wall_ms()}, evidence);
}

Result<EnvelopeRow> store(const Desk& desk, const exchange::ClearManifest& manifest, std::string_view text) {
    EnvelopeRow row;
    row.manifest = std::string(text);
    const std::int64_t now_ms = desk.clock.wall_ms();
    const base::Json content = exchange::receipt_content(manifest, now_ms, durable_words);
    row.receipt = TRY(exchange::sign_statement(content, desk.platform.receipt.signer()));
    if (manifest.seal_id) row.timestamp = TRY(stamp_digest(desk, *manifest.seal_id, now_ms));
    return desk.index.add_envelope(manifest.device, manifest.sequence, manifest.parcel_sha256, row);
}

HttpResponse commit(const Desk& desk, const HttpRequest& request, const Place& place) {
    const auto manifest = exchange::read_manifest(request.body);
    if (!manifest) return refuse(manifest.failure());
    if (manifest->device != place.device || manifest->sequence != place.sequence)
        return refuse(422, Fault::parcel_invalid, "the manifest is of another place");
    const std::string_view text = base::as_text(request.body);
    const auto fork = [&](const char* what) {
        raise_alarm(desk, place.device, "envelope_conflict", what, request.body);
        return refuse(409, Fault::server_conflict, what);
    };
    const auto standing = desk.index.envelope(place.device, place.sequence);
    if (!standing) return refuse(standing.failure());
    if (standing->has_value())
        return (*standing)->manifest == text ? show(**standing) : fork("another manifest holds this sequence number");
    const auto blob = desk.blobs.state(place.device, manifest->parcel_sha256);
    if (!blob) return refuse(blob.failure());
    if (!blob->has_value() || !(*blob)->is_whole() || (*blob)->length != manifest->size)
        return refuse(412, Fault::record_missing, "the parcel is not here");
    const auto row = store(desk, *manifest, text);
    if (!row && row.fault() == Fault::server_conflict) return fork("the parcel holds another sequence number");
    if (!row) return refuse(row.failure());
    // Two at once: the first one's row stands for both.
    return row->manifest == text ? show(*row) : fork("another manifest holds this sequence number");
}

}  // namespace

HttpResponse answer_envelope(const Desk& desk, const HttpRequest& request, std::string_view path) {
    const auto place = parse_place(path);
    if (!place) return refuse(404, Fault::message_invalid, "no such place");
    if (place->device.text != request.device) return refuse(403, Fault::server_refused, "another device's envelope");
    if (request.method == "PUT" && place->part.empty()) return commit(desk, request, *place);
    if (request.method != "GET") return refuse(405, Fault::message_invalid);
    const auto row = desk.index.envelope(place->device, place->sequence);
    if (!row) return refuse(row.failure());
    if (!row->has_value()) return refuse(404, Fault::record_missing);
    if (place->part.empty()) return show(**row);
    if (place->part == "receipt") return answer(200, "application/pkcs7-mime", (*row)->receipt);
    if (place->part == "timestamp" && !(*row)->timestamp.empty())
        return answer(200, "application/timestamp-token", (*row)->timestamp);
    return refuse(404, Fault::record_missing);
}

}  // namespace receiver
