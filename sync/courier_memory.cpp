// SPDX-License-Identifier: Apache-2.0
#include "sync/courier_memory.h"

#include "sync/http.h"
#include "sync/names.h"

namespace exchange {
namespace {

using base::Json;

Json number(std::uint64_t value) { return Json(static_cast<std::int64_t>(value)); }

base::Result<CourierMemory> read_members(const Json& json) {
    CourierMemory memory;
    memory.failures = static_cast<std::uint32_t>(TRY(json.number("failures")));
    memory.trouble_since_ms = TRY(json.number("trouble_since_ms"));
    memory.next_visit_ms = TRY(json.number("next_visit_ms"));
    memory.time_floor_ms = TRY(json.number("time_floor_ms"));
    memory.fault = TRY(json.text("fault"));
    memory.detail = TRY(json.text("detail"));
    memory.fleet_window_s = static_cast<std::uint32_t>(TRY(json.number("fleet_window_s")));
    memory.poll_s = static_cast<std::uint32_t>(TRY(json.number("poll_s")));
    memory.chunk_size = static_cast<std::uint64_t>(TRY(json.number("chunk_size")));
    memory.cosigned_size = static_cast<std::uint64_t>(TRY(json.number("cosigned_size")));
    for (const auto& [key, value] : *TRY(json.object("troubles"))) {
        const auto sequence = parse_decimal(key);
        const std::int64_t* count = value.as_number();
        if (sequence && count != nullptr) memory.troubles[*sequence] = static_cast<std::uint32_t>(*count);
    }
    for (const auto& [key, value] : *TRY(json.object("parked"))) {
        const auto sequence = parse_decimal(key);
        if (!sequence) continue;
        ParkedParcel parked;
        parked.fault = TRY(value.text("fault"));
        parked.detail = TRY(value.text("detail"));
        parked.manifest_sha256 = TRY(value.text("manifest_sha256"));
        parked.again_after_ms = TRY(value.number("again_after_ms"));
        memory.parked[*sequence] = std::move(parked);
    }
    // A courier before this one knew of no papers.
    if (const Json* papers = json.find("papers"); papers != nullptr && papers->as_object() != nullptr)
        for (const auto& [name, digest] : *papers->as_object())
            if (digest.as_text() != nullptr) memory.papers[name] = *digest.as_text();
    return memory;
}

}  // namespace

std::string write_memory(const CourierMemory& memory) {
    Json troubles = Json(Json::Object{});
    for (const auto& [sequence, count] : memory.troubles) troubles.set(std::to_string(sequence), number(count));
    Json all_parked = Json(Json::Object{});
    for (const auto& [sequence, parked] : memory.parked) {
        Json row;
        row.set("fault", parked.fault)
            .set("detail", parked.detail)
            .set("manifest_sha256", parked.manifest_sha256)
            .set("again_after_ms", parked.again_after_ms);
        all_parked.set(std::to_string(sequence), std::move(row));
    }
    Json papers = Json(Json::Object{});
    for (const auto& [name, digest] : memory.papers) papers.set(name, digest);
    Json json;
    json.set("failures", number(memory.failures))
        .set("trouble_since_ms", memory.trouble_since_ms)
        .set("next_visit_ms", memory.next_visit_ms)
        .set("time_floor_ms", memory.time_floor_ms)
        .set("fault", memory.fault)
        .set("detail", memory.detail)
        .set("fleet_window_s", number(memory.fleet_window_s))
        .set("poll_s", number(memory.poll_s))
        .set("chunk_size", number(memory.chunk_size))
        .set("cosigned_size", number(memory.cosigned_size))
        .set("troubles", std::move(troubles))
        .set("parked", std::move(all_parked))
        .set("papers", std::move(papers));
    return base::canonical_json(json);
}

CourierMemory read_memory(base::ByteView text) {
    const auto json = base::parse_json(base::as_text(text), {.size_max = 16U << 20U, .depth_max = 4});
    if (!json) return {};
    const auto memory = read_members(*json);
    return memory ? *memory : CourierMemory{};
}

}  // namespace exchange
