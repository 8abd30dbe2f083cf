// SPDX-License-Identifier: Apache-2.0
// What is kept for how long, as a chained file of events (chain.h) whose every line stands
// in the device's log by the digest that the chain had then. Who writes the disk can take
// lines away; the log says that they were there.
//
// Order of writing: the file, the log's entry. A power cut leaves at most one line that the
// log does not know: it never happened.
#pragma once

#include "appliance/runbook/anchored_journal.h"
#include "appliance/runbook/chain.h"
#include "appliance/runbook/retention.h"

namespace runbook {

class RetentionBook {
public:
    using Place = AnchoredJournal::Place;
    // An empty one when nothing was ever kept. Faults: disk_*, vault_*; message_invalid when
    // the file says other than the log.
    static base::Result<RetentionBook> open(Place place);

    const RetentionState& state() const { return m_state; }
    // Durable, and in the log, on return. Faults: those of apply(), disk_*, vault_*.
    base::Status add(const RetentionEvent& event);

private:
    RetentionBook(Place place, Chain chain, RetentionState state) : m_place(std::move(place)), m_chain(std::move(chain)), m_state(std::move(state)) {}
    Place m_place;
    Chain m_chain;
    RetentionState m_state;
};

}  // namespace runbook
