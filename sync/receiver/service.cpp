// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/service.h"

#include "sync/letter.h"
#include "sync/manifest.h"
#include "sync/names.h"
#include "sync/receiver/papers.h"

#include <algorithm>

namespace receiver {
namespace {

using base::Fault;

constexpr std::uint64_t body_size_max = 1U << 20U;

}  // namespace

std::uint64_t Service::body_limit(const HttpRequest& request) const {
    if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS") return 0;
    if (request.method == "PATCH" && !request.device.empty()) return chunk_size_max;
    if (request.path == "/v1/work-orders")  // base64 in JSON
        return has_api_key(m_desk, request) ? exchange::parcel_size_max / 3 * 4 + body_size_max : body_size_max;
    if (request.path == "/tsa") return 16U << 10U;
    if (request.path == "/v1/devices/letters") return exchange::letter_size_max;
    return body_size_max;
}

HttpResponse Service::handle(const HttpRequest& request) {
    const std::string_view path = request.path;
    if (request.is_cut && request.method != "PATCH") return refuse(400, Fault::message_invalid);
    const bool is_public = path == "/health" || path == "/tsa" || path == "/v1/work-orders" ||
                           path.starts_with("/crl/") || path.starts_with("/v1/trust/") ||
                           path.starts_with("/v1/enrolments") ||
                           (path.starts_with("/v1/devices/") && request.method != "POST");
    return is_public ? answer_public(request) : answer_device(request);
}

HttpResponse Service::answer_public(const HttpRequest& request) {
    const std::string_view path = request.path;
    const bool is_get = request.method == "GET" || request.method == "HEAD";
    const bool is_post = request.method == "POST";
    if (path == "/health" && is_get) return answer(200, "text/plain", base::to_bytes("ok\n"));
    if (path == "/tsa" && is_post) return answer_timestamp(m_desk, request);
    if (path == "/v1/work-orders" && is_post) return answer_new_order(m_desk, request);
    if (const auto rest = after(path, "/crl/"); rest && is_get) return answer_public_file(m_desk, *rest);
    if (const auto rest = after(path, "/v1/trust/"); rest && is_get) return answer_public_file(m_desk, *rest);
    if (const auto rest = after(path, "/v1/devices/"); rest && is_get)
        return answer_device_report(m_desk, request, *rest);
    if (const auto rest = after(path, "/v1/enrolments"); rest && is_post)
        return m_enrolments.handle(m_desk, request, *rest);
    return refuse(405, Fault::message_invalid, "method");
}

HttpResponse Service::answer_device(const HttpRequest& request) {
    if (request.device.empty() || !exchange::is_plain_name(request.device))
        return refuse(401, Fault::server_refused, "a client certificate is needed");
    const auto row = m_desk.index.device(base::DeviceId(request.device));
    if (!row) return refuse(row.failure());
    if (!row->has_value()) return refuse(403, Fault::server_refused, "not enrolled here");
    if ((*row)->retired_ms != 0) return refuse(403, Fault::server_refused, "retired");
    if ((*row)->revoked_ms != 0) return refuse(403, Fault::server_refused, "revoked");
    // The name alone is not enough: a unit that was replaced bears it too.
    const std::vector<std::string>& serials = (*row)->serials;
    if (std::find(serials.begin(), serials.end(), request.serial) == serials.end())
        return refuse(403, Fault::server_refused, "this certificate is revoked");
    const std::string_view path = request.path;
    if (path == "/v1/hello" && request.method == "POST") return answer_hello(m_desk, request);
    if (path == "/v1/devices/letters" && request.method == "POST") return answer_posted_letter(m_desk, request);
    if (path == "/v1/log/add-checkpoint" && request.method == "POST") return answer_checkpoint(m_desk, request);
    if (const auto rest = after(path, "/v1/log/entries/"); rest && request.method == "PUT")
        return answer_entries(m_desk, request, *rest);
    if (path == "/v1/blobs") return answer_upload(m_desk, request, {});
    if (const auto rest = after(path, "/v1/blobs/")) return answer_upload(m_desk, request, *rest);
    if (const auto rest = after(path, "/v1/envelopes/")) return answer_envelope(m_desk, request, *rest);
    if (const auto rest = after(path, "/v1/papers/")) return answer_paper(m_desk, request, *rest);
    if (const auto rest = after(path, "/v1/work-orders/")) return answer_order(m_desk, request, *rest);
    return refuse(404, Fault::message_invalid, "no such place");
}

}  // namespace receiver
