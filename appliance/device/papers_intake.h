// SPDX-License-Identifier: Apache-2.0
// What the platform sends besides work, put to use without a person: the roster of staff,
// the lists of revoked certificates, and that of registered ones. (Orders about approvals: approval_renewal.h.)
#pragma once

#include "appliance/app/device.h"

namespace device {

class PapersIntake {
public:
    // Both outlive this. `identity` is the device's own: a list counts from the moment it is here.
    PapersIntake(const app::Device& device, app::Identity& identity) : m_device(device), m_identity(identity) {}

    // One look at the inbox; cheap when nothing came. What can never be right (forged, old)
    // is thrown away and told to the service log; what may be right later stays.
    // Faults: disk_*, vault_*.
    base::Status look();

private:
    base::Status take_list(std::string_view name);
    base::Status take_registrations();
    base::Status look_again();
    base::Status take_roster();
    // What becomes of an arrival that was refused.
    base::Status settle(std::string_view name, const base::Failure& why);

    const app::Device& m_device;
    app::Identity& m_identity;
};

}  // namespace device
