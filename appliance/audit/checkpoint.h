// SPDX-License-Identifier: Apache-2.0
// C2SP tlog-checkpoint: the text of a note that states a log's size and root in
// exactly three lines (we write no extension lines and accept none).
#pragma once

#include "appliance/audit/note.h"

namespace audit {

struct Checkpoint {
    std::string origin;      // <tenant-domain>/inkseal/<device>/<log-epoch>; also the log's key name
    std::uint64_t size = 0;
    base::Digest root{};
    bool operator==(const Checkpoint&) const = default;
};

std::string checkpoint_text(const Checkpoint& checkpoint);
// Fault checkpoint_invalid. This reads; trust comes from verify_note.
base::Result<Checkpoint> parse_checkpoint(std::string_view text);

// Both steps: the note carries a good signature by `log_key`, whose name is the
// origin, and says what it says. Cosigners in `others` are checked where present.
struct VerifiedCheckpoint {
    Checkpoint checkpoint;
    std::vector<VerifiedSignature> signatures;
};
base::Result<VerifiedCheckpoint> open_checkpoint(std::string_view note, const NoteKey& log_key,
                                                 const std::vector<NoteKey>& others = {});

}  // namespace audit
