// SPDX-License-Identifier: Apache-2.0
// inkseal audit verify --state DIR [--key log.vkey] [--witness witness.vkey]
// inkseal audit show   --state DIR [--from N]
#include "appliance/audit/leaf.h"
#include "appliance/audit/log.h"
#include "appliance/audit/tiles.h"
#include "appliance/base/calendar.h"
#include "appliance/cli/commands.h"
#include "appliance/cli/files.h"
#include "appliance/host/posix_disk.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace cli {
namespace {

struct Options {
    std::string state;
    std::string key;
    std::vector<std::string> witnesses;
    std::uint64_t from = 0;
};

base::Result<audit::NoteKey> read_key(const std::string& path) {
    const base::Bytes text = TRY(read_file(path));
    std::string_view line = base::as_text(text);
    while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    return audit::parse_vkey(line);
}

base::Result<audit::AuditLog::Verdict> verdict(const Options& options) {
    host::PosixDisk disk = TRY(host::PosixDisk::open(options.state));
    const audit::NoteKey key = TRY(read_key(options.key.empty() ? options.state + "/device/log.vkey" : options.key));
    std::vector<audit::NoteKey> witnesses;
    for (const std::string& path : options.witnesses) witnesses.push_back(TRY(read_key(path)));
    return audit::verify_folder(disk, key, witnesses);
}

int verify(const Options& options) {
    const auto checked = verdict(options);
    if (!checked) {
        complain(checked.failure());
        return exit_failed;
    }
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

// The entries that the last checkpoint states, from the published bundles.
base::Status show_entries(const Options& options) {
    host::PosixDisk disk = TRY(host::PosixDisk::open(options.state));
    const std::string log(audit::log_folder);
    const base::Bytes text = TRY(disk.read(log + "checkpoint"));
    const audit::Note note = TRY(audit::parse_note(base::as_text(text)));
    const audit::Checkpoint checkpoint = TRY(audit::parse_checkpoint(note.text));
    for (std::uint64_t first = options.from / audit::tile_width * audit::tile_width; first < checkpoint.size;) {
        const std::uint64_t width = std::min(audit::tile_width, checkpoint.size - first);
        const base::Bytes bundle = TRY(disk.read(log + audit::entries_path(first / audit::tile_width, width)));
        for (const base::Bytes& entry : TRY(audit::decode_entries(bundle))) {
            const audit::Leaf leaf = TRY(audit::decode_leaf(entry));
            if (leaf.sequence >= options.from) print(leaf);
        }
        first += width;
    }
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
    CLI::App* read = command->add_subcommand("show", "Print the published entries, one a line");
    read->add_option("--state", options->state, "the device's state folder")->required();
    read->add_option("--from", options->from, "the first entry to print");
    read->callback([options, &action] { action = [options] { return show(*options); }; });
}

}  // namespace cli
