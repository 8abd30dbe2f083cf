// SPDX-License-Identifier: Apache-2.0
// One envelope from the receiver's shelf becomes a finished file: opened, checked again
// from end to end, raised to PAdES B-T. Nothing here believes the receiver or the device;
// it believes the root, and what can be recomputed.
#pragma once

#include "appliance/audit/note.h"
#include "appliance/documents/document_reader.h"
#include "appliance/ports/agreement_key.h"
#include "sync/archive/device_log.h"
#include "sync/parcel.h"

namespace archive {

// What the receiver kept of one envelope.
struct Shelved {
    base::DeviceId device;
    std::uint64_t sequence = 0;
    base::Bytes manifest;
    base::Bytes ciphertext;
    base::Bytes receipt;
    base::Bytes timestamp;  // TimeStampToken; empty for a statement
};

// References outlive the call.
struct Workshop {
    const crypto::TrustStore& trust;  // the platform's root, intermediates and CRLs, with revocation dates
    const crypto::Certificate& certificate;
    ports::AgreementKey& key;
    documents::DocumentReader& reader;
    const audit::NoteKey& witness;
    std::int64_t now_ms = 0;
};

struct ArchivedFile {
    std::string name;
    base::Bytes content;
};

// The files of the artifact's folder, in README.md's order, without the platform's own
// certificates. Whoever sent and signed is judged at the time that the platform's receipt
// and time-stamp prove, not at the archive's: a device that was revoked or replaced since
// had the right to what it did before. The leaf may be in any log of the device.
// Faults: everything that opening, verifying and reading can find; record_missing when
// the log does not reach the artifact's leaf yet (try again later).
base::Result<std::vector<ArchivedFile>> finish_artifact(const Shelved& shelved, std::vector<DeviceLog>& logs,
                                                       const Workshop& workshop);

}  // namespace archive
