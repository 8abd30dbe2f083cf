// SPDX-License-Identifier: Apache-2.0
// The evidence book at the command line: looks into the log, asks the chip, has documents
// judged by both verifiers, opens receipts and other devices' archives.
#pragma once

#include "appliance/cli/runbook_options.h"
#include "appliance/crypto/trust.h"
#include "appliance/runbook/evidence.h"

namespace cli {

class RunbookBook final : public runbook::EvidenceBook {
public:
    // All outlive this. `trust`: who may have signed what came from elsewhere.
    RunbookBook(const KeysWork& work, crypto::TrustStore trust);

    base::Result<std::uint64_t> log_size() override { return m_own.log_size(); }
    base::Result<runbook::Evidence> check(const runbook::Question& question) override;

private:
    // What DeviceEvidence passes on.
    struct Others final : runbook::EvidenceBook {
        explicit Others(RunbookBook& whole) : book(whole) {}
        base::Result<std::uint64_t> log_size() override { return book.log_size(); }
        base::Result<runbook::Evidence> check(const runbook::Question& question) override;
        RunbookBook& book;
    };
    base::Result<runbook::Evidence> receipt(const std::string& claim) const;
    base::Result<runbook::Evidence> archived_receipt(const std::string& file, base::ByteView content, const std::string& folder) const;
    base::Result<runbook::Evidence> key_fact(runbook::Proof proof, const std::string& claim);
    base::Result<runbook::Evidence> bundle(const std::string& claim) const;
    base::Result<runbook::Evidence> document(const std::string& claim);
    base::Result<runbook::Evidence> whole_log();
    base::Result<runbook::Evidence> elsewhere(const runbook::Need& need, const std::string& claim) const;

    const KeysWork& m_work;
    crypto::TrustStore m_trust;
    Others m_others;
    runbook::DeviceEvidence m_own;
};

// An answer for each need, in their order, out of what was typed. Fault usage_invalid with
// what is missing.
base::Result<std::vector<std::string>> answers_for(const runbook::Step& step, const RunbookOptions& options);

}  // namespace cli
