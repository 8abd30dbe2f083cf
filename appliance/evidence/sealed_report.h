// SPDX-License-Identifier: Apache-2.0
// A runbook's end: its report, sealed by the device's active key. The command line and the
// device's screen have the same.
#pragma once

#include "appliance/keys/key_life.h"
#include "appliance/runbook/anchored_journal.h"

namespace evidence {

struct SealedReport {
    base::Bytes pdf;
    std::size_t page_count = 0;
};

// Also of a plan that is not complete, which it says. The log's entry comes first: a sealed
// report that the log does not know must not be about. Faults: key_missing (none is active),
// those of keys::seal_paper and AnchoredJournal::reported.
base::Result<SealedReport> seal_report(keys::KeyLife& life, runbook::AnchoredJournal& journal, const runbook::Person& by);

}  // namespace evidence
