// SPDX-License-Identifier: Apache-2.0
// The one judge of a profile, whether it came as TOML by hand or as JSON in a bundle.
#include "appliance/audit/note.h"
#include "appliance/crypto/certificate.h"
#include "appliance/provisioning/contrast.h"
#include "appliance/provisioning/form.h"
#include "appliance/provisioning/profile.h"

#include <algorithm>
#include <set>

namespace provisioning {
namespace {

using base::Json;

constexpr std::size_t name_max = place_size_max, pem_max = 8192, list_max = 200;
constexpr std::int64_t quorum_max = 3;
constexpr std::size_t custodians_max = 5;

constexpr std::string_view languages[] = {"en", "es", "ar"};
constexpr std::string_view orders[] = {"sequential", "parallel"};
constexpr std::string_view ways[] = {"email",      "sms",   "appointment-code", "birthday-and-code",
                                     "id-sighted", "token", "host-vouching"};

bool is_of(std::string_view text, std::string_view letters) { return text.find_first_not_of(letters) == std::string_view::npos; }
constexpr std::string_view id_letters = "abcdefghijklmnopqrstuvwxyz0123456789-";

// Exactly one certificate, spelt our way: whatever else stood in the text does not travel.
std::string certificate(Form& form, std::string_view name, const std::string& pem) {
    if (pem.empty()) return {};
    if (pem.find("PRIVATE KEY") != std::string::npos) {
        form.complain(name, "a private key stands in \"" + std::string(name) + "\": take it out, and treat it as published");
        return {};
    }
    const auto parsed = crypto::Certificate::all_from_pem(base::as_bytes(pem));
    if (!parsed || parsed->size() != 1) {
        form.complain(name, "\"" + std::string(name) + "\" must hold exactly one certificate in PEM");
        return {};
    }
    return parsed->front().to_pem();
}

std::string digest_text(Form& form, std::string_view name, std::optional<std::string> otherwise) {
    std::string text = form.text(name, 64, otherwise);
    if (!text.empty() && (text.size() != 64 || !is_of(text, "0123456789abcdef")))
        form.complain(name, "\"" + std::string(name) + "\" must be a SHA-256 in 64 small hexadecimal digits");
    return text;
}

std::string address(Form& form) {
    std::string text = form.text("enrolment", 256);
    const std::string_view rest = std::string_view(text).starts_with("https://") ? std::string_view(text).substr(8) : std::string_view();
    const std::string_view host = rest.substr(0, rest.find('/'));
    constexpr std::string_view host_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";
    constexpr std::string_view more = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]/_~%";
    if (!text.empty() && (host.empty() || !is_of(host, host_letters) || !is_of(rest, more)))
        form.complain("enrolment", "\"enrolment\" must be an address as https://host/path, without a name or a password in it");
    return text;
}

// One of ours, or a colour of the house that text can be read on.
std::string read_accent(Form& form, const std::string& otherwise) {
    const std::string chosen = form.text("accent", 64, otherwise);
    std::string names;
    for (const Accent& accent : accents()) {
        if (chosen == accent.name) return chosen;
        names += std::string(accent.name) + ", ";
    }
    const auto rgb = color_from(chosen);
    if (!rgb) form.complain("accent", "\"branding.accent\" cannot be \"" + chosen + "\"; it may be: " + names + "or a colour as #1f4e79");
    else if (const double ratio = contrast_with_white(*rgb); ratio < contrast_min)
        form.complain("accent", "\"branding.accent\" " + chosen + " and white text on it differ by only " + ratio_text(ratio) + " to 1; people need at least " +
                                    ratio_text(contrast_min) + " to 1 (WCAG 2.2, 1.4.3): take a darker colour");
    return chosen;
}

Branding read_branding(Form form) {
    Branding out;
    out.accent = read_accent(form, out.accent);
    if (std::string logo = digest_text(form, "logo", ""); !logo.empty()) out.logo = std::move(logo);
    form.finish();
    return out;
}

Policies read_policies(Form form) {
    Policies out;
    out.idle_quiet_seconds = form.number("idle_quiet_seconds", 120, 300, out.idle_quiet_seconds);
    out.idle_warning_seconds = form.number("idle_warning_seconds", 20, 45, out.idle_warning_seconds);
    out.tries = form.number("tries", 1, 5, out.tries);
    out.lease_hours = form.number("lease_hours", 1, 24 * 366, out.lease_hours);
    out.signatures = form.number("signatures", 1, 1'000'000, out.signatures);
    out.session_idle_minutes = form.number("session_idle_minutes", 1, 30, out.session_idle_minutes);
    out.session_hours = form.number("session_hours", 1, 12, out.session_hours);
    out.reminder_hours = form.number("reminder_hours", 1, 24 * 30, out.reminder_hours);
    out.order = form.choice("order", orders, out.order);
    out.authentication = form.choices("authentication", ways, out.authentication);
    out.retain_backup_days = form.number("retain_backup_days", 30, 90, out.retain_backup_days);
    out.retain_audit_years = form.number("retain_audit_years", 7, 100, out.retain_audit_years);
    out.retain_health_years = form.number("retain_health_years", 6, 100, out.retain_health_years);
    form.finish();
    return out;
}

void read_trust(Form form, Profile& out) {
    for (const std::string& pem : form.texts("anchors", pem_max, 10, true)) out.anchors.push_back(certificate(form, "anchors", pem));
    if (out.anchors.empty()) form.complain("anchors", "\"trust.anchors\" is missing: a device must know whom it trusts");
    out.witnesses = form.texts("witnesses", 512, 10);
    for (const std::string& key : out.witnesses)
        if (!audit::parse_vkey(key)) form.complain("witnesses", "\"trust.witnesses\" must hold verifier keys: name+id+key");
    form.finish();
}

void read_custodians(Form& whole, Profile& out) {
    std::set<std::string> seen;
    for (Form& form : whole.tables("custodians", custodians_max)) {
        Custodian one;
        one.name = form.text("name", name_max);
        one.certificate = certificate(form, "certificate", form.block("certificate", pem_max));
        if (!one.certificate.empty() && !seen.insert(one.certificate).second) form.complain("certificate", "two custodians with one certificate");
        form.finish();
        out.custodians.push_back(std::move(one));
    }
    const auto count = static_cast<std::int64_t>(out.custodians.size());
    out.quorum = whole.number("quorum", 1, quorum_max, 0);
    if (count == 0 && out.quorum != 0) whole.complain("quorum", "\"quorum\" without custodians");
    if (count > 0 && !whole.has("quorum")) whole.complain("quorum", "\"quorum\" is missing: how many custodians let a key go");
    if (count > 0 && out.quorum > count) whole.complain("quorum", "\"quorum\" is larger than the number of custodians");
}

void read_staff(Form& whole, Profile& out) {
    std::vector<std::string_view> roles;
    for (const staff::Role role : staff::all_roles()) roles.push_back(staff::name_of(role));
    std::set<std::string> ids, certificates;
    for (Form& form : whole.tables("staff", list_max)) {
        StaffMember one;
        one.id = form.text("id", 40);
        if (!is_of(one.id, id_letters)) form.complain("id", "\"id\" may hold small letters, digits and hyphens");
        if (!one.id.empty() && !ids.insert(one.id).second) form.complain("id", "two people with the id \"" + one.id + "\"");
        one.name = form.text("name", name_max);
        for (const std::string& name : form.choices("roles", roles, {}))
            if (const auto role = staff::role_from(name)) one.roles.push_back(*role);
        one.certificate = certificate(form, "certificate", form.block("certificate", pem_max));
        if (!one.certificate.empty() && !certificates.insert(one.certificate).second)
            form.complain("certificate", "two people with one token");
        form.finish();
        out.staff.push_back(std::move(one));
    }
}

Profile read(const Json& values, const Lines& lines, std::vector<Complaint>& complaints) {
    Form form(values, {}, lines, complaints);
    Profile out;
    out.name = form.device_name("name");
    out.site = form.text("site", name_max);
    out.place = form.text("place", name_max);
    out.is_test = form.flag("test");
    out.languages = form.choices("languages", languages, out.languages);
    out.enrolment = address(form);
    out.branding = read_branding(form.table("branding"));
    out.policies = read_policies(form.table("policies"));
    read_trust(form.table("trust"), out);
    for (Form& one : form.tables("templates", list_max)) {
        Template item;
        item.name = one.text("name", name_max);
        item.sha256 = digest_text(one, "sha256", std::nullopt);
        one.finish();
        out.templates.push_back(std::move(item));
    }
    read_custodians(form, out);
    read_staff(form, out);
    form.finish();
    return out;
}

}  // namespace

Reading read_profile(std::string_view toml) {
    Reading out;
    const auto text = parse_toml(toml, out.complaints);
    if (!text) return out;
    Profile profile = read(text->values, text->lines, out.complaints);
    std::stable_sort(out.complaints.begin(), out.complaints.end(), [](const Complaint& a, const Complaint& b) { return a.line < b.line; });
    if (out.complaints.empty()) out.profile = std::move(profile);
    return out;
}

base::Result<Profile> profile_from(const Json& json) {
    std::vector<Complaint> complaints;
    Profile profile = read(json, {}, complaints);
    if (complaints.empty()) return profile;
    return base::Failure{base::Fault::configuration_invalid, text_of(complaints)};
}

}  // namespace provisioning
