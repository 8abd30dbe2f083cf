// SPDX-License-Identifier: Apache-2.0
// The attestation key's statements about time and counters.
#pragma once

#include "appliance/ports/time_attestor.h"
#include "tpm/hierarchy_secrets.h"
#include "tpm/objects.h"

namespace tpm {

class AttestationKey final : public ports::TimeAttestor {
public:
    AttestationKey(PlatformPolicy& platform, HierarchySecrets& secrets) : m_platform(platform), m_secrets(secrets) {}

    base::Result<ports::TimeStatement> attest_time(base::ByteView binding) override;        // TPM2_GetTime
    base::Result<ports::CounterStatement> attest_counter(base::ByteView binding) override;  // TPM2_NV_Certify
    base::Result<ports::CounterStatement> attest_serial(base::ByteView binding) override;
    base::Result<ports::CounterStatement> attest_index(IndexId id, base::ByteView binding);  // the same of any counter

private:
    PlatformPolicy& m_platform;
    HierarchySecrets& m_secrets;
};

}  // namespace tpm
