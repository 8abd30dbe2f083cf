// SPDX-License-Identifier: Apache-2.0
// The vault's keys, each sealed under "booted as approved, and the epoch counter
// stands at N". The counter cannot go back, so an ended epoch stays shut.
#pragma once

#include "appliance/ports/epoch_keeper.h"
#include "tpm/counter.h"

namespace tpm {

class CounterEpochKeeper final : public ports::EpochKeeper {
public:
    explicit CounterEpochKeeper(PlatformPolicy& platform) : m_platform(platform), m_counter(platform, IndexId::epoch) {}

    base::Result<std::uint64_t> current_epoch() override { return m_counter.value(); }
    base::Result<base::Bytes> seal(std::uint64_t epoch, const base::SecretBytes& key) override;
    base::Result<base::SecretBytes> open(std::uint64_t epoch, base::ByteView blob) override;
    base::Result<std::uint64_t> advance() override { return m_counter.increment(); }

private:
    PlatformPolicy& m_platform;
    IndexCounter m_counter;
};

}  // namespace tpm
