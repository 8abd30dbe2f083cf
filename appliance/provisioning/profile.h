// SPDX-License-Identifier: Apache-2.0
// What a device is to be: written by an administrator as TOML (example.toml shows and
// explains every field), tried on the emulated device, carried to the real one in a bundle.
// It holds no secret.
#pragma once

#include "appliance/base/json.h"
#include "appliance/provisioning/toml_text.h"
#include "appliance/staff/role.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace provisioning {

// Colours that text in white is read on, and that are read on white: at least 7 to 1 both
// ways (WCAG 2.2, 1.4.6).
struct Accent {
    std::string_view name;
    std::uint32_t rgb;
};
std::span<const Accent> accents();

struct Branding {
    std::string accent = "harbour";  // the name of one of accents(), or "#rrggbb": at least 4.5 to 1 with white (contrast.h)
    std::string logo;  // SHA-256 in hexadecimal, of a file in the bundle; empty: none
    bool operator==(const Branding&) const = default;
};

struct Policies {
    std::int64_t idle_quiet_seconds = 120;
    std::int64_t idle_warning_seconds = 45;
    std::int64_t tries = 3;                    // of a person's code
    std::int64_t lease_hours = 720;            // powered on, until the platform must renew
    std::int64_t signatures = 10'000;          // likewise
    std::int64_t session_idle_minutes = 30;    // of staff
    std::int64_t session_hours = 12;
    std::int64_t reminder_hours = 48;
    std::string order = "sequential";
    std::vector<std::string> authentication{"email", "sms"};
    std::int64_t retain_backup_days = 90;
    std::int64_t retain_audit_years = 7;
    std::int64_t retain_health_years = 6;
    bool operator==(const Policies&) const = default;
};

struct Template {
    std::string name;
    std::string sha256;  // hexadecimal, of a file in the bundle
    bool operator==(const Template&) const = default;
};

struct Custodian {
    std::string name;
    std::string certificate;  // PEM, one
    bool operator==(const Custodian&) const = default;
};

struct StaffMember {
    std::string id;  // [a-z0-9-]{1,40}
    std::string name;
    std::vector<staff::Role> roles;
    std::string certificate;  // PEM, one: of the token
    bool operator==(const StaffMember&) const = default;
};

struct Profile {
    std::string name, site, place;
    bool is_test = false;
    std::vector<std::string> languages{"en"};  // the first is shown first
    std::string enrolment;                     // https://HOST[:PORT][/PATH]
    Branding branding;
    Policies policies;
    std::vector<Template> templates;
    std::vector<std::string> anchors;      // PEM, one certificate each
    std::vector<std::string> witnesses;    // verifier keys (C2SP signed-note)
    std::int64_t quorum = 0;               // of the custodians; 0 when there are none
    std::vector<Custodian> custodians;
    std::vector<StaffMember> staff;

    bool operator==(const Profile&) const = default;
};

// The profile when nothing is wrong, else everything that is wrong.
struct Reading {
    std::optional<Profile> profile;
    std::vector<Complaint> complaints;
};
Reading read_profile(std::string_view toml);

// The same values inside a bundle. Fault: configuration_invalid, all complaints in the detail.
base::Result<Profile> profile_from(const base::Json& json);

// Every field, also those that were left to their defaults.
base::Json to_json(const Profile& profile);
std::string to_toml(const Profile& profile);

// The digests of the files that must travel with it, each once, in order.
std::vector<std::string> files_of(const Profile& profile);

}  // namespace provisioning
