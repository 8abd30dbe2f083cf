// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/handlers.h"

#include "appliance/crypto/digest.h"
#include "sync/hello.h"
#include "sync/names.h"
#include "sync/receiver/papers.h"

namespace receiver {
namespace {

using base::Fault;

constexpr std::size_t missing_max = 1000;

std::vector<std::uint64_t> gaps_in(const std::vector<std::uint64_t>& sequences) {
    std::vector<std::uint64_t> missing;
    std::uint64_t expected = 1;
    for (std::uint64_t sequence : sequences) {
        for (; expected < sequence && missing.size() < missing_max; ++expected) missing.push_back(expected);
        expected = sequence + 1;
    }
    return missing;
}

base::Json list_of(const std::vector<std::uint64_t>& numbers) {
    base::Json list = base::Json(base::Json::Array{});
    for (std::uint64_t each : numbers) list.push(static_cast<std::int64_t>(each));
    return list;
}

base::Result<base::Bytes> greet(const Desk& desk, const DeviceRow& device, const exchange::HelloQuestion& question) {
    const auto sequences = TRY(desk.index.sequences(device.device));
    const auto orders = TRY(desk.index.work_orders(device.device));
    const auto log = TRY(desk.index.log(device.log_origin));
    exchange::HelloAnswer greeting;
    greeting.device = device.device;
    greeting.nonce = question.nonce;
    greeting.time_ms = desk.clock.wall_ms();
    greeting.committed = sequences.empty() ? 0 : sequences.back();
    greeting.missing = gaps_in(sequences);
    greeting.log_entries = log ? log->entries : 0;
    greeting.chunk_max = chunk_size_max;
    greeting.poll_s = desk.platform.plan.poll_s;
    greeting.fleet_window_s = desk.platform.plan.fleet_window_s;
    for (const WorkOrderRow& order : orders) greeting.work_orders.push_back({order.name, order.sha256, order.size});
    for (const auto& [name, content] : TRY(papers_for(desk, device.device)))
        greeting.papers.push_back({name, crypto::sha256(content), content.size()});
    return exchange::sign_statement(exchange::hello_content(greeting), desk.platform.receipt.signer());
}

}  // namespace

HttpResponse answer_hello(const Desk& desk, const HttpRequest& request) {
    const auto question = exchange::read_hello(request.body);
    if (!question) return refuse(question.failure());
    if (question->device.text != request.device) return refuse(403, Fault::server_refused, "another device's hello");
    const auto device = desk.index.device(question->device);
    if (!device || !device->has_value()) return refuse(500, Fault::disk_failed);
    auto statement = greet(desk, **device, *question);
    if (!statement) return refuse(statement.failure());
    return answer(200, "application/pkcs7-mime", std::move(*statement));
}

bool has_api_key(const Desk& desk, const HttpRequest& request) {
    const auto given = exchange::field(request.fields, "Authorization");
    // Compared as digests: equal lengths, no early end.
    return given && base::equal_constant_time(crypto::sha256(base::as_bytes(*given)),
                                              crypto::sha256(base::as_bytes("Bearer " + desk.platform.api_key)));
}

HttpResponse answer_device_report(const Desk& desk, const HttpRequest& request, std::string_view path) {
    if (!has_api_key(desk, request)) return refuse(401, Fault::server_refused, "API key");
    const base::DeviceId id{std::string(path)};
    const auto device = desk.index.device(id);
    if (!device) return refuse(device.failure());
    if (!device->has_value()) return refuse(404, Fault::record_missing);
    const auto sequences = desk.index.sequences(id);
    const auto log = desk.index.log((*device)->log_origin);
    const auto alarms = desk.index.alarms(id);
    if (!sequences || !log || !log->has_value() || !alarms) return refuse(500, Fault::disk_failed);
    base::Json alarm_list = base::Json(base::Json::Array{});
    for (const AlarmRow& each : *alarms)
        alarm_list.push(base::Json().set("kind", each.kind).set("detail", each.detail).set("at_ms", each.at_ms));
    base::Json json;
    json.set("device", id.text)
        .set("is_attested", (*device)->is_attested)
        .set("is_revoked", (*device)->revoked_ms != 0)
        .set("is_retired", (*device)->retired_ms != 0)
        .set("log_size", static_cast<std::int64_t>((*log)->tip.size))
        .set("log_entries", static_cast<std::int64_t>((*log)->entries))
        .set("envelopes", list_of(*sequences))
        .set("missing", list_of(gaps_in(*sequences)))
        .set("alarms", std::move(alarm_list));
    return answer_json(200, json);
}

HttpResponse answer_public_file(const Desk& desk, std::string_view path) {
    if (!exchange::is_plain_name(path)) return refuse(404, Fault::disk_not_found);
    auto content = desk.disk.read("public/" + std::string(path));
    if (!content) return refuse(404, Fault::disk_not_found);
    const std::string_view type = path.ends_with(".crl")   ? "application/pkix-crl"
                                  : path.ends_with(".pem") ? "application/x-pem-file"
                                                           : "text/plain; charset=utf-8";
    return answer(200, type, std::move(*content));
}

}  // namespace receiver
