// SPDX-License-Identifier: Apache-2.0
// The lists of revoked certificates that a device keeps: one for each issuer, the newest
// that ever came. They outlast a restart and work without a network.
#pragma once

#include "appliance/app/device.h"
#include "appliance/crypto/revocation_list.h"

namespace keys {

inline constexpr std::string_view revocation_folder = "device/crls";

class Revocations {
public:
    // Outlives this.
    explicit Revocations(const app::Device& device) : m_device(device) {}

    // Keeps a list that is newer than every one of its issuer that the log has seen, and
    // says so in the log. Faults: server_conflict (not newer), disk_*, vault_*, and those
    // of crypto::check_revocation_list.
    base::Result<crypto::RevocationList> install(base::ByteView list);

private:
    struct Newest {
        std::uint64_t number = 0;
        std::string list;  // its digest, hexadecimal
    };
    base::Result<std::optional<Newest>> newest(const base::Digest& issuer) const;
    const app::Device& m_device;
};

// At start: what is kept goes into `trust`. One that does not verify is as good as none,
// and is named in `passed_over`; its successor comes with the platform's next list.
// Faults: disk_*.
base::Status load_revocations(const base::Disk& disk, std::int64_t now_ms, crypto::TrustStore& trust, std::vector<std::string>& passed_over);

}  // namespace keys
