// SPDX-License-Identifier: Apache-2.0
#include "appliance/cli/runbook_options.h"

namespace cli {

using base::Failure;
using base::Fault;
using base::Result;
using runbook::AnchoredJournal;
using runbook::Person;

void add_journal_options(CLI::App& command, RunbookOptions& options) {
    command.add_option("--journal", options.journal, "which one; the only one under way when left out");
    add_device_options(command, options);
}

void add_second_options(CLI::App& command, RunbookOptions& options) {
    command.add_option("--second", options.second.token, "number of the second person's token, which is plugged in beside yours");
    command.add_option("--second-pin-file", options.second.pin_file, "file with the code of the second token; asked at the terminal when left out");
    command.add_option("--second-as", options.second.as, "the second person's name, without a token; taken only by a TEST device without a roster");
}

Result<Person> person_at(const KeysWork& work, StaffDoor& door, const StaffOptions& options, staff::Role role) {
    if (keys::FrontDoor(work.device.parts()).has_roster()) {
        const staff::Person& known = door.person();
        return Person{known.id, known.name, known.has(role) ? role : known.roles.front(), true};
    }
    if (options.as.empty()) return Failure{Fault::usage_invalid, "there is no roster: say who you are with --as"};
    return Person{options.as, options.as, role, false};
}

Result<std::optional<SecondPerson>> second_person(const KeysWork& work, const RunbookOptions& options, std::optional<staff::Role> role) {
    if (options.second.token.empty() && options.second.as.empty()) return std::optional<SecondPerson>();
    SecondPerson second;
    second.door = TRY(StaffDoor::open(work.device.parts(), options.second));
    second.person = TRY(person_at(work, *second.door, options.second, role.value_or(staff::Role::agent)));
    return std::optional<SecondPerson>(std::move(second));
}

AnchoredJournal::Place place_of(const KeysWork& work) {
    const app::Device& device = work.device.parts();
    return {device.disk, device.log, [&work](const audit::LeafDraft& leaf) { return work.life.record(leaf); }};
}

Result<AnchoredJournal> open_journal(const KeysWork& work, const std::string& name) {
    if (!name.empty()) return AnchoredJournal::open(place_of(work), name);
    std::vector<std::string> open;
    for (const std::string& one : TRY(runbook::journals_in_log(work.device.parts().log))) {
        const AnchoredJournal journal = TRY(AnchoredJournal::open(place_of(work), one));
        const bool is_over = journal.journal().state().cancelled || is_complete(journal.journal().runbook(), journal.journal().state());
        if (!is_over) open.push_back(one);
    }
    if (open.empty()) return Failure{Fault::usage_invalid, "no plan is under way; name one that is over with --journal, or begin one with `inkseal runbook start`"};
    std::string names;
    for (const std::string& one : open) names += " " + one;
    if (open.size() > 1) return Failure{Fault::usage_invalid, "several plans are under way: say which with --journal:" + names};
    return AnchoredJournal::open(place_of(work), open.front());
}

}  // namespace cli
