// SPDX-License-Identifier: Apache-2.0
// C2SP tlog-proof@v1, the file that shows one entry to be in the log, offline:
//
//   c2sp.org/tlog-proof@v1
//   index 41
//   <base64 hash>            from the leaf's sibling to the root's child
//   (blank line)
//   <checkpoint, a signed note>
//
// An `extra` line is read, never trusted, and never written.
#pragma once

#include "appliance/audit/checkpoint.h"
#include "appliance/audit/merkle.h"

namespace audit {

struct LogProof {
    std::uint64_t index = 0;
    MerkleProof hashes;
    std::string checkpoint;  // the whole note
};

std::string proof_text(const LogProof& proof);
// Fault proof_invalid.
base::Result<LogProof> parse_proof(std::string_view text);

// The entry is in the log of `log_key` at the proof's index.
// Faults: proof_invalid, checkpoint_invalid.
base::Result<VerifiedCheckpoint> verify_proof(const LogProof& proof, base::ByteView entry, const NoteKey& log_key,
                                              const std::vector<NoteKey>& others = {});

}  // namespace audit
