// SPDX-License-Identifier: Apache-2.0
// The vault's key, period by period. A period's key opens only while the hardware
// counter stands at its number: one increment makes every older key unreadable for
// ever, also in a copy of the disk.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/base/secret.h"

#include <cstdint>

namespace ports {

struct EpochKeeper {
    virtual ~EpochKeeper() = default;

    virtual base::Result<std::uint64_t> current_epoch() = 0;

    // Seals `key` so that it opens only when the counter equals `epoch`. The blob
    // is not secret. Works for the current epoch and the next one.
    virtual base::Result<base::Bytes> seal(std::uint64_t epoch, const base::SecretBytes& key) = 0;
    // Faults: epoch_unavailable, platform_changed, tpm_*.
    virtual base::Result<base::SecretBytes> open(std::uint64_t epoch, base::ByteView blob) = 0;

    // Ends the current epoch. Durable on return; there is no way back.
    virtual base::Result<std::uint64_t> advance() = 0;
};

}  // namespace ports
