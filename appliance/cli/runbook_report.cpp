// SPDX-License-Identifier: Apache-2.0
// inkseal runbook report --out FILE.pdf
#include "appliance/cli/files.h"
#include "appliance/cli/runbook_options.h"
#include "appliance/evidence/sealed_report.h"

#include <filesystem>
#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

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
        const evidence::SealedReport sealed = TRY(evidence::seal_report(work.life, journal, by));
        TRY(write_new_file(options.out, sealed.pdf));
        TRY(app::PostOffice(device).send());
        std::cout << "sealed, and accepted by both verifiers: " << options.out << " (" << sealed.page_count << " pages)\n";
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
