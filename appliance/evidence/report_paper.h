// SPDX-License-Identifier: Apache-2.0
// What a runbook's report says, before it is a PDF: everything the journal has, and what it
// waits for. It calls complete only what is.
#pragma once

#include "appliance/documents/paper.h"
#include "appliance/runbook/journal.h"

namespace evidence {

struct LogStanding {
    std::uint64_t entries = 0;
    std::string checkpoint;   // "SIZE ROOT" of the last one; empty: there is none
};

documents::Paper report_of(const runbook::Journal& journal, const LogStanding& log, std::int64_t now_ms);

}  // namespace evidence
