// SPDX-License-Identifier: Apache-2.0
// What the log says was taken and is in force must still be here: the lists of the revoked,
// and that of registrations. (A bundle's rules: house_rules.h.) Files can be taken away by
// whoever writes the disk; the log, which the chip anchors, remembers them. A device that
// lacks one signs nothing until it has one at least as new. And whom the device believes
// stands in its birth entry: files that say otherwise are somebody else's.
#pragma once

#include "appliance/app/device.h"

#include <map>

namespace device {

// Issuer (hexadecimal) -> the newest number of its lists.
using PromisedLists = std::map<std::string, std::uint64_t>;

// One pass over the whole log. Faults: those of AuditLog::entries.
base::Result<PromisedLists> promised_lists(audit::AuditLog& log);

// `identity.pins` against the birth entry; nothing to compare before the first start.
// Faults: configuration_invalid (a file was changed since enrolment, or the birth entry is
// of a version that pinned nothing), those of AuditLog::entries.
base::Status compare_pins(audit::AuditLog& log, const app::Identity& identity);

// In words what is not here, or older than promised; empty when nothing is.
std::string lacking(const PromisedLists& promised, const base::Disk& disk, const app::Identity& identity, std::int64_t now_ms);

}  // namespace device
