// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/evidence.h"

#include "appliance/crypto/digest.h"

#include <algorithm>
#include <map>

namespace runbook {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

// Of these none may stand in the log unasked for.
bool changes_a_key(audit::Event event) {
    using enum audit::Event;
    switch (event) {
        case key_created:
        case key_imported:
        case key_accepted:
        case key_certificate_installed:
        case key_activated:
        case key_destroyed:
        case key_release_intended:
        case key_release_approved:
        case key_released:
        case key_release_abandoned: return true;
        default: return false;
    }
}

using Counts = std::map<audit::Event, std::uint32_t>;

std::string spell(std::uint32_t count, audit::Event event) { return std::to_string(count) + " " + std::string(audit::row_of(event).id); }

struct Balance {
    std::string missing, surplus;
};

Balance judge(const Need& need, Counts counts) {
    Balance balance;
    const auto add = [](std::string& to, const std::string& text) { to += (to.empty() ? "" : "; ") + text; };
    for (const LogCount& asked : counts_of(need)) {
        const std::uint32_t found = counts[asked.event];
        if (found < asked.at_least) add(balance.missing, "missing: " + spell(asked.at_least - found, asked.event));
        if (found > asked.at_most) add(balance.surplus, spell(found - asked.at_most, asked.event));
        counts.erase(asked.event);
    }
    for (const auto& [event, found] : counts)
        if (changes_a_key(event)) add(balance.surplus, spell(found, event));
    return balance;
}

}  // namespace

Result<Evidence> count_log_events(audit::AuditLog& log, const Need& need, std::uint64_t from, std::uint64_t to) {
    if (from > to || to > log.size()) return Failure{Fault::plan_step_refused, "the log is shorter than it was"};
    const auto asked = counts_of(need);
    Counts counts;
    crypto::Hasher hasher;
    for (std::uint64_t index = from; index < to; ++index) {
        const base::Bytes entry = TRY(log.entry(index));
        const audit::Leaf leaf = TRY(audit::decode_leaf(entry));
        ++counts[leaf.event];
        const bool is_asked = std::any_of(asked.begin(), asked.end(), [&](const LogCount& one) { return one.event == leaf.event; });
        if (is_asked) hasher.update(crypto::sha256(entry));
    }
    const Balance balance = judge(need, counts);
    if (!balance.missing.empty())
        return Failure{Fault::plan_step_refused, balance.missing + (balance.surplus.empty() ? "" : "; surplus: " + balance.surplus)};
    std::string finding = "entries " + std::to_string(from) + " to " + std::to_string(to) + " (excluded):";
    for (const LogCount& one : asked) finding += " " + spell(counts[one.event], one.event) + ";";
    return Evidence{EvidenceKind::log_events, hasher.finish_sha256(), finding + (balance.surplus.empty() ? " nothing else that changes a key" : " and more"),
                    balance.surplus};
}

Result<std::uint64_t> DeviceEvidence::log_size() {
    TRY(m_log.catch_up());
    return m_log.size();
}

Result<Evidence> DeviceEvidence::ask_others(const Question& question) {
    if (m_others == nullptr) return Failure{Fault::plan_step_refused, "nothing here can look at this: " + std::string(question.need.what)};
    Evidence found = TRY(m_others->check(question));
    if (found.kind != question.need.kind) return Failure{Fault::plan_step_refused, "evidence of another kind"};
    return found;
}

Result<Evidence> DeviceEvidence::check(const Question& question) {
    switch (question.need.kind) {
        case EvidenceKind::log_events:
            if (question.need.may_be_elsewhere && !question.claim.empty()) return ask_others(question);
            return count_log_events(m_log, question.need, question.log_from, question.log_to);
        case EvidenceKind::file: {
            const base::Bytes content = TRY(m_files.read(question.claim));
            if (content.empty()) return Failure{Fault::plan_step_refused, "the file is empty: " + question.claim};
            return Evidence{EvidenceKind::file, crypto::sha256(content), question.claim + ", " + std::to_string(content.size()) + " bytes", {}};
        }
        case EvidenceKind::attestation:
            if (question.claim.empty()) return Failure{Fault::plan_step_refused, "nothing was said: " + std::string(question.need.what)};
            return Evidence{EvidenceKind::attestation, crypto::sha256(base::as_bytes(question.claim)), question.claim, {}};
        case EvidenceKind::signed_receipt:
        case EvidenceKind::key_fact:
        case EvidenceKind::verdict: return ask_others(question);
        case EvidenceKind::none: break;
    }
    return Failure{Fault::plan_step_refused, "no such evidence"};
}

}  // namespace runbook
