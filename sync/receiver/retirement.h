// SPDX-License-Identifier: Apache-2.0
// A device that was destroyed says so itself, in a statement that it signed before its keys
// ended (sync/destruction.h). The platform believes that signature and nobody's word.
#pragma once

#include "sync/destruction.h"
#include "sync/receiver/desk.h"

namespace receiver {

// `row` brings statement and signature; the rest is filled in here. Revokes what the unit
// had, keeps the statement, publishes the list. Again, it changes nothing.
// Faults: record_missing (no such device), message_invalid (no such statement),
// cms_invalid, signature_invalid, certificate_*, receipt_mismatch (of another device, of
// an earlier unit of that name, or its log is not this unit's), log_conflict (its log is
// shorter than what is here), disk_*.
base::Result<exchange::DestructionStatement> retire(const Desk& desk, const base::DeviceId& id, RetirementRow row);

}  // namespace receiver
