// SPDX-License-Identifier: Apache-2.0
// Where staff come in: the roster that is in force, and sign-ins that the log knows of.
#pragma once

#include "appliance/app/device.h"
#include "appliance/staff/roster.h"
#include "appliance/staff/session.h"

namespace keys {

class FrontDoor {
public:
    // Outlives this.
    explicit FrontDoor(const app::Device& device) : m_device(device) {}

    // The one that was installed last, its signature checked again.
    // Faults: disk_not_found (there is none yet), certificate_*, message_invalid.
    base::Result<staff::Roster> roster() const;
    bool has_roster() const { return m_device.disk.exists(staff::roster_path); }

    // A pack from the platform, newer than every one that the log has seen: a disk that was
    // set back gets no old roster. `person` may be empty (the courier brought it).
    // Faults: server_conflict, and those of staff::install_pack.
    base::Result<staff::Roster> install(base::ByteView pack, const std::string& person);

    // The token counts the attempt before it compares. Recorded, whichever way it goes.
    // Faults: those of staff::sign_in.
    base::Result<staff::Person> sign_in(ports::StaffToken& token, const base::Pin& code);
    base::Status signed_out(const std::string& person, staff::SessionEnd why);

private:
    base::Result<std::uint64_t> serial_floor() const;
    base::Status record(const audit::LeafDraft& leaf);
    const app::Device& m_device;
};

}  // namespace keys
