// SPDX-License-Identifier: Apache-2.0
// Anchors tie the log to hardware. After a checkpoint the TPM's `anchor` counter is
// incremented and the TPM signs counter and time with SHA-256(checkpoint note) as
// qualifying data; both statements become the next leaf. A disk that was turned back,
// cut off or cloned then disagrees with the counter.
//
// What it cannot show: what was lost since the last anchor, and a TPM that was
// exchanged for a fresh one (its endorsement certificate shows that).
//
//   std::string note = TRY(log.make_checkpoint(log_key));
//   LeafDraft draft = TRY(make_anchor(log, note, disk, counter, attestor));
//   Transaction step = TRY(vault.begin());
//   TRY(log.append(step, draft));
//   TRY(step.commit());
//   TRY(finish_anchor(disk));
#pragma once

#include "appliance/audit/log.h"
#include "appliance/ports/counter.h"

namespace audit {

// Notes the coming value on the disk, increments (unless an anchor that was cut short
// already did), asks for both statements. From here on the log's entries carry the
// attested time's counts.
base::Result<LeafDraft> make_anchor(AuditLog& log, std::string_view checkpoint_note, base::Disk& disk, ports::Counter& counter,
                                    ports::TimeAttestor& attestor);
// After the leaf is durable.
base::Status finish_anchor(base::Disk& disk);

enum class AnchorState {
    never_anchored,  // a log without an anchor: only right before provisioning ends
    agrees,
    unfinished,      // power was cut between increment and leaf: anchor again now
};

// The check at boot. Fault audit_rolled_back when the counter does not stand where
// the last anchor leaf (or an unfinished anchor) says: no key may be used until the
// platform has looked at it. `value_at_birth` is where the counter stood when the
// device was made: a log without an anchor beside a counter that has moved since is a
// log that was deleted.
base::Result<AnchorState> check_anchor(AuditLog& log, base::Disk& disk, ports::Counter& counter, std::uint64_t value_at_birth);

// What an anchor leaf says; for auditors, who check the signatures with the
// attestation key. Fault audit_broken.
struct AnchorStatement {
    base::Digest checkpoint{};     // SHA-256 of the checkpoint note
    ports::TimeStatement time;
    ports::CounterStatement counter;
};
base::Result<AnchorStatement> read_anchor(const Leaf& leaf);

}  // namespace audit
