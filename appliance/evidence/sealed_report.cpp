// SPDX-License-Identifier: Apache-2.0
#include "appliance/evidence/sealed_report.h"

#include "appliance/audit/checkpoint.h"
#include "appliance/audit/note.h"
#include "appliance/crypto/digest.h"
#include "appliance/evidence/report_paper.h"
#include "appliance/keys/paper_seal.h"

namespace evidence {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

Result<std::string> active_key(keys::KeyLife& life) {
    for (const keys::KeyView& view : TRY(life.list()))
        if (view.standing == keys::Standing::active) return view.facts.name;
    return Failure{Fault::key_missing, "no key is active to seal the report"};
}

// What the log stands for by the last checkpoint of its own.
LogStanding standing_of(audit::AuditLog& log) {
    LogStanding standing{.entries = log.size(), .checkpoint = {}};
    const auto note = log.last_checkpoint();
    const auto parsed = note ? audit::parse_note(*note) : Result<audit::Note>(note.failure());
    const auto checkpoint = parsed ? audit::parse_checkpoint(parsed->text) : Result<audit::Checkpoint>(parsed.failure());
    if (checkpoint) standing.checkpoint = std::to_string(checkpoint->size) + " entries, root " + base::to_hex(checkpoint->root);
    return standing;
}

}  // namespace

Result<SealedReport> seal_report(keys::KeyLife& life, runbook::AnchoredJournal& journal, const runbook::Person& by) {
    const app::Device& device = life.device();
    const documents::Paper paper = report_of(journal.journal(), standing_of(device.log), device.clock.wall_ms());
    documents::PrintedPaper printed = TRY(documents::print_paper(device.fonts, paper));
    const std::string key = TRY(active_key(life));
    const keys::PaperOrder order{.title = paper.title,
                                 .meaning = std::string(paper.is_test ? "TEST, not evidence. " : "") + "Report of the runbook " + journal.journal().name() +
                                            ", sealed by device " + device.identity.device.text + "; no person signed",
                                 .envelope = "report-",
                                 .spot = printed.seal,
                                 .is_test = paper.is_test};
    keys::SealedPaper sealed = TRY(keys::seal_paper(life, key, std::move(printed.pdf), order));
    TRY(journal.reported(by, crypto::sha256(sealed.pdf)));
    return SealedReport{std::move(sealed.pdf), printed.page_count};
}

}  // namespace evidence
