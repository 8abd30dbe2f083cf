// SPDX-License-Identifier: Apache-2.0
// One line of a journal, for example (folded here)
//
//   {"at":1795338005000,"by":{"id":"mia","name":"Mia","proven":true,"role":"auditor"},
//    "kind":"noted","prev":"9f0c...","text":"The courier was late."}
#include "appliance/runbook/journal.h"
#include "appliance/runbook/person_json.h"

namespace runbook {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;

Result<std::uint64_t> read_count(const Json& entry, std::string_view name) {
    const std::int64_t number = TRY(entry.number(name));
    if (number < 0) return Failure{Fault::message_invalid, std::string(name) + " is negative"};
    return static_cast<std::uint64_t>(number);
}

Json json_of(const Started& event) {
    Json json;
    json.set("kind", "started").set("device", event.device).set("place", event.place).set("test", event.is_test);
    json.set("log", static_cast<std::int64_t>(event.log_size)).set("runbook", base::to_hex(event.runbook));
    return json;
}

Json json_of(const Done& event) {
    Json list{Json::Array{}};
    for (const Evidence& one : event.evidence) {
        Json evidence;
        evidence.set("kind", name_of(one.kind)).set("digest", base::to_hex(one.digest)).set("finding", one.finding);
        if (!one.surplus.empty()) evidence.set("surplus", one.surplus);
        list.push(std::move(evidence));
    }
    Json json;
    json.set("kind", "done").set("step", event.step).set("evidence", std::move(list)).set("log", static_cast<std::int64_t>(event.log_size));
    if (event.second) json.set("second", person_json(*event.second));
    if (!event.accepted.empty()) json.set("accepted", event.accepted);
    return json;
}

Json json_of(const Noted& event) {
    Json json;
    json.set("kind", "noted").set("text", event.text);
    return json;
}

Json json_of(const Cancelled& event) {
    Json json;
    json.set("kind", "cancelled").set("reason", event.reason);
    return json;
}

Result<Event> read_started(const Json& json) {
    TRY(has_exactly(json, {"at", "by", "kind", "device", "place", "test", "log", "runbook"}));
    Started event;
    event.device = TRY(json.text("device"));
    event.place = TRY(json.text("place"));
    event.is_test = TRY(json.flag("test"));
    event.log_size = TRY(read_count(json, "log"));
    event.runbook = TRY(read_digest(json, "runbook"));
    return Event{event};
}

// Absent is how nothing is spelt.
Result<std::string> read_filled(const Json& entry, std::string_view name) {
    std::string text = TRY(entry.text(name));
    if (text.empty()) return Failure{Fault::message_invalid, std::string(name) + " is empty"};
    return text;
}

Result<Event> read_done(const Json& json) {
    Done event;
    if (json.find("accepted") != nullptr) {
        TRY(has_exactly(json, {"at", "by", "kind", "step", "evidence", "log", "second", "accepted"}));
        event.accepted = TRY(read_filled(json, "accepted"));
    } else if (json.find("second") != nullptr) {
        TRY(has_exactly(json, {"at", "by", "kind", "step", "evidence", "log", "second"}));
    } else {
        TRY(has_exactly(json, {"at", "by", "kind", "step", "evidence", "log"}));
    }
    if (json.find("second") != nullptr) event.second = TRY(read_person(json, "second"));
    event.step = TRY(json.text("step"));
    event.log_size = TRY(read_count(json, "log"));
    const Json::Array* list = TRY(json.array("evidence"));
    for (const Json& one : *list) {
        if (one.find("prev") != nullptr) return Failure{Fault::message_invalid, "with members that nobody knows"};
        Evidence evidence;
        if (one.find("surplus") != nullptr) {
            TRY(has_exactly(one, {"kind", "digest", "finding", "surplus"}));
            evidence.surplus = TRY(read_filled(one, "surplus"));
        } else {
            TRY(has_exactly(one, {"kind", "digest", "finding"}));
        }
        const std::string spelt = TRY(one.text("kind"));
        const auto kind = kind_from(spelt);
        if (!kind) return Failure{Fault::message_invalid, "no such evidence"};
        evidence.kind = *kind;
        evidence.digest = TRY(read_digest(one, "digest"));
        evidence.finding = TRY(one.text("finding"));
        event.evidence.push_back(std::move(evidence));
    }
    return Event{event};
}

Result<Event> read_noted(const Json& json) {
    TRY(has_exactly(json, {"at", "by", "kind", "text"}));
    Noted event;
    event.text = TRY(json.text("text"));
    return Event{event};
}

Result<Event> read_cancelled(const Json& json) {
    TRY(has_exactly(json, {"at", "by", "kind", "reason"}));
    Cancelled event;
    event.reason = TRY(json.text("reason"));
    return Event{event};
}

Result<Event> read_kind(const Json& json) {
    const std::string kind = TRY(json.text("kind"));
    if (kind == "started") return read_started(json);
    if (kind == "done") return read_done(json);
    if (kind == "noted") return read_noted(json);
    if (kind == "cancelled") return read_cancelled(json);
    return Failure{Fault::message_invalid, "no such event"};
}

}  // namespace

Json to_json(const Event& event) {
    return std::visit(
        [](const auto& one) {
            Json json = json_of(one);
            json.set("at", one.at_ms).set("by", person_json(one.by));
            return json;
        },
        event);
}

Result<Event> event_from(const Json& json) {
    Event event = TRY(read_kind(json));
    const std::int64_t at_ms = TRY(json.number("at"));
    const Person by = TRY(read_person(json, "by"));
    std::visit(
        [&](auto& one) {
            one.at_ms = at_ms;
            one.by = by;
        },
        event);
    return event;
}

}  // namespace runbook
