// SPDX-License-Identifier: Apache-2.0
// inkseal runbook list | show PLAN | status [--json]
#include "appliance/cli/files.h"
#include "appliance/cli/runbook_options.h"
#include "appliance/runbook/outlook.h"

#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Status;

int list() {
    for (const runbook::Runbook& one : runbook::shipped())
        std::cout << one.id << "  " << one.title << "\n    " << one.purpose << " " << one.steps.size() << " steps, the last on day "
                  << one.steps.back().due_day << ".\n";
    return exit_passed;
}

int show(const RunbookOptions& options) {
    const runbook::Runbook* plan = runbook::find(options.plan);
    if (plan == nullptr) {
        complain({Fault::usage_invalid, "there is no plan " + options.plan + "; see inkseal runbook list"});
        return exit_usage;
    }
    std::cout << to_text(*plan) << "\nsha256 " << base::to_hex(digest_of(*plan)) << "\n";
    return exit_passed;
}

// Every journal that the log knows, or the one that is meant. One that does not fit the log
// is told of, and the others still are.
int status(const RunbookOptions& options) {
    return at_the_keys(options, [&](const KeysWork& work) -> Status {
        TRY(work.who.require(staff::Duty::run_runbook));
        std::vector<std::string> names{options.journal};
        if (options.journal.empty()) names = TRY(runbook::journals_in_log(work.device.parts().log));
        const std::int64_t now = work.device.parts().clock.wall_ms();
        base::Json all{base::Json::Array{}};
        Status wrong;
        for (const std::string& name : names) {
            const auto journal = runbook::AnchoredJournal::open(place_of(work), name);
            if (!journal) {
                const std::string why = name + ": " + journal.failure().detail;
                if (wrong) wrong = Failure{journal.fault(), why};
                else std::cerr << why << "\n";
            } else if (options.is_json) {
                all.push(status_json(journal->journal(), now));
            } else {
                std::cout << status_text(journal->journal(), now);
            }
        }
        if (options.is_json) std::cout << base::canonical_json(all) << "\n";
        else if (names.empty()) std::cout << "no plan was begun at this device\n";
        return wrong;
    });
}

}  // namespace

void add_runbook(CLI::App& app, Action& action) {
    CLI::App* runbook = app.add_subcommand("runbook", "Plans that the device leads people through, and keeps the proof of. Exit status: 0 done, 1 refused or failed, "
                                                      "64 usage, 66 cannot read a file, 69 the device cannot be used now, 73 cannot write, 77 not allowed.");
    runbook->require_subcommand(1);
    runbook->add_subcommand("list", "The plans there are")->callback([&action] { action = list; });
    const auto options = std::make_shared<RunbookOptions>();
    CLI::App* one = runbook->add_subcommand("show", "A plan: who, with whom, when, what to do, what is looked at");
    one->add_option("PLAN", options->plan, "see inkseal runbook list")->required();
    one->callback([options, &action] { action = [options] { return show(*options); }; });
    CLI::App* stands = runbook->add_subcommand("status", "How far the plans are that were begun here, and what comes next");
    add_journal_options(*stands, *options);
    stands->callback([options, &action] { action = [options] { return status(*options); }; });
    add_runbook_steps(*runbook, action);
    add_runbook_report(*runbook, action);
}

}  // namespace cli
