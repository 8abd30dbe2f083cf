// SPDX-License-Identifier: Apache-2.0
// inkseal retention list | keep NAME --file FILE --class CLASS | hold NAME | release NAME
#include "appliance/base/calendar.h"
#include "appliance/cli/files.h"
#include "appliance/cli/retention_options.h"
#include "appliance/crypto/digest.h"

#include <iostream>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Status;
using runbook::RetentionBook;
using runbook::RetentionState;
using staff::Role;

std::string standing_of(const RetentionState::Entry& entry, std::int64_t now_ms) {
    if (entry.deleted_ms) return "deleted " + date_of(*entry.deleted_ms);
    if (entry.hold) return "ON HOLD: " + *entry.hold;
    return now_ms >= entry.until_ms ? "may be deleted" : "kept";
}

Json json_of(const std::string& name, const RetentionState::Entry& entry, std::int64_t now_ms) {
    Json json;
    json.set("what", name).set("sha256", base::to_hex(entry.thing.digest)).set("class", runbook::name_of(entry.thing.retention));
    json.set("since", base::to_rfc3339(entry.since_ms)).set("until", base::to_rfc3339(entry.until_ms)).set("standing", standing_of(entry, now_ms));
    return json;
}

int list(const RetentionOptions& options) {
    return with_book(options, Role::auditor, [&](const KeysWork& at, RetentionBook& book, const runbook::Person&) -> Status {
        Json all{Json::Array{}};
        for (const auto& [name, entry] : book.state().entries) {
            if (options.is_json) all.push(json_of(name, entry, now_of(at)));
            else std::cout << name << "  " << runbook::name_of(entry.thing.retention) << "  until " << date_of(entry.until_ms) << "  " << standing_of(entry, now_of(at)) << "\n";
        }
        if (options.is_json) std::cout << base::canonical_json(all) << "\n";
        return {};
    });
}

int keep(const RetentionOptions& options) {
    return with_book(options, Role::site_manager, [&](const KeysWork& at, RetentionBook& book, const runbook::Person& by) -> Status {
        const auto retention = runbook::retention_class_from(options.retention);
        if (!retention) return Failure{Fault::usage_invalid, "--class backup, audit, hipaa or contract"};
        runbook::KeptThing thing;
        thing.what = options.name;
        thing.digest = crypto::sha256(TRY(read_file(options.file)));
        thing.retention = *retention;
        thing.backup_days = options.days;
        thing.limitation_years = options.years;
        if (!options.ends.empty()) {
            const auto ends = base::from_rfc3339(options.ends + "T00:00:00Z");
            if (!ends) return Failure{Fault::usage_invalid, "--ends YYYY-MM-DD"};
            thing.contract_end_ms = *ends;
        }
        TRY(book.add(runbook::Kept{now_of(at), by, thing}));
        std::cout << options.name << " is kept until " << date_of(book.state().entries.at(options.name).until_ms) << "\n";
        return {};
    });
}

int hold(const RetentionOptions& options) {
    return with_book(options, Role::site_manager, [&](const KeysWork& at, RetentionBook& book, const runbook::Person& by) -> Status {
        TRY(book.add(runbook::HoldSet{now_of(at), by, options.name, options.reason}));
        std::cout << options.name << " is on legal hold, whatever its deadline\n";
        return {};
    });
}

int release(const RetentionOptions& options) {
    return with_book(options, Role::auditor, [&](const KeysWork& at, RetentionBook& book, const runbook::Person& by) -> Status {
        TRY(book.add(runbook::HoldLifted{now_of(at), by, options.name, options.reason}));
        std::cout << options.name << " is kept until " << date_of(book.state().entries.at(options.name).until_ms) << " again\n";
        return {};
    });
}

}  // namespace

std::string date_of(std::int64_t at_ms) { return base::to_rfc3339(at_ms).substr(0, 10); }

int with_book(const RetentionOptions& options, Role role, const RetentionWork& work) {
    return at_the_keys(options, [&](const KeysWork& at) -> Status {
        TRY(at.who.require(staff::Duty::run_runbook));
        const runbook::Person by = TRY(person_at(at, at.who, options.staff, role));
        RetentionBook book = TRY(RetentionBook::open(place_of(at)));
        return work(at, book, by);
    });
}

std::int64_t now_of(const KeysWork& at) { return at.device.parts().clock.wall_ms(); }

CLI::App* add_retention_step(CLI::App& app, Action& action, const std::shared_ptr<RetentionOptions>& options, const char* name, const char* what, RetentionRun run) {
    CLI::App* step = app.add_subcommand(name, what);
    add_device_options(*step, *options);
    step->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
    return step;
}

void add_retention(CLI::App& app, Action& action) {
    CLI::App* retention = app.add_subcommand("retention", "How long copies and papers are kept: backup 30 to 90 days, audit 7 years, hipaa 6 years, contract; nothing on "
                                                          "legal hold goes. Exit status: as of `inkseal runbook`.");
    retention->require_subcommand(1);
    const auto options = std::make_shared<RetentionOptions>();
    add_retention_step(*retention, action, options, "list", "What is kept, until when, and what may be deleted now", list);
    CLI::App* kept = add_retention_step(*retention, action, options, "keep", "List a file under a name that nothing had before", keep);
    kept->add_option("NAME", options->name, "1 to 64 of A-Z a-z 0-9 . _ -")->required();
    kept->add_option("--file", options->file, "the file; its digest is listed, it stays where it is")->required();
    kept->add_option("--class", options->retention, "backup, audit, hipaa or contract")->capture_default_str();
    kept->add_option("--days", options->days, "of a backup: 30 to 90")->capture_default_str();
    kept->add_option("--ends", options->ends, "of a contract: the day it ends, YYYY-MM-DD");
    kept->add_option("--years", options->years, "of a contract: the limitation period after it, 1 to 30");
    CLI::App* held = add_retention_step(*retention, action, options, "hold", "Put it under a legal hold (site manager or auditor)", hold);
    CLI::App* lifted = add_retention_step(*retention, action, options, "release", "Lift its legal hold (auditor)", release);
    for (CLI::App* one : {held, lifted}) {
        one->add_option("NAME", options->name)->required();
        one->add_option("--reason", options->reason)->required();
    }
    add_retention_deleting(*retention, action);
}

}  // namespace cli
