// SPDX-License-Identifier: Apache-2.0
// The counters of named keys: 0x01810010..0x0181004f, defined by the owner, moved by the
// approved platform, readable by anybody.
#pragma once

#include "tpm/hierarchy_secrets.h"
#include "tpm/keeper/key_record.h"

namespace tpm {

class KeyCounters {
public:
    static constexpr std::uint32_t first = 0x01810010;
    static constexpr std::uint32_t count = 64;

    KeyCounters(PlatformPolicy& platform, HierarchySecrets& secrets, KeyFolder& folder)
        : m_platform(platform), m_secrets(secrets), m_folder(folder) {}

    struct Reserved {
        std::uint32_t handle = 0;
        std::uint64_t value = 0;
    };
    // A counter that no key ever knew at this value, noted as unfinished. First takes
    // away what an interrupted run left. Faults: tpm_failed (64 keys alive), disk_*, tpm_*.
    base::Result<Reserved> reserve();
    // The key's record is durable.
    base::Status settle() { return m_folder.forget_unfinished(); }

    // Whether it stands where it stood at the key's birth.
    base::Result<bool> is_alive(const KeyRecord& record);
    // After this is_alive() is false for ever, for all copies of the record.
    base::Status end(const KeyRecord& record);

private:
    base::Status sweep(const std::vector<KeyRecord>& records);
    base::Status undefine(std::uint32_t handle);

    PlatformPolicy& m_platform;
    HierarchySecrets& m_secrets;
    KeyFolder& m_folder;
};

}  // namespace tpm
