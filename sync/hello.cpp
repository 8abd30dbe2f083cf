// SPDX-License-Identifier: Apache-2.0
#include "sync/hello.h"

#include "appliance/base/calendar.h"
#include "sync/manifest.h"
#include "sync/names.h"

#include <algorithm>
#include <limits>

namespace exchange {
namespace {

using base::Fault;
using base::Json;
using base::Result;

constexpr std::size_t work_orders_max = 1000;
constexpr std::size_t papers_max = 100;

Json number(std::uint64_t value) { return Json(static_cast<std::int64_t>(value)); }

Result<std::uint64_t> natural(const Json& json, std::string_view name) {
    const std::int64_t value = TRY(json.number(name));
    if (value < 0) return base::Failure{Fault::message_invalid, std::string(name)};
    return static_cast<std::uint64_t>(value);
}

Result<std::uint32_t> seconds(const Json& json, std::string_view name) {
    const std::uint64_t value = TRY(natural(json, name));
    if (value > 86'400) return base::Failure{Fault::message_invalid, std::string(name)};
    return static_cast<std::uint32_t>(value);
}

Result<WorkOrderNotice> read_notice(const Json& row) {
    WorkOrderNotice notice;
    notice.name = TRY(row.text("name"));
    const base::Bytes digest = TRY(row.hex("sha256"));
    notice.size = TRY(natural(row, "size"));
    if (!is_plain_name(notice.name) || digest.size() != 32 || notice.size > parcel_size_max)
        return base::Failure{Fault::message_invalid, "work order"};
    std::copy(digest.begin(), digest.end(), notice.sha256.begin());
    return notice;
}

Result<HelloAnswer> read_answer(const Json& json) {
    HelloAnswer answer;
    answer.device = base::DeviceId(TRY(json.text("device")));
    answer.nonce = TRY(json.text("nonce"));
    const auto time = base::from_rfc3339(TRY(json.text("time")));
    if (!time) return base::Failure{Fault::message_invalid, "time"};
    answer.time_ms = *time;
    answer.committed = TRY(natural(json, "committed"));
    answer.log_entries = TRY(natural(json, "log_entries"));
    answer.chunk_max = TRY(natural(json, "chunk_max"));
    answer.poll_s = TRY(seconds(json, "poll_s"));
    answer.fleet_window_s = TRY(seconds(json, "fleet_window_s"));
    const Json::Array& missing = *TRY(json.array("missing"));
    for (const Json& each : missing) {
        const std::int64_t* value = each.as_number();
        if (value == nullptr || *value < 1) return base::Failure{Fault::message_invalid, "missing"};
        answer.missing.push_back(static_cast<std::uint64_t>(*value));
    }
    const Json::Array& orders = *TRY(json.array("work_orders"));
    if (orders.size() > work_orders_max) return base::Failure{Fault::message_invalid, "work_orders"};
    for (const Json& each : orders) {
        WorkOrderNotice notice = TRY(read_notice(each));
        answer.work_orders.push_back(std::move(notice));
    }
    if (json.find("papers") == nullptr) return answer;  // a platform before this one
    const Json::Array& papers = *TRY(json.array("papers"));
    if (papers.size() > papers_max) return base::Failure{Fault::message_invalid, "papers"};
    for (const Json& each : papers) {
        WorkOrderNotice notice = TRY(read_notice(each));
        answer.papers.push_back(std::move(notice));
    }
    return answer;
}

Json list_of(const std::vector<WorkOrderNotice>& notices) {
    Json list = Json(Json::Array{});
    for (const WorkOrderNotice& each : notices) {
        Json row;
        row.set("name", each.name).set("sha256", base::to_hex(each.sha256)).set("size", number(each.size));
        list.push(std::move(row));
    }
    return list;
}

}  // namespace

std::string write_hello(const HelloQuestion& question) {
    Json json;
    json.set("v", 1)
        .set("device", question.device.text)
        .set("nonce", question.nonce)
        .set("pending", number(question.pending));
    if (!question.log_origin.empty()) {
        Json log;
        log.set("origin", question.log_origin).set("size", number(question.log_size));
        json.set("log", std::move(log));
    }
    return base::canonical_json(json);
}

Result<HelloQuestion> read_hello(base::ByteView body) {
    const Json json = TRY(base::parse_json(base::as_text(body), {.size_max = 4096, .depth_max = 2}));
    HelloQuestion question;
    question.device = base::DeviceId(TRY(json.text("device")));
    question.nonce = TRY(json.text("nonce"));
    question.pending = TRY(natural(json, "pending"));
    if (const Json* log = json.find("log"); log != nullptr && !log->is_null()) {
        question.log_origin = TRY(log->text("origin"));
        question.log_size = TRY(natural(*log, "size"));
    }
    base::Bytes nonce;
    if (question.nonce.size() != 32 || !base::from_hex(question.nonce, nonce))
        return base::Failure{Fault::message_invalid, "nonce"};
    return question;
}

Json hello_content(const HelloAnswer& answer) {
    Json missing = Json(Json::Array{});
    for (std::uint64_t each : answer.missing) missing.push(number(each));
    Json json;
    json.set("v", 1)
        .set("kind", "hello")
        .set("device", answer.device.text)
        .set("nonce", answer.nonce)
        .set("time", base::to_rfc3339(answer.time_ms))
        .set("committed", number(answer.committed))
        .set("missing", std::move(missing))
        .set("log_entries", number(answer.log_entries))
        .set("chunk_max", number(answer.chunk_max))
        .set("poll_s", number(answer.poll_s))
        .set("fleet_window_s", number(answer.fleet_window_s))
        .set("work_orders", list_of(answer.work_orders))
        .set("papers", list_of(answer.papers));
    return json;
}

Result<HelloAnswer> verify_hello(base::ByteView der, const base::DeviceId& device, std::string_view nonce,
                                 const crypto::TrustStore& platform, std::int64_t at_ms) {
    const Json json = TRY(open_statement(der, "hello", platform, at_ms));
    auto answer = read_answer(json);
    if (!answer) return base::Failure{Fault::receipt_invalid, "hello: " + answer.failure().detail};
    if (answer->device != device || answer->nonce != nonce)
        return base::Failure{Fault::receipt_mismatch, "a hello that answers another question"};
    return answer;
}

}  // namespace exchange
