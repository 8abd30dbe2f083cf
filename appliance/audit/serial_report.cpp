// SPDX-License-Identifier: Apache-2.0
// The account of serials, for people and for programs.
#include "appliance/audit/serial_account.h"
#include "appliance/base/calendar.h"

namespace audit {
namespace {

using base::Json;

std::string numbers(std::uint64_t first, std::uint64_t last) {
    return first == last ? "number " + std::to_string(first) : "numbers " + std::to_string(first) + " to " + std::to_string(last);
}

std::string sentence_of(const SerialGap& gap) {
    switch (gap.kind) {
        case SerialGap::Kind::unaccounted: {
            const std::uint64_t all = gap.last + 1 - gap.first;
            return gap.count == all ? "nothing accounts for " + numbers(gap.first, gap.last)
                                    : "nothing accounts for " + std::to_string(gap.count) + " of the " + numbers(gap.first, gap.last);
        }
        case SerialGap::Kind::evidence_missing: return "the evidence of " + numbers(gap.first, gap.last) + " is missing";
        case SerialGap::Kind::evidence_wrong: return "an evidence that says " + numbers(gap.first, gap.last) + " does not prove it";
        case SerialGap::Kind::evidence_twice: return "the evidence of " + numbers(gap.first, gap.last) + " is there twice";
        case SerialGap::Kind::not_ascending: break;
    }
    return "the log goes back at " + numbers(gap.first, gap.last);
}

Json to_json(const SerialGap& gap) {
    Json json;
    json.set("kind", name_of(gap.kind)).set("first", static_cast<std::int64_t>(gap.first)).set("last", static_cast<std::int64_t>(gap.last));
    json.set("count", static_cast<std::int64_t>(gap.count));
    json.set("after_entry", static_cast<std::int64_t>(gap.previous_leaf)).set("before_entry", static_cast<std::int64_t>(gap.next_leaf));
    json.set("after", base::to_rfc3339(gap.previous_ms)).set("before", base::to_rfc3339(gap.next_ms)).set("detail", gap.detail);
    return json;
}

}  // namespace

std::string_view name_of(SerialGap::Kind kind) {
    switch (kind) {
        case SerialGap::Kind::unaccounted: return "unaccounted";
        case SerialGap::Kind::evidence_missing: return "evidence-missing";
        case SerialGap::Kind::evidence_wrong: return "evidence-wrong";
        case SerialGap::Kind::evidence_twice: return "evidence-twice";
        case SerialGap::Kind::not_ascending: break;
    }
    return "not-ascending";
}

std::string to_text(const SerialAccount& account) {
    if (!account.first) return "no use of a document key is in the log\n";
    std::string text = "numbers " + std::to_string(*account.first) + " to " + std::to_string(account.last) + ": " +
                       std::to_string(account.signatures) + " signatures, " + std::to_string(account.proven) + " proven by the chip\n";
    for (const SpentSerial& each : account.spent)
        text += "  " + numbers(each.first, each.last) + ": " + each.why + ", entry " + std::to_string(each.leaf) + "\n";
    for (const SerialGap& gap : account.gaps) {
        text += "HOLE  " + sentence_of(gap) + "\n      ";
        text += gap.previous_leaf == gap.next_leaf ? "entry " + std::to_string(gap.previous_leaf) + ", " + base::to_rfc3339(gap.previous_ms)
                                                  : "between entry " + std::to_string(gap.previous_leaf) + " (" + base::to_rfc3339(gap.previous_ms) +
                                                        ") and entry " + std::to_string(gap.next_leaf) + " (" + base::to_rfc3339(gap.next_ms) + ")";
        text += (gap.detail.empty() ? "" : "; " + gap.detail) + "\n";
    }
    for (const std::string& doubt : account.doubts) text += "OPEN  " + doubt + "\n";
    if (account.is_clear()) text += "no number is missing\n";
    return text;
}

Json to_json(const SerialAccount& account) {
    Json spent{Json::Array{}};
    for (const SpentSerial& each : account.spent) {
        Json item;
        item.set("first", static_cast<std::int64_t>(each.first)).set("last", static_cast<std::int64_t>(each.last));
        item.set("why", each.why).set("entry", static_cast<std::int64_t>(each.leaf));
        spent.push(std::move(item));
    }
    Json gaps{Json::Array{}};
    for (const SerialGap& gap : account.gaps) gaps.push(to_json(gap));
    Json doubts{Json::Array{}};
    for (const std::string& doubt : account.doubts) doubts.push(doubt);
    Json json;
    json.set("signatures", static_cast<std::int64_t>(account.signatures)).set("proven", static_cast<std::int64_t>(account.proven));
    if (account.first) json.set("first", static_cast<std::int64_t>(*account.first)).set("last", static_cast<std::int64_t>(account.last));
    json.set("spent", std::move(spent)).set("gaps", std::move(gaps)).set("open", std::move(doubts));
    return json;
}

}  // namespace audit
