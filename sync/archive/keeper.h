// SPDX-License-Identifier: Apache-2.0
// Goes through the receiver's shelves and finishes what can be finished:
//
//   RESULTS/DEVICE/SEQ/signed.pdf ...     a finished artifact; "trust/" beside its files
//   RESULTS/refused/DEVICE-SEQ.json       what was wrong with one, until it is right
//
// A folder that has its "complete" file is never touched again.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/disk.h"
#include "sync/archive/artifact.h"
#include "sync/receiver/blob_store.h"
#include "sync/receiver/index_store.h"

namespace archive {

struct Shelves {
    receiver::IndexStore& index;
    receiver::BlobStore& blobs;
    const base::Disk& platform;  // for public/
    base::Disk& results;
};

struct Tally {
    unsigned finished = 0;
    unsigned waiting = 0;   // their leaf is not under a cosigned checkpoint yet
    unsigned refused = 0;
    unsigned before = 0;    // finished at an earlier time
};

// Faults: disk_*, and what makes the whole platform unreadable. A bad artifact is counted.
base::Result<Tally> finish_all(const Shelves& shelves, const crypto::Certificate& certificate,
                               ports::AgreementKey& key, documents::DocumentReader& reader, const base::Clock& clock);

}  // namespace archive
