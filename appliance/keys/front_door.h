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
    // Until the platform's first one comes, the people that the device's bundle names are it.
    bool has_roster() const { return m_device.disk.exists(staff::roster_path) || !m_device.house.first_people.is_null(); }
    // How long somebody stays signed in here.
    staff::SessionLimits limits() const { return {m_device.house.session_idle_ms, m_device.house.session_hard_ms}; }

    // A pack from the platform, newer than every one that the log has seen: a disk that was
    // set back gets no old roster. `person` may be empty (the courier brought it).
    // Faults: server_conflict, and those of staff::install_pack.
    base::Result<staff::Roster> install(base::ByteView pack, const std::string& person);

    // Whose token it is, before any code; one that is nobody's is recorded. Faults: those of
    // roster() and staff::recognise.
    base::Result<staff::Person> recognise(ports::StaffToken& token);
    // Whether the roster in force still says of a person what it said when they signed in.
    bool still_knows(const staff::Person& person) const;
    // The token counts the attempt before it compares. Recorded, whichever way it goes.
    // Faults: those of staff::sign_in.
    base::Result<staff::Person> sign_in(ports::StaffToken& token, const base::Pin& code);
    // Without a token only a rehearsal is worked at. Recorded when it is refused.
    // Faults: role_refused.
    base::Status check(const staff::Actor& who);
    // Somebody asked for what they may not: recorded, and handed back.
    base::Failure refused(const std::string& person, staff::Duty duty, base::Failure why);
    base::Status signed_out(const std::string& person, staff::SessionEnd why);

private:
    base::Result<std::uint64_t> serial_floor() const;
    base::Result<std::string> newest_pack() const;  // its digest, hexadecimal; empty: none came
    base::Status record(const audit::LeafDraft& leaf);
    base::Status record_refusal(ports::StaffToken& token, base::Fault fault);
    const app::Device& m_device;
};

}  // namespace keys
