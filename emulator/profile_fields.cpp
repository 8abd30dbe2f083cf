// SPDX-License-Identifier: Apache-2.0
#include "emulator/profile_fields.h"

namespace emulator {
namespace {

using enum FieldKind;

FormField flag_field(const char* path, const char* label, const char* hint) {
    return {.path = path, .label = label, .kind = flag, .hint = hint, .text = "true", .choices = {"true", "false"}};
}

FormField number_field(const char* path, const char* label, std::int64_t usual, const char* hint) {
    return {.path = path, .label = label, .kind = number, .hint = hint, .text = std::to_string(usual)};
}

std::vector<std::string> accent_names() {
    std::vector<std::string> names;
    for (const provisioning::Accent& accent : provisioning::accents()) names.emplace_back(accent.name);
    return names;
}

}  // namespace

std::vector<FormField> profile_fields() {
    const provisioning::Policies usual;
    return {
        {.path = "name", .label = "Device name", .hint = "Small letters, digits and hyphens"},
        {.path = "site", .label = "Site", .hint = "Whom the device belongs to"},
        {.path = "place", .label = "Place", .hint = "Where it stands"},
        flag_field("test", "Only for trying out", "What such a device signs is never evidence"),
        {.path = "languages", .label = "Languages", .kind = list, .hint = "en, es, ar; the first is shown first", .text = "en"},
        {.path = "enrolment", .label = "Platform", .hint = "Its address: https://host/path", .text = "https://"},
        {.path = "branding.accent", .label = "Accent colour", .kind = choice, .hint = "Or a colour as #1f4e79, dark enough for white text", .text = "harbour", .choices = accent_names(), .takes_other = true},
        {.path = "branding.logo", .label = "Logo", .kind = optional, .hint = "SHA-256 of its file, or empty"},
        number_field("policies.idle_quiet_seconds", "Idle until asked, seconds", usual.idle_quiet_seconds, "120 to 300"),
        number_field("policies.idle_warning_seconds", "Then waits, seconds", usual.idle_warning_seconds, "20 to 45"),
        number_field("policies.tries", "Wrong codes allowed", usual.tries, "1 to 5"),
        number_field("policies.lease_hours", "Lease, hours", usual.lease_hours, "Powered on, until the platform renews"),
        number_field("policies.signatures", "Signatures", usual.signatures, "Likewise"),
        number_field("policies.session_idle_minutes", "Staff idle, minutes", usual.session_idle_minutes, "At most 30"),
        number_field("policies.session_hours", "Staff signed in, hours", usual.session_hours, "At most 12"),
        number_field("policies.reminder_hours", "Reminder, hours", usual.reminder_hours, "To whoever has not signed"),
        {.path = "policies.order", .label = "Order of signers", .kind = choice, .text = usual.order, .choices = {"sequential", "parallel"}},
        {.path = "policies.authentication", .label = "Ways of knowing people", .kind = list, .hint = "email, sms, token, id-sighted ...", .text = "email, sms"},
        number_field("policies.retain_backup_days", "Backups kept, days", usual.retain_backup_days, "30 to 90"),
        number_field("policies.retain_audit_years", "Audit log kept, years", usual.retain_audit_years, "At least 7"),
        number_field("policies.retain_health_years", "Health records kept, years", usual.retain_health_years, "At least 6"),
        {.path = "quorum", .label = "Custodians who must agree", .kind = quorum, .hint = "1 to 3; empty without custodians"},
    };
}

std::vector<FormList> profile_lists() {
    return {
        {.path = "templates", .title = "Templates", .one = "template"},
        {.path = "trust.anchors", .title = "Trust anchors", .one = "anchor", .items = {empty_item("trust.anchors")}},
        {.path = "trust.witnesses", .title = "Witnesses of the log", .one = "witness"},
        {.path = "custodians", .title = "Custodians", .one = "custodian"},
        {.path = "staff", .title = "Staff and roles", .one = "person"},
    };
}

std::vector<FormField> empty_item(std::string_view list_path) {
    const FormField certificate{.path = "certificate", .label = "Certificate", .kind = pem, .hint = "PEM, or the name of its file"};
    const FormField name{.path = "name", .label = "Name"};
    if (list_path == "templates") return {name, {.path = "sha256", .label = "SHA-256 of its file"}};
    if (list_path == "trust.anchors") return {{.path = {}, .label = "Certificate", .kind = pem, .hint = "PEM, or the name of its file"}};
    if (list_path == "trust.witnesses") return {{.path = {}, .label = "Verifier key", .hint = "name+id+key"}};
    if (list_path == "custodians") return {name, certificate};
    return {{.path = "id", .label = "Id", .hint = "Small letters, digits and hyphens"}, name,
            {.path = "roles", .label = "Roles", .kind = list, .hint = "agent, site-manager, security-officer, auditor, custodian"}, certificate};
}

}  // namespace emulator
