// SPDX-License-Identifier: Apache-2.0
// tus 1.0, core and creation. The name of an upload is the SHA-256 of what it will hold.
#include "sync/receiver/handlers.h"

#include "sync/manifest.h"

namespace receiver {
namespace {

using base::DeviceId;
using base::Digest;
using base::Fault;

exchange::HttpFields tus_fields() { return {{"Tus-Resumable", "1.0.0"}, {"Cache-Control", "no-store"}}; }

HttpResponse with_tus(HttpResponse response) {
    response.fields.emplace_back("Tus-Resumable", "1.0.0");
    return response;
}

HttpResponse standing_at(int status, const UploadState& state) {
    exchange::HttpFields fields = tus_fields();
    fields.emplace_back("Upload-Offset", std::to_string(state.offset));
    fields.emplace_back("Upload-Length", std::to_string(state.length));
    return answer_empty(status, std::move(fields));
}

// "sha256 <base64 of the hex name>", among other keys that we do not know.
std::optional<Digest> name_in_metadata(std::string_view metadata) {
    while (!metadata.empty()) {
        const std::size_t comma = metadata.find(',');
        std::string_view pair = metadata.substr(0, comma);
        metadata.remove_prefix(comma == std::string_view::npos ? metadata.size() : comma + 1);
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        base::Bytes value;
        if (const auto text = after(pair, "sha256 "); text && base::from_base64(*text, value))
            return parse_digest(base::as_text(value));
    }
    return std::nullopt;
}

HttpResponse options() {
    exchange::HttpFields fields = tus_fields();
    fields.emplace_back("Tus-Version", "1.0.0");
    fields.emplace_back("Tus-Extension", "creation");
    fields.emplace_back("Tus-Max-Size", std::to_string(exchange::parcel_size_max));
    return answer_empty(204, std::move(fields));
}

HttpResponse create(const Desk& desk, const HttpRequest& request) {
    const auto length = exchange::number_field(request.fields, "Upload-Length");
    const auto metadata = exchange::field(request.fields, "Upload-Metadata");
    const auto name = metadata ? name_in_metadata(*metadata) : std::nullopt;
    if (!length || *length == 0 || !name) return refuse(400, Fault::message_invalid, "Upload-Length or Upload-Metadata");
    if (*length > exchange::parcel_size_max) return refuse(413, Fault::document_too_large);
    const auto state = desk.blobs.begin(DeviceId(request.device), *name, *length);
    if (!state) return refuse(state.failure());
    HttpResponse response = standing_at(201, *state);
    response.fields.emplace_back("Location", "/v1/blobs/" + base::to_hex(*name));
    return response;
}

HttpResponse head(const Desk& desk, const HttpRequest& request, const Digest& name) {
    const auto state = desk.blobs.state(DeviceId(request.device), name);
    if (!state) return refuse(state.failure());
    if (!state->has_value()) return refuse(404, Fault::disk_not_found);
    return standing_at(200, **state);
}

HttpResponse patch(const Desk& desk, const HttpRequest& request, const Digest& name) {
    const auto type = exchange::field(request.fields, "Content-Type");
    if (!type || *type != "application/offset+octet-stream") return refuse(415, Fault::message_invalid, "Content-Type");
    const auto offset = exchange::number_field(request.fields, "Upload-Offset");
    if (!offset) return refuse(400, Fault::message_invalid, "Upload-Offset");
    const auto state = desk.blobs.append(DeviceId(request.device), name, *offset, request.body);
    if (!state && state.fault() == Fault::cipher_tampered) return refuse(460, state.fault(), state.failure().detail);
    if (!state) return refuse(state.failure());
    return standing_at(204, *state);
}

}  // namespace

HttpResponse answer_upload(const Desk& desk, const HttpRequest& request, std::string_view path) {
    if (request.method == "OPTIONS") return options();
    const auto version = exchange::field(request.fields, "Tus-Resumable");
    if (!version || *version != "1.0.0") {
        HttpResponse response = refuse(412, Fault::message_invalid, "Tus-Resumable");
        response.fields.emplace_back("Tus-Version", "1.0.0");
        return response;
    }
    if (path.empty()) return with_tus(request.method == "POST" ? create(desk, request) : refuse(405, Fault::message_invalid));
    const auto name = parse_digest(path);
    if (!name) return with_tus(refuse(404, Fault::message_invalid, "no such name"));
    if (request.method == "HEAD") return head(desk, request, *name);
    if (request.method == "PATCH") return with_tus(patch(desk, request, *name));
    return with_tus(refuse(405, Fault::message_invalid));
}

}  // namespace receiver
