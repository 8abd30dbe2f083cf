// SPDX-License-Identifier: Apache-2.0
// A journal whose start, steps and end stand in the device's log as well, each with the
// digest that the journal had then. Who can write the disk can write a journal that is
// whole by itself, shorter or other than the real one; the log, which the chip counts and
// the platform cosigns, says that it is not the one.
//
// Order of writing: the next version beside the journal, the log's entry, the journal. A
// power cut leaves at most a next version: it counts when the log knows it.
#pragma once

#include "appliance/audit/log.h"
#include "appliance/runbook/journal.h"

#include <functional>

namespace runbook {

class AnchoredJournal {
public:
    // Writes one entry into the log, durably.
    using Record = std::function<base::Status(const audit::LeafDraft&)>;
    struct Place {
        base::Disk& disk;
        audit::AuditLog& log;
        Record record;
    };

    // Fault output_exists: also when only the log knows a journal of that name.
    static base::Result<AnchoredJournal> start(Place place, std::string name, const Runbook& runbook, const Started& started);
    // Ends what a power cut interrupted. Faults: those of Journal::open; message_invalid when the
    // log says that it is shorter or another than it was.
    static base::Result<AnchoredJournal> open(Place place, std::string name);

    const Journal& journal() const { return m_journal; }

    base::Status perform(Done event, const std::vector<std::string>& claims, EvidenceBook& book);
    base::Status cancel(const Cancelled& event);
    // Anchored by the next step or report.
    base::Status note(const Noted& event) { return m_journal.record(event); }
    // A report over the journal as it is was written.
    base::Status reported(const Person& by, const base::Digest& report);

private:
    AnchoredJournal(Place place, Journal journal) : m_place(std::move(place)), m_journal(std::move(journal)) {}
    base::Status commit(Journal next, const audit::LeafDraft& leaf);
    Place m_place;
    Journal m_journal;
};

// The journals that the log knows to have been started, in that order. One that is not on
// the disk any more was taken away.
base::Result<std::vector<std::string>> journals_in_log(audit::AuditLog& log);

}  // namespace runbook
