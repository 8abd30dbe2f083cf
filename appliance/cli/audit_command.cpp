// SPDX-License-Identifier: Apache-2.0
// inkseal audit verify --state DIR [--key log.vkey] [--witness witness.vkey] [--previous CHECKPOINT]
// inkseal audit show   --state DIR [--from N]
// inkseal audit gaps   --state DIR [--parcels FOLDER] [--json]   (audit_gaps_command.cpp)
#include "appliance/audit/log.h"
#include "appliance/base/calendar.h"
#include "appliance/audit/leaf.h"
#include "appliance/audit/tiles.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/cli/log_reading.h"
#include "appliance/crypto/digest.h"
#include "appliance/host/posix_disk.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Options {
    std::string state;
    std::string key;
    std::vector<std::string> witnesses;
    std::string previous, previous_key;
    std::uint64_t from = 0;
};

// The log's first entry names this note: nothing lies between the two logs.
base::Status check_previous(const Options& options, const base::Disk& disk) {
    const base::Bytes note = TRY(read_file(options.previous));
    const audit::Note parsed = TRY(audit::parse_note(base::as_text(note)));
    TRY(audit::parse_checkpoint(parsed.text));
    if (!options.previous_key.empty()) {
        const audit::NoteKey key = TRY(read_note_key(options.previous_key));
        TRY(audit::open_checkpoint(base::as_text(note), key));
    }
    const base::Bytes own = TRY(disk.read(std::string(audit::log_folder) + "checkpoint"));
    const audit::Note own_note = TRY(audit::parse_note(base::as_text(own)));
    const audit::Checkpoint checkpoint = TRY(audit::parse_checkpoint(own_note.text));
    const std::uint64_t width = std::min(audit::tile_width, checkpoint.size);
    const base::Bytes bundle = TRY(disk.read(std::string(audit::log_folder) + audit::entries_path(0, width)));
    const std::vector<base::Bytes> entries = TRY(audit::decode_entries(bundle));
    if (entries.empty()) return base::Failure{base::Fault::audit_broken, "the log has no entry"};
    const audit::Leaf first = TRY(audit::decode_leaf(entries.front()));
    const auto named = first.fields.find("previous_checkpoint");
    const bool is_named = first.event == audit::Event::device_provisioned && named != first.fields.end() && named->second.as_text() != nullptr;
    if (is_named && *named->second.as_text() == base::to_hex(crypto::sha256(note))) return {};
    return base::Failure{base::Fault::proof_invalid, is_named ? "the log began after another checkpoint" : "the log names no log before it"};
}

base::Result<audit::AuditLog::Verdict> verdict(const Options& options) {
    host::PosixDisk disk = TRY(host::PosixDisk::open(options.state));
    const audit::NoteKey key = TRY(read_note_key(options.key.empty() ? options.state + "/device/log.vkey" : options.key));
    std::vector<audit::NoteKey> witnesses;
    for (const std::string& path : options.witnesses) witnesses.push_back(TRY(read_note_key(path)));
    const audit::AuditLog::Verdict whole = TRY(audit::verify_folder(disk, key, witnesses));
    if (!options.previous.empty()) TRY(check_previous(options, disk));
    return whole;
}

int verify(const Options& options) {
    const auto checked = verdict(options);
    if (!checked) {
        complain(checked.failure());
        return exit_failed;
    }
    if (!options.previous.empty()) std::cout << "the log began where the one before ended\n";
    std::cout << "the log is whole\n  entries     " << checked->entries << "\n  root        " << base::to_hex(checked->root)
              << "\n  checkpoint  " << checked->checkpoint_size << "\n  cosigned    " << checked->cosigned_size << "\n";
    return exit_passed;
}

void print(const audit::Leaf& leaf) {
    const audit::EventRow& row = audit::row_of(leaf.event);
    std::cout << leaf.sequence << "  " << base::to_rfc3339(leaf.time.wall_ms) << "  " << row.id;
    if (!leaf.subject.is_empty()) std::cout << "  about " << leaf.subject.text.substr(0, 8);
    for (const auto& [name, value] : leaf.fields) {
        const std::string text = base::canonical_json(value);
        std::cout << "  " << name << "=" << (text.size() > 24 ? text.substr(0, 21) + "..." : text);
    }
    std::cout << "\n";
}

base::Status show_entries(const Options& options) {
    const host::PosixDisk disk = TRY(host::PosixDisk::open(options.state));
    const std::vector<audit::Leaf> leaves = TRY(read_published_leaves(disk, options.from));
    for (const audit::Leaf& leaf : leaves) print(leaf);
    return {};
}

int show(const Options& options) {
    if (const auto shown = show_entries(options); !shown) {
        complain(shown.failure());
        return exit_failed;
    }
    return exit_passed;
}

}  // namespace

void add_audit(CLI::App& app, Action& action) {
    const auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("audit", "Check and read a device's audit log");
    command->require_subcommand(1);
    CLI::App* check = command->add_subcommand("verify", "Recompute the whole log and check its checkpoints");
    check->add_option("--state", options->state, "the device's state folder, or any folder that holds its log/")->required();
    check->add_option("--key", options->key, "the log's key; device/log.vkey in the state when left out");
    check->add_option("--witness", options->witnesses, "keys of cosigners");
    check->callback([options, &action] { action = [options] { return verify(*options); }; });
    check->add_option("--previous", options->previous, "the last checkpoint of the log before a factory reset: the first entry must name it");
    check->add_option("--previous-key", options->previous_key, "that log's key, to check its signature too")->needs("--previous");
    CLI::App* read = command->add_subcommand("show", "Print the published entries, one a line");
    read->add_option("--state", options->state, "the device's state folder")->required();
    read->add_option("--from", options->from, "the first entry to print");
    read->callback([options, &action] { action = [options] { return show(*options); }; });
    add_audit_gaps(*command, action);
}

}  // namespace cli
