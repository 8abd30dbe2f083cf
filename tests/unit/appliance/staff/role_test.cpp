// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/role.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

using staff::Duty;
using staff::Role;

TEST(Roles, HaveNamesThatLeadBackToThem) {
    for (const Role role : staff::all_roles()) EXPECT_EQ(staff::role_from(staff::name_of(role)), role);
    EXPECT_FALSE(staff::role_from("root"));
    EXPECT_FALSE(staff::role_from(""));
}

TEST(Roles, GiveEveryDutyToSomebodyAndNoNameTwice) {
    std::set<std::string_view> names;
    for (const Duty duty : staff::all_duties()) {
        EXPECT_TRUE(names.insert(staff::name_of(duty)).second);
        bool is_anybodys = false;
        for (const Role role : staff::all_roles()) is_anybodys = is_anybodys || staff::may(role, duty);
        EXPECT_TRUE(is_anybodys) << staff::name_of(duty);
    }
}

TEST(Roles, LetNobodyBothAskForAKeysReleaseAndApproveIt) {
    for (const Role role : staff::all_roles())
        EXPECT_FALSE(staff::may(role, Duty::begin_release) && staff::may(role, Duty::approve_release)) << staff::name_of(role);
}

TEST(Roles, GiveTheAuditorNothingThatChangesAKey) {
    for (const Duty duty : {Duty::create_key, Duty::import_key, Duty::request_certificate, Duty::install_certificate, Duty::activate_key,
                            Duty::begin_release, Duty::approve_release, Duty::accept_key, Duty::destroy_key, Duty::decommission})
        EXPECT_FALSE(staff::may(Role::auditor, duty)) << staff::name_of(duty);
    EXPECT_TRUE(staff::may(Role::auditor, Duty::read_log));
}

TEST(Roles, ShowAnAgentNoKeys) { EXPECT_FALSE(staff::may(Role::agent, Duty::see_keys)); }
