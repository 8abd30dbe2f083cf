// SPDX-License-Identifier: Apache-2.0
// A runbook under way, on the disk. Opening it replays every event through the same
// rules that admitted it, so a journal that was edited does not open.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/runbook/chain.h"
#include "appliance/runbook/evidence.h"
#include "appliance/runbook/progress.h"

#include <string>

namespace runbook {

base::Json to_json(const Event& event);
// Reads exactly what to_json writes. Fault message_invalid.
base::Result<Event> event_from(const base::Json& json);

class Journal {
public:
    // The disk outlives the journal. `name` is the file's, in the folder "runbooks":
    // [a-z0-9-]{1,64}. Fault output_exists when there is one of that name.
    static base::Result<Journal> start(base::Disk& disk, std::string name, const Runbook& runbook, const Started& started);
    // Faults: disk_not_found, message_invalid, and those of step().
    static base::Result<Journal> open(base::Disk& disk, std::string name);

    const Runbook& runbook() const { return *m_runbook; }
    const State& state() const { return m_state; }
    // Of the last line: what a sealed report fixes.
    const base::Digest& head() const { return m_chain.head; }

    // Refuses as step() does; then it is durable or did not happen.
    base::Status record(const Event& event);
    // Does a step: asks whether it may be done now, has the book answer every need,
    // records it. `claims`: one for each need, what the book should look at.
    base::Status perform(Done event, const std::vector<std::string>& claims, EvidenceBook& book);

private:
    Journal(base::Disk& disk, std::string path, const Runbook& runbook) : m_disk(&disk), m_path(std::move(path)), m_runbook(&runbook) {}
    base::Disk* m_disk;
    std::string m_path;
    const Runbook* m_runbook;
    State m_state;
    Chain m_chain;
};

// The names of all journals, sorted.
base::Result<std::vector<std::string>> journal_names(const base::Disk& disk);

}  // namespace runbook
