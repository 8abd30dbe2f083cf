// SPDX-License-Identifier: Apache-2.0
// inkseal runbook report --out FILE.pdf
#include "appliance/audit/checkpoint.h"
#include "appliance/audit/note.h"
#include "appliance/cli/files.h"
#include "appliance/cli/runbook_options.h"
#include "appliance/cli/runbook_paper.h"
#include "appliance/crypto/digest.h"
#include "appliance/keys/paper_seal.h"

#include <filesystem>
#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

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

int report(const RunbookOptions& options) {
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(options.out, error))) {
        complain({Fault::output_exists, options.out});
        return exit_no_output;
    }
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        TRY(work.who.require(staff::Duty::run_runbook));
        const app::Device& device = work.device.parts();
        const std::vector<std::string> begun = TRY(runbook::journals_in_log(device.log));
        if (begun.empty()) return Failure{Fault::usage_invalid, "no plan was begun at this device"};
        runbook::AnchoredJournal journal = TRY(open_journal(work, options.journal.empty() ? begun.back() : options.journal));
        const runbook::Person by = TRY(person_at(work, work.who, options.staff, journal.journal().state().started->by.role));
        const documents::Paper paper = report_of(journal.journal(), standing_of(device.log), device.clock.wall_ms());
        documents::PrintedPaper printed = TRY(documents::print_paper(device.fonts, paper));
        const std::string key = TRY(active_key(work.life));
        const keys::PaperOrder order{.title = paper.title,
                                     .meaning = std::string(paper.is_test ? "TEST, not evidence. " : "") + "Report of the runbook " + journal.journal().name() +
                                                ", sealed by device " + device.identity.device.text + "; no person signed",
                                     .envelope = "report-",
                                     .spot = printed.seal,
                                     .is_test = paper.is_test};
        const keys::SealedPaper sealed = TRY(keys::seal_paper(work.life, key, std::move(printed.pdf), order));
        // The entry first: a sealed report that the log does not know must not be about.
        TRY(journal.reported(by, crypto::sha256(sealed.pdf)));
        TRY(write_new_file(options.out, sealed.pdf));
        TRY(app::PostOffice(device).send());
        std::cout << "sealed, and accepted by both verifiers: " << options.out << " (" << printed.page_count << " pages)\n";
        return {};
    });
}

}  // namespace

void add_runbook_report(CLI::App& runbook, Action& action) {
    const auto options = std::make_shared<RunbookOptions>();
    CLI::App* sealed = runbook.add_subcommand("report", "Seal what was done, by whom and on what evidence, as a PDF; also of a plan that is not complete, which it says");
    sealed->add_option("--out", options->out, "the PDF; must not be there yet")->required();
    add_journal_options(*sealed, *options);  // the latest when none is named
    sealed->callback([options, &action] { action = [options] { return report(*options); }; });
}

}  // namespace cli
