// SPDX-License-Identifier: Apache-2.0
// Where a step's evidence comes from. The engine asks; where a machine can look, it
// never takes a caller's word for it.
#pragma once

#include "appliance/audit/log.h"
#include "appliance/base/disk.h"
#include "appliance/runbook/progress.h"

namespace runbook {

struct Question {
    const Need& need;
    std::string claim;         // a file's path, a key's name, what a person says
    std::uint64_t log_from;    // the entries that are not yet accounted for: [log_from, log_to)
    std::uint64_t log_to;
};

struct EvidenceBook {
    virtual ~EvidenceBook() = default;
    virtual base::Result<std::uint64_t> log_size() = 0;
    // What was found, or why it is not enough: fault plan_step_refused with the reason in
    // words; and the faults of what was looked at.
    virtual base::Result<Evidence> check(const Question& question) = 0;
};

// Counts what stands in [from, to) of the log. Every event the need names must be there
// as often as it says. Entries that change or move a key must be named by the need, or
// are surplus, which the evidence names: nobody slips a second export in beside the first.
// The digest is over the entries that were counted. Faults: plan_step_refused with all that
// is missing and surplus; audit_broken, vault_*.
base::Result<Evidence> count_log_events(audit::AuditLog& log, const Need& need, std::uint64_t from, std::uint64_t to);

// Looks into this device's log and at files, takes attestations for what they are, and
// hands everything else to who can look.
class DeviceEvidence final : public EvidenceBook {
public:
    // All outlive this. `others` may be null: then such evidence is refused.
    DeviceEvidence(audit::AuditLog& log, const base::Disk& files, EvidenceBook* others) : m_log(log), m_files(files), m_others(others) {}

    base::Result<std::uint64_t> log_size() override;
    base::Result<Evidence> check(const Question& question) override;

private:
    base::Result<Evidence> ask_others(const Question& question);

    audit::AuditLog& m_log;
    const base::Disk& m_files;
    EvidenceBook* m_others;
};

}  // namespace runbook
