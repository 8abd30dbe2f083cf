// SPDX-License-Identifier: Apache-2.0
#include "appliance/audit/serial_account.h"

#include <algorithm>
#include <map>
#include <set>

namespace audit {
namespace {

std::optional<std::uint64_t> number(const Leaf& leaf, const std::string& field) {
    const auto found = leaf.fields.find(field);
    if (found == leaf.fields.end()) return std::nullopt;
    const std::int64_t* const value = found->second.as_number();
    return value != nullptr && *value >= 0 ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

// A use of the key that the log tells of without a number.
struct Unnumbered {
    std::uint64_t leaf = 0;
    base::RecordId subject;
    std::string why;
    bool is_certain = false;  // an intent may have ended before the key was asked
};

class Walk {
public:
    explicit Walk(SerialAccount& account) : m_account(account) {}

    void take(const Leaf& leaf) {
        switch (leaf.event) {
            case Event::signing_intended: m_between.push_back({leaf.sequence, leaf.subject, "signing-intended", false}); break;
            case Event::signing_aborted: name_aborted(leaf); break;
            case Event::boot_unclean: m_was_unclean = true; break;
            case Event::signature_made: settle(leaf); use(leaf, number(leaf, "serial"), true); break;
            case Event::key_used_for_request: use(leaf, number(leaf, "serial"), false); break;
            default: break;
        }
    }

    // After the last entry: what the chip counted since.
    void finish(std::optional<std::uint64_t> stands_at) {
        if (!stands_at || !m_account.first || *stands_at <= m_account.last + m_between.size()) return;
        m_account.doubts.push_back("The chip counted up to " + std::to_string(*stands_at) + ", and the log here ends at number " +
                                   std::to_string(m_account.last) + ": the rest of the log is needed.");
    }

private:
    // The intent became a signature: it is no other use.
    void settle(const Leaf& made) {
        const auto intent = std::find_if(m_between.rbegin(), m_between.rend(),
                                         [&](const Unnumbered& each) { return !each.is_certain && each.subject == made.subject; });
        if (intent != m_between.rend()) m_between.erase(std::next(intent).base());
    }

    void name_aborted(const Leaf& aborted) {
        for (Unnumbered& each : m_between)
            if (!each.is_certain && each.subject == aborted.subject) each.why = "signing-aborted";
    }

    void use(const Leaf& leaf, std::optional<std::uint64_t> serial, bool is_signature) {
        if (!serial) {
            m_between.push_back({leaf.sequence, {}, std::string(row_of(leaf.event).id), true});
            if (is_signature) m_account.doubts.push_back("Entry " + std::to_string(leaf.sequence) + " tells of a signature without its number.");
            return;
        }
        if (is_signature)
            ++m_account.signatures;
        else
            m_account.spent.push_back({*serial, *serial, std::string(row_of(leaf.event).id), leaf.sequence});
        if (!m_account.first)
            m_account.first = serial;
        else if (*serial <= m_account.last)
            add(SerialGap::Kind::not_ascending, *serial, *serial, 1, leaf, "number " + std::to_string(m_account.last) + " came before");
        else
            explain(m_account.last + 1, *serial - 1, leaf);
        m_account.last = std::max(m_account.last, *serial);
        m_leaf = leaf.sequence;
        m_use_time = leaf.time.wall_ms;
        m_between.clear();
        m_was_unclean = false;
    }

    // The numbers first..last (none when last < first) lie between two uses that the log numbers.
    void explain(std::uint64_t first, std::uint64_t last, const Leaf& next) {
        const std::uint64_t missing = last + 1 - first;
        const auto certain = static_cast<std::uint64_t>(std::count_if(m_between.begin(), m_between.end(), [](const auto& each) { return each.is_certain; }));
        if (missing < certain)
            return add(SerialGap::Kind::not_ascending, first - 1, last + 1, certain - missing, next, "the log tells of more uses than there are numbers");
        if (missing > m_between.size())
            return add(SerialGap::Kind::unaccounted, first, last, missing - m_between.size(), next,
                       m_was_unclean ? "the device was switched off in between without an orderly stop" : "");
        std::uint64_t at = first;
        std::uint64_t uncertain = missing - certain;  // so many of the intents did reach the key
        for (const Unnumbered& each : m_between) {
            if (!each.is_certain && uncertain == 0) continue;
            if (!each.is_certain) --uncertain;
            m_account.spent.push_back({at, at, each.why, each.leaf});
            ++at;
        }
    }

    void add(SerialGap::Kind kind, std::uint64_t first, std::uint64_t last, std::uint64_t count, const Leaf& next, std::string detail) {
        m_account.gaps.push_back({kind, first, last, count, m_leaf, next.sequence, m_use_time, next.time.wall_ms, std::move(detail)});
    }

    SerialAccount& m_account;
    std::vector<Unnumbered> m_between;
    std::uint64_t m_leaf = 0;
    std::int64_t m_use_time = 0;
    bool m_was_unclean = false;
};

using Signatures = std::map<std::uint64_t, const Leaf*>;  // numbered ones, by entry

void compare(const Signatures& signatures, const std::vector<SerialEvidence>& evidence, SerialAccount& account) {
    std::map<std::uint64_t, std::string> seen;  // entry -> where
    for (const SerialEvidence& each : evidence) {
        const auto at = signatures.find(each.leaf);
        const std::int64_t when = at == signatures.end() ? 0 : at->second->time.wall_ms;
        if (each.trouble) {
            account.gaps.push_back({SerialGap::Kind::evidence_wrong, each.serial, each.serial, 1, each.leaf, each.leaf, when, when,
                                    each.where + ": " + each.trouble->detail});
            continue;
        }
        const auto [first, is_new] = seen.emplace(each.leaf, each.where);
        if (!is_new)
            account.gaps.push_back({SerialGap::Kind::evidence_twice, each.serial, each.serial, 1, each.leaf, each.leaf, when, when,
                                    "in " + first->second + " and in " + each.where});
    }
    account.proven = seen.size();
    const std::uint64_t newest = seen.empty() ? 0 : seen.rbegin()->first;
    for (const auto& [entry, leaf] : signatures) {
        if (seen.contains(entry)) continue;
        const std::uint64_t serial = *number(*leaf, "serial");
        // Files leave the device in the order of its signatures: what is behind the newest
        // that came may still be on its way.
        if (seen.empty() || entry > newest)
            account.doubts.push_back("Number " + std::to_string(serial) + " (entry " + std::to_string(entry) + "): its evidence is not here yet.");
        else
            account.gaps.push_back({SerialGap::Kind::evidence_missing, serial, serial, 1, entry, entry, leaf->time.wall_ms, leaf->time.wall_ms,
                                    "later signatures are here"});
    }
}

}  // namespace

SerialAccount account_for_serials(const std::vector<Leaf>& leaves, const std::optional<std::vector<SerialEvidence>>& evidence,
                                  std::optional<std::uint64_t> stands_at) {
    SerialAccount account;
    Walk walk(account);
    Signatures signatures;
    for (const Leaf& leaf : leaves) {
        walk.take(leaf);
        if (leaf.event == Event::signature_made && number(leaf, "serial")) signatures[leaf.sequence] = &leaf;
    }
    walk.finish(stands_at);
    if (evidence) compare(signatures, *evidence, account);
    std::stable_sort(account.gaps.begin(), account.gaps.end(), [](const SerialGap& a, const SerialGap& b) { return a.first < b.first; });
    return account;
}

}  // namespace audit
