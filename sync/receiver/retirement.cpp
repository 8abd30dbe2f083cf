// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/retirement.h"

#include "appliance/audit/checkpoint.h"
#include "appliance/crypto/message.h"
#include "sync/receiver/revocations.h"

namespace receiver {
namespace {

using base::Failure;
using base::Fault;
using base::Result;
using base::Status;

Failure not_its(const char* why) { return {Fault::receipt_mismatch, why}; }

// By the device's own TLS certificate. One that was revoked meanwhile still tells who wrote this.
Status check_signer(const Desk& desk, const base::DeviceId& id, const RetirementRow& row) {
    const crypto::VerifiedMessage signed_by = TRY(crypto::verify_detached(row.signature, row.statement, desk.platform.trust(),
                                                                          crypto::Purpose::tls_client, desk.clock.wall_ms()));
    if (signed_by.signer.subject_common_name() != id.text) return not_its("signed by another device");
    return {};
}

// The log's note in it is by this unit's log key, and no older than what the witness has seen.
Status check_log(const Desk& desk, const DeviceRow& device, const exchange::DestructionStatement& statement) {
    const audit::NoteKey key = TRY(audit::parse_vkey(device.log_vkey));
    const auto opened = audit::open_checkpoint(statement.checkpoint, key);
    if (!opened) return not_its("the log in it is not this unit's");
    if (opened->checkpoint.origin != device.log_origin) return not_its("of an earlier unit of that name");
    const auto log = TRY(desk.index.log(device.log_origin));
    if (log && opened->checkpoint.size < log->tip.size)
        return Failure{Fault::log_conflict, "its log has " + std::to_string(opened->checkpoint.size) + " entries, here are " + std::to_string(log->tip.size)};
    return {};
}

}  // namespace

Result<exchange::DestructionStatement> retire(const Desk& desk, const base::DeviceId& id, RetirementRow row) {
    const std::optional<DeviceRow> device = TRY(desk.index.device(id));
    if (!device) return Failure{Fault::record_missing, id.text};
    TRY(check_signer(desk, id, row));
    const base::Json json = TRY(base::parse_json(base::as_text(row.statement)));
    exchange::DestructionStatement statement = TRY(exchange::destruction_from(json));
    if (statement.device != id) return not_its("about another device");
    TRY(check_log(desk, *device, statement));
    row.log_origin = device->log_origin;
    row.at_ms = desk.clock.wall_ms();
    TRY(desk.index.retire(id, row));
    TRY(publish_crl(desk));
    return statement;
}

}  // namespace receiver
