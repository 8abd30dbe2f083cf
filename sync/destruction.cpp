// SPDX-License-Identifier: Apache-2.0
#include "sync/destruction.h"

#include "appliance/base/calendar.h"

namespace exchange {
namespace {

using base::Json;
using base::Result;

constexpr std::string_view kind = "certificate of destruction";
constexpr std::string_view standard = "NIST SP 800-88 Rev. 1";
constexpr std::size_t keys_max = 256;
constexpr std::size_t text_max = 4096;
constexpr std::int64_t latest_ms = 253'402'300'799'000;  // the end of the year 9999

base::Failure wrong(const char* why) { return {base::Fault::message_invalid, std::string("certificate of destruction: ") + why}; }

Json to_json(const DestructionParty& party) {
    Json json;
    json.set("id", party.id).set("name", party.name).set("title", party.title).set("by_token", party.is_proven);
    return json;
}

Result<DestructionParty> party_from(const Json& json, std::string_view name) {
    const Json::Object* members = TRY(json.object(name));
    const Json value(*members);
    DestructionParty party;
    party.id = TRY(value.text("id"));
    party.name = TRY(value.text("name"));
    party.title = TRY(value.text("title"));
    party.is_proven = TRY(value.flag("by_token"));
    return party;
}

Json media(const DestructionStatement& statement) {
    Json chip;
    chip.set("type", "TPM 2.0 security chip").set("serial", statement.chip).set("objects", statement.objects);
    Json store;
    store.set("type", "storage of the device").set("contents", "state folder: records, outbox, log, blobs of the chip; encrypted under keys that the chip releases");
    Json list;
    list.push(std::move(chip)).push(std::move(store));
    return list;
}

Json sanitization(const DestructionStatement& statement) {
    Json json;
    json.set("type", statement.sanitization == Sanitization::purge ? "Purge" : "Clear");
    json.set("method", "cryptographic erase");
    json.set("details", "the keys end in the chip, the epoch counter is advanced, TPM2_Clear replaces the storage seed; then every file is overwritten once and removed");
    json.set("tool", "inkseal").set("tool_version", statement.tool_version);
    json.set("verification", "full: what the chip holds and what the folder holds are listed afterwards, in the report beside this statement");
    json.set("destination", statement.begins_again ? "stays in use here" : "leaves use");
    return json;
}

Result<Sanitization> sanitization_from(const Json& json) {
    const std::string type = TRY(json.text("type"));
    if (type == "Purge") return Sanitization::purge;
    if (type == "Clear") return Sanitization::clear;
    return wrong("type");
}

Result<std::uint64_t> natural(const Json& json, std::string_view name) {
    const std::int64_t value = TRY(json.number(name));
    if (value < 0) return wrong("a number below zero");
    return static_cast<std::uint64_t>(value);
}

}  // namespace

Json to_json(const DestructionStatement& statement) {
    Json keys{Json::Array{}};
    for (const DestroyedKey& key : statement.keys) {
        Json item;
        item.set("name", key.name).set("standing", key.standing).set("public_key", base::to_base64(key.public_key));
        keys.push(std::move(item));
    }
    Json counters{Json::Array{}};
    for (const LastCount& counter : statement.counters) {
        Json item;
        item.set("name", counter.name).set("value", static_cast<std::int64_t>(counter.value));
        counters.push(std::move(item));
    }
    Json undelivered;
    undelivered.set("documents", static_cast<std::int64_t>(statement.undelivered)).set("reason", statement.reason);
    Json json;
    json.set("v", 1).set("kind", kind).set("standard", standard);
    json.set("device", statement.device.text).set("place", statement.place).set("rehearsal", statement.is_rehearsal);
    json.set("media", media(statement)).set("sanitization", sanitization(statement));
    json.set("date", base::to_rfc3339(statement.at_ms)).set("date_ms", statement.at_ms);
    json.set("performed_by", to_json(statement.officer)).set("witnessed_by", to_json(statement.witness));
    json.set("undelivered", std::move(undelivered)).set("keys", std::move(keys)).set("counters", std::move(counters));
    json.set("last_checkpoint", statement.checkpoint);
    return json;
}

Result<DestructionStatement> destruction_from(const Json& json) {
    DestructionStatement out;
    if (TRY(json.number("v")) != 1 || TRY(json.text("kind")) != kind || TRY(json.text("standard")) != standard) return wrong("another kind of statement");
    out.device = base::DeviceId(TRY(json.text("device")));
    out.place = TRY(json.text("place"));
    out.is_rehearsal = TRY(json.flag("rehearsal"));
    const Json::Array* media = TRY(json.array("media"));
    if (media->size() != 2) return wrong("media");
    out.chip = TRY(media->front().text("serial"));
    const Json* objects = media->front().find("objects");
    if (objects == nullptr) return wrong("objects");
    out.objects = *objects;
    const Json::Object* members = TRY(json.object("sanitization"));
    const Json sanitization(*members);
    out.sanitization = TRY(sanitization_from(sanitization));
    out.tool_version = TRY(sanitization.text("tool_version"));
    out.begins_again = TRY(sanitization.text("destination")) == "stays in use here";
    out.at_ms = TRY(json.number("date_ms"));
    if (out.at_ms < 0 || out.at_ms > latest_ms) return wrong("date");
    out.officer = TRY(party_from(json, "performed_by"));
    out.witness = TRY(party_from(json, "witnessed_by"));
    const Json::Object* left = TRY(json.object("undelivered"));
    const Json undelivered(*left);
    out.undelivered = TRY(natural(undelivered, "documents"));
    out.reason = TRY(undelivered.text("reason"));
    const Json::Array* keys = TRY(json.array("keys"));
    const Json::Array* counters = TRY(json.array("counters"));
    if (keys->size() > keys_max || counters->size() > keys_max || out.reason.size() > text_max) return wrong("too long");
    for (const Json& item : *keys) {
        DestroyedKey key;
        key.name = TRY(item.text("name"));
        key.standing = TRY(item.text("standing"));
        key.public_key = TRY(item.base64("public_key"));
        out.keys.push_back(std::move(key));
    }
    for (const Json& item : *counters) {
        LastCount counter;
        counter.name = TRY(item.text("name"));
        counter.value = TRY(natural(item, "value"));
        out.counters.push_back(std::move(counter));
    }
    out.checkpoint = TRY(json.text("last_checkpoint"));
    if (to_json(out) != json) return wrong("it says more, or other, than such a statement does");
    return out;
}

}  // namespace exchange
