// SPDX-License-Identifier: Apache-2.0
// Certificates that another authority issued for this device's keys, as the platform knows
// them (sync/registration.h): the list is kept, its authorities are believed about documents,
// and what it calls ended signs no more.
#pragma once

#include "appliance/app/device.h"
#include "sync/registration.h"

#include <optional>

namespace device {

class Registrations {
public:
    // Both outlive this; `identity` is the device's own.
    Registrations(const app::Device& device, app::Identity& identity) : m_device(device), m_identity(identity) {}

    // Keeps a list that is newer than every one that the log has seen, says so in the log,
    // and follows it from now on. Faults: server_conflict (not newer), disk_*, vault_*, and
    // those of open_registrations.
    base::Result<exchange::RegistrationList> install(base::ByteView list);

private:
    const app::Device& m_device;
    app::Identity& m_identity;
};

// In the log's entries about such lists, the issuer.
std::string registrations_in_log();

// The kept list, if there is one. Faults: disk_*, and those of open_registrations.
base::Result<std::optional<exchange::RegistrationList>> kept_registrations(const base::Disk& disk, std::int64_t now_ms, const app::Identity& identity);

// At start: the kept list, if there is one, is followed. Faults: disk_*, and those of
// open_registrations.
base::Status load_registrations(const base::Disk& disk, std::int64_t now_ms, app::Identity& identity);

}  // namespace device
