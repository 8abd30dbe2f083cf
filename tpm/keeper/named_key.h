// SPDX-License-Identifier: Apache-2.0
// A named key in use: from its record into a slot, and through its policy.
#pragma once

#include "tpm/door_key.h"
#include "tpm/keeper/key_counters.h"
#include "tpm/keeper/key_policies.h"

namespace tpm {

// Loads the key. The TPM refuses a blob that does not belong to the public area.
// The blob crosses the bus encrypted, as it must for keys that may go (key_record.h).
// Faults: key_missing (destroyed), cipher_tampered, platform_changed, tpm_*.
base::Result<Slot> load_key(PlatformPolicy& platform, const KeyRecord& record);

// Puts what the TPM gave for a new key into the record: as it is, or sealed to the counter.
base::Status keep_blob(PlatformPolicy& platform, KeyRecord& record, const TPM2B_PRIVATE& given);

// The policy that a key with this counter, or this quorum, must have.
base::Result<base::Digest> policy_of(PlatformPolicy& platform, const KeyRecord& record);

class NamedKey final : public DoorKey {
public:
    // Faults: cipher_tampered (the record's public area and policy do not fit together).
    static base::Result<std::shared_ptr<NamedKey>> of(PlatformPolicy& platform, KeyCounters& counters, KeyRecord record);

    const std::string& name() const { return m_record.name; }
    ports::KeyAlgorithm algorithm() const override { return m_shape.algorithm; }
    const base::Bytes& public_key() const override { return m_shape.public_key; }
    base::Status before_code(ESYS_TR session, const Approval& approval) override;
    base::Status after_code(ESYS_TR session) override;
    base::Result<LoadedKey> load() override;

    NamedKey(PlatformPolicy& platform, KeyCounters& counters, KeyRecord record, ReadShape shape)
        : m_platform(platform), m_counters(counters), m_record(std::move(record)), m_shape(std::move(shape)) {}

private:
    PlatformPolicy& m_platform;
    KeyCounters& m_counters;
    KeyRecord m_record;
    ReadShape m_shape;
};

}  // namespace tpm
