// SPDX-License-Identifier: Apache-2.0
// An NV counter index. Anyone may read it; moving it needs the platform policy.
// Deleting and defining it again does not turn it back (TPM 2.0 part 1, 37.2.6.2).
#pragma once

#include "appliance/ports/counter.h"
#include "tpm/objects.h"
#include "tpm/platform_policy.h"

namespace tpm {

class IndexCounter final : public ports::Counter {
public:
    IndexCounter(PlatformPolicy& platform, IndexId id) : IndexCounter(platform, row_of(id).handle) {}
    IndexCounter(PlatformPolicy& platform, std::uint32_t handle) : m_platform(platform), m_handle(handle) {}

    // Faults: key_missing (not there, or never moved), tpm_*.
    base::Result<std::uint64_t> value() override;
    // The value is read back in an authenticated session: a forged "done" is noticed.
    base::Result<std::uint64_t> increment() override;

private:
    PlatformPolicy& m_platform;
    std::uint32_t m_handle;
};

}  // namespace tpm
