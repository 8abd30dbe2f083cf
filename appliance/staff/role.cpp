// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/role.h"

#include "appliance/base/check.h"

#include <array>

namespace staff {
namespace {

using enum Role;
using enum Duty;

struct RoleRow {
    Role role;
    std::string_view name;
};

constexpr auto roles = std::to_array<RoleRow>({
    {agent, "agent"},
    {site_manager, "site-manager"},
    {security_officer, "security-officer"},
    {auditor, "auditor"},
    {custodian, "custodian"},
});

constexpr auto role_list = std::to_array<Role>({agent, site_manager, security_officer, auditor, custodian});

struct DutyRow {
    Duty duty;
    std::string_view name;
    bool agent, manager, officer, auditor, custodian;
};

//                                               agent  manager officer auditor custodian
constexpr auto duties = std::to_array<DutyRow>({
    {see_keys,              "see-keys",              false, true,  true,  true,  true},
    {create_key,            "create-key",            false, false, true,  false, false},
    {import_key,            "import-key",            false, false, true,  false, false},
    {request_certificate,   "request-certificate",   false, false, true,  false, false},
    {install_certificate,   "install-certificate",   false, false, true,  false, false},
    {activate_key,          "activate-key",          false, false, true,  false, false},
    {begin_release,         "begin-release",         false, false, true,  false, false},
    {approve_release,       "approve-release",       false, false, false, false, true},
    {accept_key,            "accept-key",            false, false, true,  false, false},
    {destroy_key,           "destroy-key",           false, false, true,  false, false},
    {test_sign,             "test-sign",             false, true,  true,  true,  false},
    {archive_evidence,      "archive-evidence",      false, true,  true,  true,  false},
    {read_log,              "read-log",              false, true,  true,  true,  false},
    {run_runbook,           "run-runbook",           false, true,  true,  true,  true},
    {set_seal_code,         "set-seal-code",         false, true,  false, false, false},
    {reopen_identification, "reopen-identification", true,  true,  false, false, false},
    {decommission,          "decommission",          false, false, true,  false, false},
    {unlock_chip,           "unlock-chip",           false, false, true,  false, false},
});

constexpr auto duty_list = [] {
    std::array<Duty, duties.size()> list{};
    for (std::size_t i = 0; i < duties.size(); ++i) list[i] = duties[i].duty;
    return list;
}();

const DutyRow& row_of(Duty duty) {
    const auto index = static_cast<std::size_t>(duty);
    CHECK(index < duties.size() && duties[index].duty == duty);
    return duties[index];
}

}  // namespace

bool may(Role role, Duty duty) {
    const DutyRow& row = row_of(duty);
    switch (role) {
        case agent: return row.agent;
        case site_manager: return row.manager;
        case security_officer: return row.officer;
        case auditor: return row.auditor;
        case custodian: return row.custodian;
    }
    return false;
}

std::string_view name_of(Role role) {
    for (const RoleRow& row : roles)
        if (row.role == role) return row.name;
    return {};
}

std::optional<Role> role_from(std::string_view name) {
    for (const RoleRow& row : roles)
        if (row.name == name) return row.role;
    return std::nullopt;
}

std::string_view name_of(Duty duty) { return row_of(duty).name; }

std::span<const Role> all_roles() { return role_list; }
std::span<const Duty> all_duties() { return duty_list; }

}  // namespace staff
