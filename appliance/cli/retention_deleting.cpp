// SPDX-License-Identifier: Apache-2.0
// inkseal retention delete NAME --file FILE --record OUT.json
// inkseal retention delete-due --folder DIR [--yes-delete COUNT --records DIR]
#include "appliance/cli/files.h"
#include "appliance/cli/plain_line.h"
#include "appliance/cli/retention_options.h"
#include "appliance/crypto/digest.h"
#include "appliance/host/shredder.h"

#include <filesystem>
#include <iostream>
#include <map>
#include <unistd.h>

namespace cli {
namespace {

namespace fs = std::filesystem;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;
using runbook::RetentionBook;
using runbook::RetentionState;
using staff::Role;

// One thing that is to go.
struct Deletion {
    std::string name;
    std::string file;    // empty: it lay elsewhere
    std::string how;     // and was deleted there so
    std::string record;  // where the signed record goes
};

bool is_there(const std::string& path) {
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

Status may_delete(const runbook::Person& by) {
    if (by.role == Role::site_manager || by.role == Role::security_officer) return {};
    return Failure{Fault::role_refused, "deleting is for a site manager or a security officer"};
}

// The file that is meant is there, can go, is the one that was listed, and is not kept under
// another name. After an interruption it may be gone.
Status check_file(const Deletion& what, const RetentionState& state, std::int64_t now_ms) {
    const RetentionState::Entry& entry = state.entries.find(what.name)->second;
    std::error_code error;
    const auto about = fs::symlink_status(what.file, error);
    if (entry.deleted_ms && about.type() == fs::file_type::not_found) return {};
    if (about.type() != fs::file_type::regular) return Failure{Fault::usage_invalid, what.file + " is no plain file; nothing was deleted"};
    if (access(what.file.c_str(), W_OK) != 0) return Failure{Fault::disk_failed, what.file + " cannot be overwritten; nothing was deleted"};
    const base::Bytes content = TRY(read_file(what.file));
    if (crypto::sha256(content) != entry.thing.digest)
        return Failure{Fault::usage_invalid, what.file + " is not what was listed as " + what.name + "; nothing was deleted"};
    const auto other = runbook::still_kept_as(state, what.name, now_ms);
    if (!other) return {};
    return Failure{Fault::plan_step_refused, what.file + " is also what is kept as " + *other + "; nothing was deleted"};
}

// The entry first: what a power cut leaves behind is deleted by `delete`, in the name of who deleted it.
Status delete_one(const KeysWork& at, RetentionBook& book, const runbook::Person& by, const Deletion& what) {
    const auto found = book.state().entries.find(what.name);
    if (found == book.state().entries.end()) return Failure{Fault::usage_invalid, "nothing is kept under the name " + what.name};
    if (is_there(what.record)) return Failure{Fault::output_exists, what.record};
    if (!what.file.empty()) TRY(check_file(what, book.state(), now_of(at)));
    runbook::Deleted event{now_of(at), by, what.name};
    const bool is_again = found->second.deleted_ms.has_value();
    if (is_again) event = {*found->second.deleted_ms, found->second.deleted_by, what.name};
    else TRY(book.add(event));
    std::error_code error;
    const bool was_here = !what.file.empty() && fs::exists(what.file, error);
    if (was_here) TRY(host::shred_file(what.file));
    std::string how = was_here ? "overwritten once and removed" : what.how;
    if (how.empty()) how = "not there any more when the deletion was finished";
    Json record = TRY(base::parse_json(runbook::deletion_record(book.state(), event)));
    record.set("how", how).set("device", at.device.parts().identity.device.text);
    const std::string text = base::canonical_json(record);
    const base::Bytes signature = TRY(at.device.sign_detached(base::as_bytes(text)));
    TRY(write_new_file(what.record, base::as_bytes(text)));
    TRY(write_new_file(what.record + ".p7s", signature));
    std::cout << what.name << " is deleted; the record, and this device's signature: " << what.record << ", " << what.record << ".p7s\n";
    return {};
}

int erase(const RetentionOptions& options) {
    return with_book(options, Role::security_officer, [&](const KeysWork& at, RetentionBook& book, const runbook::Person& by) -> Status {
        TRY(may_delete(by));
        return delete_one(at, book, by, {.name = options.name, .file = options.file, .how = options.elsewhere_how, .record = options.out});
    });
}

// The plain files of a folder by what is in them; of two alike the first by name.
Result<std::map<base::Digest, std::string>> files_by_digest(const std::string& folder) {
    std::map<base::Digest, std::string> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.symlink_status(error).type() != fs::file_type::regular) continue;
        const base::Bytes content = TRY(read_file(entry.path().string()));
        const auto [at, is_new] = found.emplace(crypto::sha256(content), entry.path().string());
        if (!is_new) at->second = std::min(at->second, entry.path().string());
    }
    if (error) return Failure{Fault::disk_not_found, folder + ": " + error.message()};
    return found;
}

// What is due and lies in the folder; tells about each, also why another stays.
Result<std::vector<Deletion>> look_for_due(const RetentionOptions& options, const RetentionState& state, std::int64_t now_ms) {
    const auto files = TRY(files_by_digest(options.folder));
    std::vector<Deletion> out;
    for (const std::string& name : runbook::due(state, now_ms)) {
        const RetentionState::Entry& entry = state.entries.find(name)->second;
        const auto file = files.find(entry.thing.digest);
        std::cout << name << "  " << runbook::name_of(entry.thing.retention) << "  kept until " << date_of(entry.until_ms) << "  ";
        if (file == files.end()) {
            std::cout << "not in this folder: inkseal retention delete " << name << " --elsewhere ...\n";
        } else if (const auto other = runbook::still_kept_as(state, name, now_ms)) {
            std::cout << "stays: the same content is kept as " << *other << "\n";
        } else {
            std::cout << plain_line(file->second) << "\n";
            out.push_back({.name = name, .file = file->second, .how = {}, .record = (fs::path(options.out) / (name + ".deleted.json")).string()});
        }
    }
    for (const auto& [name, entry] : state.entries)
        if (entry.deleted_ms && files.contains(entry.thing.digest) && !runbook::still_kept_as(state, name, now_ms))
            std::cout << name << " was deleted, and its file is here: finish with inkseal retention delete " << name << " --file " << plain_line(files.at(entry.thing.digest)) << " --record ...\n";
    return out;
}

int erase_due(const RetentionOptions& options) {
    return with_book(options, Role::security_officer, [&](const KeysWork& at, RetentionBook& book, const runbook::Person& by) -> Status {
        const std::vector<Deletion> all = TRY(look_for_due(options, book.state(), now_of(at)));
        if (!options.count_again) {
            if (all.empty()) std::cout << "nothing here is due\n";
            else std::cout << "nothing was deleted; to delete what is named with a file: --yes-delete " << all.size() << " --records DIR\n";
            return {};
        }
        TRY(may_delete(by));
        if (*options.count_again != all.size())
            return Failure{Fault::usage_invalid, "this cannot be undone: " + std::to_string(all.size()) + " are due here, not " + std::to_string(*options.count_again) + "; nothing was deleted"};
        std::error_code error;
        if (!fs::is_directory(options.out, error) || access(options.out.c_str(), W_OK) != 0) return Failure{Fault::disk_failed, options.out + " is no folder for records; nothing was deleted"};
        // All of them are looked at before the first one goes. Two with one content have one file.
        for (const Deletion& one : all) {
            if (is_there(one.record)) return Failure{Fault::output_exists, one.record + "; nothing was deleted"};
            TRY(check_file(one, book.state(), now_of(at)));
        }
        for (const Deletion& one : all) {
            Deletion now = one;
            if (!is_there(now.file)) now = {.name = one.name, .file = {}, .how = "the file with the same content was overwritten once and removed", .record = one.record};
            TRY(delete_one(at, book, by, now));
        }
        return {};
    });
}

}  // namespace

void add_retention_deleting(CLI::App& retention, Action& action) {
    const auto options = std::make_shared<RetentionOptions>();
    CLI::App* gone = add_retention_step(retention, action, options, "delete", "Delete it, when its time is over and no hold keeps it, and sign that it is gone (site manager or security officer)", erase);
    gone->add_option("NAME", options->name)->required();
    CLI::Option* here = gone->add_option("--file", options->file, "the file: it must be the one that was listed; it is overwritten and removed");
    CLI::Option* there = gone->add_option("--elsewhere", options->elsewhere_how, "it lay elsewhere, and how it was deleted there");
    here->excludes(there);
    gone->add_option("--record", options->out, "where the signed record goes; must not be there yet")->required();
    gone->callback([options, &action, here, there] {
        if (here->empty() && there->empty()) throw CLI::RequiredError("--file or --elsewhere");
        action = [options] { return erase(*options); };
    });
    CLI::App* due = add_retention_step(retention, action, options, "delete-due",
                                       "Name what is due in a folder, and change nothing; with --yes-delete: delete it, and sign for each that it is gone (site manager or security officer)", erase_due);
    due->add_option("--folder", options->folder, "where the files are; they are known by their content")->required();
    CLI::Option* dry = due->add_flag("--dry-run", options->is_dry, "only look; so it is without --yes-delete, too");
    CLI::Option* sure = due->add_option("--yes-delete", options->count_again, "delete; the number of files again that was told, so that nothing goes that was not seen")->excludes(dry);
    CLI::Option* records = due->add_option("--records", options->out, "folder for the signed records, NAME.deleted.json")->needs(sure);
    sure->needs(records);
}

}  // namespace cli
