// SPDX-License-Identifier: Apache-2.0
#include "appliance/provisioning/profile.h"

#include <algorithm>

namespace provisioning {
namespace {

using base::Json;

// From the palette of the screens; all dark enough for white text.
constexpr Accent accent_list[] = {
    {"harbour", 0x1f4e79}, {"forest", 0x1e5631}, {"plum", 0x5b2a6e}, {"slate", 0x37474f}, {"brick", 0x7d2a1e},
};

Json list_of(const std::vector<std::string>& texts) {
    Json out{Json::Array{}};
    for (const std::string& text : texts) out.push(text);
    return out;
}

Json policies_json(const Policies& policies) {
    Json out;
    out.set("idle_quiet_seconds", policies.idle_quiet_seconds).set("idle_warning_seconds", policies.idle_warning_seconds);
    out.set("tries", policies.tries).set("lease_hours", policies.lease_hours).set("signatures", policies.signatures);
    out.set("session_idle_minutes", policies.session_idle_minutes).set("session_hours", policies.session_hours);
    out.set("reminder_hours", policies.reminder_hours).set("order", policies.order);
    out.set("authentication", list_of(policies.authentication));
    out.set("retain_backup_days", policies.retain_backup_days).set("retain_audit_years", policies.retain_audit_years);
    out.set("retain_health_years", policies.retain_health_years);
    return out;
}

}  // namespace

std::span<const Accent> accents() { return accent_list; }

Json to_json(const Profile& profile) {
    Json branding;
    branding.set("accent", profile.branding.accent);
    if (!profile.branding.logo.empty()) branding.set("logo", profile.branding.logo);

    Json templates{Json::Array{}};
    for (const Template& one : profile.templates) templates.push(Json().set("name", one.name).set("sha256", one.sha256));
    Json custodians{Json::Array{}};
    for (const Custodian& one : profile.custodians) custodians.push(Json().set("name", one.name).set("certificate", one.certificate));
    Json staff{Json::Array{}};
    for (const StaffMember& one : profile.staff) {
        Json roles{Json::Array{}};
        for (const staff::Role role : one.roles) roles.push(staff::name_of(role));
        Json member;
        member.set("id", one.id).set("name", one.name).set("certificate", one.certificate).set("roles", std::move(roles));
        staff.push(std::move(member));
    }

    Json trust;
    trust.set("anchors", list_of(profile.anchors)).set("witnesses", list_of(profile.witnesses));
    Json out;
    out.set("name", profile.name).set("site", profile.site).set("place", profile.place).set("test", profile.is_test);
    out.set("languages", list_of(profile.languages)).set("enrolment", profile.enrolment);
    out.set("branding", std::move(branding)).set("policies", policies_json(profile.policies)).set("trust", std::move(trust));
    if (!profile.templates.empty()) out.set("templates", std::move(templates));
    if (!profile.custodians.empty()) out.set("custodians", std::move(custodians)).set("quorum", profile.quorum);
    if (!profile.staff.empty()) out.set("staff", std::move(staff));
    return out;
}

std::string to_toml(const Profile& profile) { return canonical_toml(to_json(profile)); }

std::vector<std::string> files_of(const Profile& profile) {
    std::vector<std::string> out;
    if (!profile.branding.logo.empty()) out.push_back(profile.branding.logo);
    for (const Template& one : profile.templates) out.push_back(one.sha256);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace provisioning
