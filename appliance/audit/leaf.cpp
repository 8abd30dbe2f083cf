// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/leaf.h"

#include "appliance/crypto/digest.h"

#include <algorithm>

namespace audit {
namespace {

constexpr std::int64_t number_max = (std::int64_t{1} << 53) - 1;  // exact in every JSON reader (RFC 7493, 2.2)
constexpr std::size_t base64_bytes_max = 4096;

bool is_lower_hex(std::string_view text, std::size_t length) {
    return text.size() == length && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
               c == ':' || c == '-';
    });
}

bool is_counted(std::int64_t value) { return value >= 0 && value <= number_max; }

bool fits(FieldKind kind, const base::Json& value) {
    if (kind == FieldKind::number) return value.as_number() != nullptr && is_counted(*value.as_number());
    const std::string* text = value.as_text();
    if (text == nullptr) return false;
    switch (kind) {
        case FieldKind::code: return is_code(*text);
        case FieldKind::digest:
        case FieldKind::commitment: return is_lower_hex(*text, 64);
        case FieldKind::base64: {
            base::Bytes bytes;
            return base::from_base64(*text, bytes) && bytes.size() <= base64_bytes_max;
        }
        case FieldKind::number: return false;
    }
    return false;
}

bool fits(Presence presence, bool is_there) {
    return presence == Presence::maybe || (presence == Presence::always) == is_there;
}

const FieldRow* field_row(const EventRow& row, std::string_view name) {
    for (const FieldRow& field : row.fields)
        if (!field.name.empty() && field.name == name) return &field;
    return nullptr;
}

base::Failure refused(const EventRow& row, std::string_view why) {
    return {base::Fault::event_refused, std::string(row.id) + ": " + std::string(why)};
}

base::Status check_against_row(const Leaf& leaf) {
    const EventRow& row = row_of(leaf.event);
    if (!fits(row.subject, !leaf.subject.is_empty())) return refused(row, "subject");
    if (!leaf.subject.is_empty() && !is_lower_hex(leaf.subject.text, 32)) return refused(row, "subject is not a record id");
    if (!fits(row.commitment, !leaf.commitment.empty())) return refused(row, "commitment");
    if (!leaf.commitment.empty() && !is_lower_hex(leaf.commitment, 64)) return refused(row, "commitment is not a digest");
    for (const auto& [name, value] : leaf.fields) {
        const FieldRow* field = field_row(row, name);
        if (field == nullptr) return refused(row, "foreign field " + name);
        if (!fits(field->kind, value)) return refused(row, "kind of " + name);
    }
    for (const FieldRow& field : row.fields)
        if (field.is_required && leaf.fields.find(field.name) == leaf.fields.end())
            return refused(row, "missing field " + std::string(field.name));
    const LeafTime& time = leaf.time;
    if (time.wall_ms < -number_max || time.wall_ms > number_max || !is_counted(time.boot_ms)) return refused(row, "time");
    if (time.clock_ms && *time.clock_ms > static_cast<std::uint64_t>(number_max)) return refused(row, "TPM clock");
    if (leaf.sequence > static_cast<std::uint64_t>(number_max)) return refused(row, "sequence");
    return {};
}

base::Json time_json(const LeafTime& time) {
    base::Json json;
    json.set("wall", time.wall_ms).set("boot", time.boot_ms).set("safe", time.is_safe);
    json.set("reset", static_cast<std::int64_t>(time.reset_count));
    json.set("restart", static_cast<std::int64_t>(time.restart_count));
    if (time.clock_ms) json.set("clock", static_cast<std::int64_t>(*time.clock_ms));
    return json;
}

base::Result<std::uint32_t> count32(const base::Json& json, std::string_view name) {
    const std::int64_t value = TRY(json.number(name));
    if (value < 0 || value > 0xffff'ffffLL) return base::Fault::message_invalid;
    return static_cast<std::uint32_t>(value);
}

base::Result<LeafTime> read_time(const base::Json& json) {
    LeafTime time;
    time.wall_ms = TRY(json.number("wall"));
    time.boot_ms = TRY(json.number("boot"));
    time.reset_count = TRY(count32(json, "reset"));
    time.restart_count = TRY(count32(json, "restart"));
    time.is_safe = TRY(json.flag("safe"));
    if (json.find("clock") == nullptr) return time;
    const std::int64_t clock = TRY(json.number("clock"));
    if (!is_counted(clock)) return base::Fault::message_invalid;
    time.clock_ms = static_cast<std::uint64_t>(clock);
    return time;
}

base::Result<Leaf> read_leaf(const base::Json& json) {
    Leaf leaf;
    if (TRY(json.number("v")) != 1) return base::Fault::message_invalid;
    const std::int64_t sequence = TRY(json.number("seq"));
    if (!is_counted(sequence)) return base::Fault::message_invalid;
    leaf.sequence = static_cast<std::uint64_t>(sequence);
    const std::optional<Event> event = event_from(TRY(json.text("type")));
    if (!event) return base::Fault::message_invalid;
    leaf.event = *event;
    const base::Json* time = json.find("t");
    if (time == nullptr) return base::Fault::message_invalid;
    leaf.time = TRY(read_time(*time));
    if (json.find("subj") != nullptr) leaf.subject = base::RecordId(TRY(json.text("subj")));
    if (json.find("h") != nullptr) leaf.commitment = TRY(json.text("h"));
    if (json.find("f") != nullptr) leaf.fields = *TRY(json.object("f"));
    return leaf;
}

}  // namespace

base::Result<base::Bytes> encode_leaf(const Leaf& leaf) {
    TRY(check_against_row(leaf));
    base::Json json;
    json.set("v", 1).set("seq", static_cast<std::int64_t>(leaf.sequence));
    json.set("type", row_of(leaf.event).id).set("t", time_json(leaf.time));
    if (!leaf.subject.is_empty()) json.set("subj", leaf.subject.text);
    if (!leaf.commitment.empty()) json.set("h", leaf.commitment);
    if (!leaf.fields.empty()) json.set("f", leaf.fields);
    base::Bytes entry = base::to_bytes(base::canonical_json(json));
    if (entry.size() > leaf_size_max) return base::Failure{base::Fault::event_refused, "leaf too large"};
    return entry;
}

base::Result<Leaf> decode_leaf(base::ByteView entry) {
    const auto broken = [](std::string why) { return base::Failure{base::Fault::audit_broken, std::move(why)}; };
    const auto json = base::parse_json(base::as_text(entry), {.size_max = leaf_size_max, .depth_max = 3});
    if (!json) return broken("leaf: " + json.failure().detail);
    auto leaf = read_leaf(*json);
    if (!leaf) return broken("leaf: a member is missing or wrong");
    // Writing it again shows what reading member by member does not: foreign members,
    // another order, other spellings of the same value.
    const auto again = encode_leaf(*leaf);
    if (!again) return broken("leaf: " + again.failure().detail);
    if (!base::equal_constant_time(*again, entry)) return broken("leaf is not in canonical form");
    return leaf;
}

std::string commitment_to(const base::SecretBytes& record_key, base::ByteView content_digest) {
    return base::to_hex(crypto::hmac_sha256(record_key.reveal(), content_digest));
}

}  // namespace audit
