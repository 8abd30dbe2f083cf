// SPDX-License-Identifier: Apache-2.0
// ports::KeyKeeper on a TPM: any number of names, each a child of the storage root key
// that lies on the disk as a blob and is loaded for each use. Order of durable steps, so
// that a power cut leaves whole keys or nothing: note, counter, key, record, note gone;
// and at the end of a key: counter moved, counter gone, blob gone.
#pragma once

#include "appliance/base/clock.h"
#include "tpm/keeper/key_release.h"
#include "tpm/key_guard.h"
#include "tpm/tpm_folder.h"

namespace tpm {

class NamedKeys final : public ports::KeyKeeper {
public:
    NamedKeys(PlatformPolicy& platform, HierarchySecrets& secrets, base::Disk& disk, PinDoor& door, const base::Clock& clock,
              base::Bytes storage_key_area)
        : m_platform(platform), m_secrets(secrets), m_folder(disk), m_approvals(disk), m_counters(platform, secrets, m_folder), m_door(door), m_clock(clock),
          m_storage_key_area(std::move(storage_key_area)) {}

    base::Result<ports::Allowance> allowance() override;
    base::Result<std::vector<ports::KeyFacts>> keys() override;
    base::Result<ports::KeyFacts> birth_key() override;
    base::Result<ports::KeyFacts> create(const std::string& name, ports::KeyAlgorithm algorithm,
                                         const std::optional<ports::Quorum>& quorum) override;
    base::Result<ports::KeyFacts> import(const std::string& name, const ports::PrivateKey& key) override;
    base::Result<ports::KeyFacts> accept(const std::string& name, const ports::Duplicate& duplicate) override;
    base::Result<base::Bytes> public_key_of(const ports::Duplicate& duplicate) const override;
    base::Status destroy(const std::string& name) override;
    base::Status guard(const std::string& name) override;
    base::Result<Certified> certify(const std::string& name, base::ByteView binding) override;

    base::Result<ports::ReleaseRequest> begin_release(const std::string& name, const ports::KeyDestination& destination) override;
    base::Status approve_release(std::size_t index, base::ByteView signature) override;
    std::size_t approvals() const override;
    base::Result<ports::Duplicate> finish_duplicate() override;
    base::Result<ports::PrivateKey> finish_export() override;
    void abandon_release() override;

    const base::Bytes& storage_key_area() const override { return m_storage_key_area; }

private:
    base::Status require_free(const std::string& name) const;
    base::Result<KeyRecord> living(const std::string& name);
    base::Result<ports::KeyFacts> facts_of(const KeyRecord& record);
    base::Result<ports::KeyFacts> settle(KeyRecord& record, const TPM2B_PRIVATE& blob);
    base::Result<KeyRecord> reserved(const std::string& name);
    base::Result<std::unique_ptr<KeyRelease>> ending_release();

    base::Status evict_birth_key();
    base::Result<Certified> certify_birth_key(base::ByteView binding);

    PlatformPolicy& m_platform;
    HierarchySecrets& m_secrets;
    KeyFolder m_folder;
    TpmFolder m_approvals;
    KeyCounters m_counters;
    PinDoor& m_door;
    const base::Clock& m_clock;
    base::Bytes m_storage_key_area;
    std::unique_ptr<KeyRelease> m_release;
};

}  // namespace tpm
