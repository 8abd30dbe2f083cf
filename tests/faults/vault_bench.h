// SPDX-License-Identifier: Apache-2.0
// A vault on simulated hardware, and everything it says as one text to compare.
#pragma once

#include "appliance/crypto/digest.h"
#include "appliance/vault/vault.h"
#include "tests/faults/manual_clock.h"
#include "tests/faults/sim_storage.h"
#include "tests/faults/soft_epoch_keeper.h"

namespace faults {

inline vault::VaultPlace place_on(const SimStorage& storage) {
    return {.database = "vault.db",
            .vfs = storage.vfs(),
            .device = base::DeviceId("harbour-otter-41"),
            .reserve_bytes = 256U << 10U,
            .free_bytes_min = 64U << 10U};
}

struct VaultBench {
    explicit VaultBench(const Files& files = {}) : storage(files) {}
    base::Result<vault::Vault> open() { return vault::Vault::open(place_on(storage), storage, keeper, clock); }

    SimStorage storage;
    SoftHardware hardware;
    SoftEpochKeeper keeper{hardware};
    ManualClock clock;
};

// Everything a reader can learn: heads, payloads, leaves, outbox, open intents. A fault
// becomes part of the text.
std::string describe(vault::Vault& vault);

}  // namespace faults
