// SPDX-License-Identifier: Apache-2.0
#include "appliance/runbook/runbook.h"

#include "appliance/crypto/digest.h"

#include <array>
#include <utility>

namespace runbook {
namespace {

using enum EvidenceKind;

constexpr auto kinds = std::to_array<std::pair<EvidenceKind, std::string_view>>({
    {log_events, "log-events"},
    {file, "file"},
    {signed_receipt, "signed-receipt"},
    {key_fact, "key-fact"},
    {verdict, "verdict"},
    {attestation, "attestation"},
});

std::string spell_count(const LogCount& count) {
    std::string text = std::to_string(count.at_least);
    if (count.at_most != count.at_least) text += " to " + std::to_string(count.at_most);
    return text + " " + std::string(audit::row_of(count.event).id);
}

std::string spell_need(const Need& need) {
    std::string text = std::string(name_of(need.kind)) + ": " + std::string(need.what);
    std::string counts;
    for (const LogCount& count : counts_of(need)) counts += (counts.empty() ? "" : ", ") + spell_count(count);
    if (!counts.empty()) text += " [" + counts + "]";
    return need.may_be_elsewhere ? text + ", in this log or in the archive of the device where it happened" : text;
}

void add_line(std::string& out, std::string_view label, std::string_view text) {
    out += "      " + std::string(label) + ": " + std::string(text) + "\n";
}

std::string spell_days(const Step& step) {
    if (step.earliest_day == step.due_day) return "day " + std::to_string(step.due_day);
    return "day " + std::to_string(step.earliest_day) + " to " + std::to_string(step.due_day);
}

}  // namespace

std::string_view name_of(EvidenceKind kind) {
    for (const auto& [one, name] : kinds)
        if (one == kind) return name;
    return {};
}

std::optional<EvidenceKind> kind_from(std::string_view name) {
    for (const auto& [one, spelt] : kinds)
        if (spelt == name) return one;
    return std::nullopt;
}

const Step* Runbook::find(std::string_view step) const {
    for (const Step& one : steps)
        if (one.id == step) return &one;
    return nullptr;
}

std::span<const Need> needs_of(const Step& step) {
    std::size_t count = 0;
    while (count < need_count_max && step.needs[count].kind != none) ++count;
    return std::span(step.needs).first(count);
}

bool is_answered_by_itself(const Need& need) {
    return (need.kind == log_events && !need.may_be_elsewhere) || (need.kind == verdict && need.proof == Proof::log_whole);
}

std::span<const LogCount> counts_of(const Need& need) {
    std::size_t count = 0;
    while (count < std::size(need.log) && need.log[count].at_most != 0) ++count;
    return std::span(need.log).first(count);
}

std::span<const Runbook> shipped() {
    static const std::array<Runbook, 5> all{{
        {"first-month", "The first thirty days of a credential",
         "Takes one credential from plan to its first audit: let go, brought over, taken in, registered, tried, reviewed.", first_month_steps},
        {"migration", "Move signing to another device",
         "The other device gets the key, this one gives it up. In the days between both can sign, and the log says since when and until when.", migration_steps},
        {"backup", "Prepare for the loss of a device",
         "A stand-by device, or for 30 to 90 days a sealed file, so that a lost device does not stop the work.", backup_steps},
        {"rotation", "Replace a key on schedule",
         "Every 6 to 12 months a new key takes over; the old private key is destroyed and its chain kept.", rotation_steps},
        {"regulatory-audit", "Answer an auditor",
         "Certificate chains, log and evidence leave the device. Keys never do.", regulatory_audit_steps},
    }};
    return all;
}

const Runbook* find(std::string_view id) {
    for (const Runbook& one : shipped())
        if (one.id == id) return &one;
    return nullptr;
}

std::string to_text(const Runbook& runbook) {
    std::string out = std::string(runbook.id) + ": " + std::string(runbook.title) + "\n" + std::string(runbook.purpose) + "\n";
    for (const Step& step : runbook.steps) {
        out += "\n  " + std::string(step.id) + " (" + spell_days(step) + "): " + std::string(step.title) + "\n";
        add_line(out, "who", std::string(staff::name_of(step.role)) +
                                 (step.second ? ", with another person: " + std::string(staff::name_of(*step.second)) : ""));
        if (!step.after.empty()) add_line(out, "after", step.after);
        add_line(out, "do", step.task);
        add_line(out, "check", step.check);
        if (!step.command.empty()) add_line(out, "command", step.command);
        for (const Need& need : needs_of(step)) add_line(out, "evidence", spell_need(need));
    }
    return out;
}

base::Digest digest_of(const Runbook& runbook) { return crypto::sha256(base::as_bytes(to_text(runbook))); }

}  // namespace runbook
