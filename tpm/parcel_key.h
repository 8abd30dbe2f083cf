// SPDX-License-Identifier: Apache-2.0
// Opens parcels addressed to the device: ECDH in the TPM, under the platform policy,
// no person's code.
#pragma once

#include "appliance/ports/agreement_key.h"
#include "tpm/platform_policy.h"

namespace tpm {

class ParcelKey final : public ports::AgreementKey {
public:
    ParcelKey(PlatformPolicy& platform, base::Bytes public_key)
        : m_platform(platform), m_public_key(std::move(public_key)) {}

    const base::Bytes& public_key() const override { return m_public_key; }
    // Faults: parcel_invalid (a point that is not on the curve), platform_changed, tpm_*.
    base::Result<base::SecretBytes> agree(base::ByteView peer) override;

private:
    PlatformPolicy& m_platform;
    base::Bytes m_public_key;
};

}  // namespace tpm
