// SPDX-License-Identifier: Apache-2.0
// Who may do what. Separation of duties is in this one table: nobody who prepares a key
// lets it go, and nobody who works with keys checks the log of that work alone.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace staff {

enum class Role {
    agent,             // takes the device to people, vouches for them
    site_manager,      // the place: seals, retention, the device's daily life
    security_officer,  // keys: makes, imports, requests, rotates, destroys
    auditor,           // reads everything, changes nothing
    custodian,         // lets exportable keys go, with others, and nothing else
};

enum class Duty {
    see_keys,
    create_key,
    import_key,
    request_certificate,
    install_certificate,
    activate_key,
    begin_release,     // of an exportable key
    approve_release,
    accept_key,        // a duplicate from another device
    destroy_key,
    test_sign,
    archive_evidence,
    read_log,
    run_runbook,
    set_seal_code,
    reopen_identification,
    decommission,
    unlock_chip,       // with the authorisation from escrow
};

bool may(Role role, Duty duty);

// "agent", "site-manager", "security-officer", "auditor", "custodian"; as rosters and the log spell them.
std::string_view name_of(Role role);
std::optional<Role> role_from(std::string_view name);
std::string_view name_of(Duty duty);

std::span<const Role> all_roles();
std::span<const Duty> all_duties();

}  // namespace staff
