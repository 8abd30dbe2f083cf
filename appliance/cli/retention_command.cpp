// SPDX-License-Identifier: Apache-2.0
// inkseal retention list | keep NAME --file FILE --class CLASS | hold NAME | release NAME | delete NAME
#include "appliance/base/calendar.h"
#include "appliance/cli/files.h"
#include "appliance/cli/runbook_options.h"
#include "appliance/crypto/digest.h"
#include "appliance/host/shredder.h"
#include "appliance/runbook/retention_book.h"

#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace cli {
namespace {

using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;
using runbook::RetentionBook;
using runbook::RetentionState;
using staff::Role;

struct RetentionOptions : RunbookOptions {
    std::string file, retention = "audit", reason, ends, elsewhere_how;
    int days = 90, years = 0;
};

std::string date_of(std::int64_t at_ms) { return base::to_rfc3339(at_ms).substr(0, 10); }

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

// Whoever it is stands behind a door, in the role that this needs.
int with_book(const RetentionOptions& options, Role role, const std::function<Status(const KeysWork&, RetentionBook&, const runbook::Person&)>& work) {
    return at_the_keys(options, [&](const KeysWork& at) -> Status {
        TRY(at.who.require(staff::Duty::run_runbook));
        const runbook::Person by = TRY(person_at(at, at.who, options.staff, role));
        RetentionBook book = TRY(RetentionBook::open(place_of(at)));
        return work(at, book, by);
    });
}

std::int64_t now_of(const KeysWork& at) { return at.device.parts().clock.wall_ms(); }

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

// The file that is meant is there, can go, and is the one that was listed. After an
// interruption it may be gone.
Status check_file(const RetentionOptions& options, const RetentionState::Entry& entry) {
    std::error_code error;
    const auto about = std::filesystem::symlink_status(options.file, error);
    if (entry.deleted_ms && about.type() == std::filesystem::file_type::not_found) return {};
    if (about.type() != std::filesystem::file_type::regular) return Failure{Fault::usage_invalid, options.file + " is no plain file; nothing was deleted"};
    if (access(options.file.c_str(), W_OK) != 0) return Failure{Fault::disk_failed, options.file + " cannot be overwritten; nothing was deleted"};
    const base::Bytes content = TRY(read_file(options.file));
    if (crypto::sha256(content) == entry.thing.digest) return {};
    return Failure{Fault::usage_invalid, options.file + " is not what was listed as " + options.name + "; nothing was deleted"};
}

int erase(const RetentionOptions& options) {
    return with_book(options, Role::security_officer, [&](const KeysWork& at, RetentionBook& book, const runbook::Person& by) -> Status {
        const auto found = book.state().entries.find(options.name);
        if (found == book.state().entries.end()) return Failure{Fault::usage_invalid, "nothing is kept under the name " + options.name};
        if (by.role != Role::site_manager && by.role != Role::security_officer) return Failure{Fault::role_refused, "deleting is for a site manager or a security officer"};
        std::error_code error;
        if (std::filesystem::exists(std::filesystem::symlink_status(options.out, error))) return Failure{Fault::output_exists, options.out};
        if (!options.file.empty()) TRY(check_file(options, found->second));
        runbook::Deleted event{now_of(at), by, options.name};
        // The entry first: what a power cut leaves behind is deleted by the same command, in the
        // name of who deleted it.
        const bool is_again = found->second.deleted_ms.has_value();
        if (is_again) event = {*found->second.deleted_ms, found->second.deleted_by, options.name};
        else TRY(book.add(event));
        const bool was_here = !options.file.empty() && std::filesystem::exists(options.file, error);
        if (was_here) TRY(host::shred_file(options.file));
        std::string how = was_here ? "overwritten once and removed" : options.elsewhere_how;
        if (how.empty()) how = "not there any more when the deletion was finished";
        Json record = TRY(base::parse_json(runbook::deletion_record(book.state(), event)));
        record.set("how", how).set("device", at.device.parts().identity.device.text);
        const std::string text = base::canonical_json(record);
        const base::Bytes signature = TRY(at.device.sign_detached(base::as_bytes(text)));
        TRY(write_new_file(options.out, base::as_bytes(text)));
        TRY(write_new_file(options.out + ".p7s", signature));
        std::cout << options.name << " is deleted; the record, and this device's signature: " << options.out << ", " << options.out << ".p7s\n";
        return {};
    });
}

using Run = int (*)(const RetentionOptions&);

CLI::App* add_step(CLI::App& app, Action& action, const std::shared_ptr<RetentionOptions>& options, const char* name, const char* what, Run run) {
    CLI::App* step = app.add_subcommand(name, what);
    add_device_options(*step, *options);
    step->callback([options, &action, run] { action = [options, run] { return run(*options); }; });
    return step;
}

}  // namespace

void add_retention(CLI::App& app, Action& action) {
    CLI::App* retention = app.add_subcommand("retention", "How long copies and papers are kept: backup 30 to 90 days, audit 7 years, hipaa 6 years, contract; nothing on "
                                                          "legal hold goes. Exit status: as of `inkseal runbook`.");
    retention->require_subcommand(1);
    const auto options = std::make_shared<RetentionOptions>();
    add_step(*retention, action, options, "list", "What is kept, until when, and what may be deleted now", list);
    CLI::App* kept = add_step(*retention, action, options, "keep", "List a file under a name that nothing had before", keep);
    kept->add_option("NAME", options->name, "1 to 64 of A-Z a-z 0-9 . _ -")->required();
    kept->add_option("--file", options->file, "the file; its digest is listed, it stays where it is")->required();
    kept->add_option("--class", options->retention, "backup, audit, hipaa or contract")->capture_default_str();
    kept->add_option("--days", options->days, "of a backup: 30 to 90")->capture_default_str();
    kept->add_option("--ends", options->ends, "of a contract: the day it ends, YYYY-MM-DD");
    kept->add_option("--years", options->years, "of a contract: the limitation period after it, 1 to 30");
    CLI::App* held = add_step(*retention, action, options, "hold", "Put it under a legal hold (site manager or auditor)", hold);
    CLI::App* lifted = add_step(*retention, action, options, "release", "Lift its legal hold (auditor)", release);
    for (CLI::App* one : {held, lifted}) {
        one->add_option("NAME", options->name)->required();
        one->add_option("--reason", options->reason)->required();
    }
    CLI::App* gone = add_step(*retention, action, options, "delete", "Delete it, when its time is over and no hold keeps it, and sign that it is gone (site manager or security officer)", erase);
    gone->add_option("NAME", options->name)->required();
    CLI::Option* here = gone->add_option("--file", options->file, "the file: it must be the one that was listed; it is overwritten and removed");
    CLI::Option* there = gone->add_option("--elsewhere", options->elsewhere_how, "it lay elsewhere, and how it was deleted there");
    here->excludes(there);
    gone->add_option("--record", options->out, "where the signed record goes; must not be there yet")->required();
    gone->callback([options, &action, here, there] {
        if (here->empty() && there->empty()) throw CLI::RequiredError("--file or --elsewhere");
        action = [options] { return erase(*options); };
    });
}

}  // namespace cli
