// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/retention_book.h"

#include "appliance/runbook/person_json.h"

#include <algorithm>

namespace runbook {
namespace {

using base::Digest;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr const char* book_path = "runbooks/retention.jsonl";

Json json_of(const RetentionEvent& event) {
    Json json;
    std::visit([&](const auto& one) { json.set("at", one.at_ms).set("by", person_json(one.by)); }, event);
    if (const auto* kept = std::get_if<Kept>(&event)) {
        const KeptThing& thing = kept->thing;
        json.set("kind", "kept").set("what", thing.what).set("sha256", base::to_hex(thing.digest)).set("class", name_of(thing.retention));
        json.set("days", thing.backup_days).set("ends", thing.contract_end_ms).set("years", thing.limitation_years);
    } else if (const auto* held = std::get_if<HoldSet>(&event)) {
        json.set("kind", "held").set("what", held->what).set("reason", held->reason);
    } else if (const auto* lifted = std::get_if<HoldLifted>(&event)) {
        json.set("kind", "lifted").set("what", lifted->what).set("reason", lifted->reason);
    } else {
        json.set("kind", "deleted").set("what", std::get<Deleted>(event).what);
    }
    return json;
}

Result<int> read_small(const Json& json, std::string_view name) {
    const std::int64_t number = TRY(json.number(name));
    if (number < 0 || number > 1000) return Failure{Fault::message_invalid, std::string(name)};
    return static_cast<int>(number);
}

Result<RetentionEvent> retention_event_from(const Json& json) {
    const std::string kind = TRY(json.text("kind"));
    const std::int64_t at_ms = TRY(json.number("at"));
    const Person by = TRY(read_person(json, "by"));
    std::string what = TRY(json.text("what"));
    if (kind == "deleted") {
        TRY(has_exactly(json, {"at", "by", "kind", "what"}));
        return RetentionEvent(Deleted{at_ms, by, std::move(what)});
    }
    if (kind == "held" || kind == "lifted") {
        TRY(has_exactly(json, {"at", "by", "kind", "what", "reason"}));
        std::string reason = TRY(json.text("reason"));
        if (kind == "held") return RetentionEvent(HoldSet{at_ms, by, std::move(what), std::move(reason)});
        return RetentionEvent(HoldLifted{at_ms, by, std::move(what), std::move(reason)});
    }
    TRY(has_exactly(json, {"at", "by", "kind", "what", "sha256", "class", "days", "ends", "years"}));
    KeptThing thing;
    thing.what = std::move(what);
    thing.digest = TRY(read_digest(json, "sha256"));
    const std::string spelt = TRY(json.text("class"));
    const auto retention = retention_class_from(spelt);
    if (kind != "kept" || !retention) return Failure{Fault::message_invalid, "no event of retention"};
    thing.retention = *retention;
    thing.backup_days = TRY(read_small(json, "days"));
    thing.contract_end_ms = TRY(json.number("ends"));
    thing.limitation_years = TRY(read_small(json, "years"));
    return RetentionEvent(Kept{at_ms, by, std::move(thing)});
}

const char* change_of(const RetentionEvent& event) {
    if (std::holds_alternative<Kept>(event)) return "kept";
    return std::holds_alternative<HoldSet>(event) ? "held" : "released";
}

audit::LeafDraft leaf_of(const RetentionEvent& event, const RetentionState& after, const Digest& head) {
    const bool is_deletion = std::holds_alternative<Deleted>(event);
    audit::LeafDraft leaf{.event = is_deletion ? audit::Event::copy_deleted : audit::Event::retention_changed, .subject = {}, .commitment = {}, .fields = {}};
    const std::string what = std::visit([](const auto& one) -> std::string {
        if constexpr (requires { one.thing; }) return one.thing.what;
        else return one.what;
    }, event);
    const RetentionState::Entry& entry = after.entries.find(what)->second;
    leaf.fields["item"] = base::to_hex(head);
    leaf.fields["class"] = std::string(name_of(entry.thing.retention));
    std::visit([&](const auto& one) { leaf.fields["person"] = one.by.id; }, event);
    if (!is_deletion) {
        leaf.fields["change"] = change_of(event);
        leaf.fields["until"] = entry.until_ms;
    }
    return leaf;
}

Result<std::vector<std::string>> items_in_log(audit::AuditLog& log) {
    TRY(log.catch_up());
    std::vector<std::string> items;
    for (std::uint64_t i = 0; i < log.size(); ++i) {
        const audit::Leaf leaf = TRY(log.leaf(i));
        if (leaf.event != audit::Event::retention_changed && leaf.event != audit::Event::copy_deleted) continue;
        const auto item = leaf.fields.find("item");
        const std::string* text = item == leaf.fields.end() ? nullptr : item->second.as_text();
        if (text == nullptr) return Failure{Fault::audit_broken, "an entry without item"};
        items.push_back(*text);
    }
    return items;
}

}  // namespace

Result<RetentionBook> RetentionBook::open(Place place) {
    const std::vector<std::string> items = TRY(items_in_log(place.log));
    ReadChain read;
    if (place.disk.exists(book_path)) {
        const base::Bytes text = TRY(place.disk.read(book_path));
        read = TRY(read_chain(base::as_text(text)));
    }
    // One line more than the log knows: the power was cut before its entry.
    const std::size_t lines = std::min(read.entries.size(), items.size());
    if (items.size() > read.entries.size() || read.entries.size() > items.size() + 1)
        return Failure{Fault::message_invalid, "the list of what is kept is shorter or longer than the log says"};
    Chain chain;
    RetentionState state;
    for (std::size_t i = 0; i < lines; ++i) {
        Json entry = read.entries[i];
        entry.as_object()->erase("prev");
        TRY(chain.append(entry));
        if (base::to_hex(chain.head) != items[i]) return Failure{Fault::message_invalid, "the list of what is kept is another than the log says"};
        const RetentionEvent event = TRY(retention_event_from(entry));
        state = TRY(apply(std::move(state), event));
    }
    return RetentionBook(std::move(place), std::move(chain), std::move(state));
}

Status RetentionBook::add(const RetentionEvent& event) {
    RetentionState after = TRY(apply(m_state, event));
    Chain next = m_chain;
    TRY(next.append(json_of(event)));
    TRY(m_place.disk.write_atomically(book_path, base::as_bytes(next.text)));
    TRY(m_place.record(leaf_of(event, after, next.head)));
    m_chain = std::move(next);
    m_state = std::move(after);
    return {};
}

}  // namespace runbook
