// SPDX-License-Identifier: Apache-2.0
// A runbook under way, on the disk. Opening it replays every event through the same
// rules that admitted it, so a journal that was edited does not open. Whether it is all
// that was written is anchored_journal.h's question.
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
    // [a-z0-9-]{1,40}. Fault output_exists when there is one of that name.
    static base::Result<Journal> start(base::Disk& disk, std::string name, const Runbook& runbook, const Started& started);
    // As start(), and nothing is on the disk yet.
    static base::Result<Journal> draft(base::Disk& disk, std::string name, const Runbook& runbook, const Started& started);
    // Faults: disk_not_found, message_invalid, and those of step().
    static base::Result<Journal> open(base::Disk& disk, std::string name);
    // What was laid beside the journal of that name; see save_beside().
    static base::Result<Journal> open_beside(base::Disk& disk, std::string name);

    const Runbook& runbook() const { return *m_runbook; }
    const State& state() const { return m_state; }
    const std::string& name() const { return m_name; }
    // Of the last line: what a sealed report fixes.
    const base::Digest& head() const { return m_chain.head; }

    struct Line {
        base::Digest head{};      // once this line was written
        Event event;
    };
    const std::vector<Line>& lines() const { return m_lines; }

    // Refuses as step() does; then it is durable or did not happen.
    base::Status record(const Event& event);
    // Does a step: asks whether it may be done now, has the book answer every need,
    // records it. `claims`: one for each need, what the book should look at.
    base::Status perform(Done event, const std::vector<std::string>& claims, EvidenceBook& book);

    // The parts of these: nothing is written before save().
    base::Result<Journal> with(const Event& event) const;
    base::Result<Done> gather(Done event, const std::vector<std::string>& claims, EvidenceBook& book) const;
    base::Status save();
    // In the place beside it, where a next version waits until the log knows it.
    base::Status save_beside();
    static base::Status remove_beside(base::Disk& disk, const std::string& name);

private:
    Journal(base::Disk& disk, std::string name, const Runbook& runbook) : m_disk(&disk), m_name(std::move(name)), m_runbook(&runbook) {}
    static base::Result<Journal> read(base::Disk& disk, std::string name, const std::string& path);
    base::Disk* m_disk;
    std::string m_name;
    const Runbook* m_runbook;
    State m_state;
    Chain m_chain;
    std::vector<Line> m_lines;
};

// The names of all journals, sorted.
base::Result<std::vector<std::string>> journal_names(const base::Disk& disk);

}  // namespace runbook
