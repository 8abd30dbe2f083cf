// SPDX-License-Identifier: Apache-2.0
// A device takes a provisioning bundle, and follows what it says from its next start on.
// What is in force is the vault's newest settings record; the log entry that was written
// in the same step names it, so neither comes or changes without the other. How new a
// bundle the device ever took is read from the log, which cannot be set back.
#pragma once

#include "appliance/app/device.h"
#include "appliance/provisioning/bundle.h"
#include "tpm/device_tpm.h"

#include <optional>

namespace device {

struct HouseRules {
    provisioning::Profile profile;
    std::uint64_t serial = 0;
    std::int64_t not_before_ms = 0;
    std::int64_t expires_ms = 0;
    base::Digest bundle{};  // SHA-256 of the file

    bool operator==(const HouseRules&) const = default;
};

// What is in force; none when no bundle was ever taken. The log is asked first: what it says
// was taken last must be there, so nobody who writes the disk can drop the rules of a house
// or bring older ones back. Faults: vault_*, audit_broken (settings that the log does not
// know of, older than it says, or missing), configuration_invalid.
base::Result<std::optional<HouseRules>> read_house_rules(vault::Vault& vault, audit::AuditLog& log);

// The lease and the budget that the device asks for.
tpm::ApprovalReach reach_of(const provisioning::Policies& policies);

// The highest number of all bundles that the log knows of; 0 before the first.
base::Result<std::uint64_t> bundle_floor(audit::AuditLog& log);

// What the running parts are told. Faults: certificate_invalid, message_invalid.
base::Status follow(const HouseRules& rules, app::Identity& identity, app::House& house);

// Judged as check_bundle does, by the platform this device trusts; recorded, whichever way
// it goes. Faults: those of check_bundle, vault_*, disk_*.
base::Result<provisioning::Bundle> install_bundle(const app::Device& device, base::ByteView bundle);

}  // namespace device
