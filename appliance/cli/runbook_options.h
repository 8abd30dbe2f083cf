// SPDX-License-Identifier: Apache-2.0
// What the commands of `inkseal runbook` share: which journal, and who stands before it.
#pragma once

#include "appliance/cli/keys_options.h"
#include "appliance/evidence/device_book.h"
#include "appliance/runbook/anchored_journal.h"

#include <optional>
#include <string>
#include <vector>

namespace cli {

struct RunbookOptions : KeysOptions {
    std::string journal;      // its name; the one that is under way when left out
    std::string plan, step, text, out, accepted, elsewhere, trust;
    std::vector<std::string> claims, files;
    StaffOptions second;
};

// The options of every command that works with a journal.
void add_journal_options(CLI::App& command, RunbookOptions& options);
// --second and what goes with it.
void add_second_options(CLI::App& command, RunbookOptions& options);

// Who stands behind a door, in the role that is asked when they have it. Without a roster:
// whoever they say, in that role, unproven; the engine takes that only at a TEST device.
// Fault usage_invalid (no roster, and no --as).
base::Result<runbook::Person> person_at(const KeysWork& work, StaffDoor& door, const StaffOptions& options, staff::Role role);
// The second person, whose token is named by its number. They stay signed in as long as the door lives.
struct SecondPerson {
    std::unique_ptr<StaffDoor> door;
    runbook::Person person;
};
base::Result<std::optional<SecondPerson>> second_person(const KeysWork& work, const RunbookOptions& options, std::optional<staff::Role> role);

runbook::AnchoredJournal::Place place_of(const KeysWork& work);
// The journal that is meant. Faults: usage_invalid (none or several are under way), and those of AnchoredJournal::open.
base::Result<runbook::AnchoredJournal> open_journal(const KeysWork& work, const std::string& name);

// By their paths, as typed.
struct TypedFiles final : evidence::Files {
    base::Result<base::Bytes> read(const std::string& path) override;
    bool is_folder(const std::string& path) override;
};

// An answer for each need, in their order, out of what was typed. Fault usage_invalid with
// what is missing.
base::Result<std::vector<std::string>> answers_for(const runbook::Step& step, const RunbookOptions& options);

// The commands, each file its own.
void add_runbook_steps(CLI::App& runbook, Action& action);  // start, do, note, cancel
void add_runbook_report(CLI::App& runbook, Action& action); // report

}  // namespace cli
