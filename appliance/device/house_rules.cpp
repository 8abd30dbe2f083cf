// SPDX-License-Identifier: Apache-2.0
#include "appliance/device/house_rules.h"

#include "appliance/app/journal.h"
#include "appliance/crypto/digest.h"
#include "appliance/device/identity_files.h"
#include "appliance/device/layout.h"
#include "appliance/staff/roster.h"

#include <algorithm>

namespace device {
namespace {

using audit::Event;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::int64_t second_ms = 1000, minute_ms = 60'000, hour_ms = 3'600'000;
constexpr std::size_t rules_size_max = 8U << 20U;
constexpr std::uint64_t entries_at_once = 512;

std::string spelt(const HouseRules& rules) {
    Json out;
    out.set("v", 1).set("serial", static_cast<std::int64_t>(rules.serial)).set("bundle", base::to_hex(rules.bundle));
    out.set("not_before_ms", rules.not_before_ms).set("expires_ms", rules.expires_ms).set("profile", provisioning::to_json(rules.profile));
    return base::canonical_json(out);
}

Result<HouseRules> rules_from(base::ByteView text) {
    const Json json = TRY(base::parse_json(base::as_text(text), {rules_size_max, 8}));
    const Json* profile = json.find("profile");
    if (profile == nullptr) return Failure{Fault::configuration_invalid, "settings without a profile"};
    HouseRules rules;
    rules.profile = TRY(provisioning::profile_from(*profile));
    rules.serial = static_cast<std::uint64_t>(TRY(json.number("serial")));
    rules.not_before_ms = TRY(json.number("not_before_ms"));
    rules.expires_ms = TRY(json.number("expires_ms"));
    const base::Bytes digest = TRY(json.hex("bundle"));
    if (digest.size() != rules.bundle.size()) return Failure{Fault::configuration_invalid, "settings without a bundle"};
    std::copy(digest.begin(), digest.end(), rules.bundle.begin());
    return rules;
}

Result<Json> first_people(const HouseRules& rules) {
    if (rules.profile.staff.empty()) return Json();
    staff::Roster roster{.serial = rules.serial, .issued_ms = rules.not_before_ms, .expires_ms = rules.expires_ms, .site = rules.profile.site,
                         .people = {}, .revoked = {}};
    for (const provisioning::StaffMember& member : rules.profile.staff) {
        const auto certificates = TRY(crypto::Certificate::all_from_pem(base::as_bytes(member.certificate)));
        roster.people.push_back({member.id, member.name, member.roles, certificates.front().public_key(), rules.not_before_ms, rules.expires_ms});
    }
    Json spelling = staff::to_json(roster);
    TRY(staff::roster_from(spelling));
    return spelling;
}

std::vector<app::Language> languages_of(const std::vector<std::string>& codes) {
    std::vector<app::Language> out;
    for (const std::string& code : codes)
        for (const app::Language language : {app::Language::english, app::Language::spanish, app::Language::arabic})
            if (app::code_of(language) == code) out.push_back(language);
    return out;
}

Status refuse(const app::Device& device, base::ByteView bundle, const Failure& why) {
    audit::LeafDraft leaf = app::leaf_about(Event::bundle_refused);
    leaf.fields["bundle"] = base::to_hex(crypto::sha256(bundle));
    leaf.fields["fault"] = base::row_of(why.fault).code;
    vault::Transaction step = TRY(device.vault.begin());
    TRY(device.log.append(step, leaf));
    TRY(step.commit());
    TRY(device.log.catch_up());
    return why;
}

Status take(const app::Device& device, const HouseRules& rules, const base::Digest& rehearsed) {
    audit::LeafDraft leaf = app::leaf_about(Event::bundle_installed);
    leaf.fields["bundle"] = base::to_hex(rules.bundle);
    leaf.fields["serial"] = static_cast<std::int64_t>(rules.serial);
    leaf.fields["rehearsal"] = base::to_hex(rehearsed);
    vault::Transaction step = TRY(device.vault.begin());
    TRY(device.log.append(step, leaf));
    TRY(step.put_record({.type = vault::RecordType::settings, .envelope = {}, .about = {}}, base::as_bytes(spelt(rules))));
    TRY(step.commit());
    return device.log.catch_up();
}

// Where the log last says that a bundle was taken. The name is looked for before an entry is
// decoded: this happens at every start, and nearly every entry is about something else.
Result<std::optional<std::uint64_t>> newest_taking(audit::AuditLog& log) {
    const base::Bytes name = base::to_bytes("bundle-installed");
    for (std::uint64_t end = log.size(); end != 0;) {
        const std::uint64_t first = end - std::min(end, entries_at_once);
        const std::vector<base::Bytes> entries = TRY(log.entries(first, end - first));
        for (std::size_t i = entries.size(); i != 0; --i) {
            const base::Bytes& entry = entries[i - 1];
            if (std::search(entry.begin(), entry.end(), name.begin(), name.end()) == entry.end()) continue;
            const std::uint64_t index = first + i - 1;
            if (TRY(log.leaf(index)).event == Event::bundle_installed) return std::optional(index);
        }
        end = first;
    }
    return std::optional<std::uint64_t>();
}

}  // namespace

Result<std::optional<HouseRules>> read_house_rules(vault::Vault& vault, audit::AuditLog& log) {
    const std::optional<std::uint64_t> taking = TRY(newest_taking(log));
    const auto newest = vault.latest(vault::RecordType::settings);
    if (!newest && newest.fault() == Fault::record_missing) {
        if (taking) return Failure{Fault::audit_broken, "the log says that settings were taken, and they are gone"};
        return std::optional<HouseRules>();
    }
    const vault::Record record = TRY(newest);
    HouseRules rules = TRY(rules_from(record.payload));
    if (record.head.leaf && record.head.leaf != taking) return Failure{Fault::audit_broken, "older settings than the log says"};
    if (!record.head.leaf) return Failure{Fault::audit_broken, "settings that no entry of the log speaks of"};
    const audit::Leaf leaf = TRY(log.leaf(*record.head.leaf));
    const auto named = leaf.fields.find("bundle");
    if (leaf.event != Event::bundle_installed || named == leaf.fields.end() || named->second != Json(base::to_hex(rules.bundle)))
        return Failure{Fault::audit_broken, "settings of another bundle than the log says"};
    return std::optional(std::move(rules));
}

tpm::ApprovalReach reach_of(const provisioning::Policies& policies) {
    constexpr std::uint32_t resets = 1000;
    return {static_cast<std::uint64_t>(policies.lease_hours * hour_ms), resets, static_cast<std::uint64_t>(policies.signatures)};
}

// The whole log: a bundle comes a few times a year.
Result<std::uint64_t> bundle_floor(audit::AuditLog& log) {
    std::uint64_t floor = 0;
    for (std::uint64_t index = log.size(); index != 0; --index) {
        const audit::Leaf leaf = TRY(log.leaf(index - 1));
        if (leaf.event != Event::bundle_installed) continue;
        if (const std::int64_t* serial = leaf.fields.at("serial").as_number()) floor = std::max(floor, static_cast<std::uint64_t>(*serial));
    }
    return floor;
}

Status follow(const HouseRules& rules, app::Identity& identity, app::House& house) {
    const provisioning::Policies& policies = rules.profile.policies;
    identity.place = rules.profile.place;
    for (const std::string& key : rules.profile.witnesses) identity.witnesses.push_back(TRY(audit::parse_vkey(key)));
    for (const std::string& pem : rules.profile.anchors)
        for (const crypto::Certificate& anchor : TRY(crypto::Certificate::all_from_pem(base::as_bytes(pem)))) identity.signers.push_back(anchor);
    house.idle = {policies.idle_quiet_seconds * second_ms, policies.idle_warning_seconds * second_ms};
    house.languages = languages_of(rules.profile.languages);
    if (house.languages.empty()) return Failure{Fault::configuration_invalid, "no language"};
    house.tries_max = static_cast<std::uint32_t>(policies.tries);
    house.session_idle_ms = policies.session_idle_minutes * minute_ms;
    house.session_hard_ms = policies.session_hours * hour_ms;
    house.first_people = TRY(first_people(rules));
    return {};
}

Result<provisioning::Bundle> install_bundle(const app::Device& device, base::ByteView bundle) {
    const std::uint64_t floor = TRY(bundle_floor(device.log));
    const provisioning::DeviceFacts facts{.is_test = device.identity.is_test, .serial_floor = floor,
                                          .now_ms = device.clock.wall_ms(), .name = device.identity.device.text};
    auto checked = provisioning::check_bundle(bundle, device.identity.trust, facts);
    if (!checked) {
        TRY(refuse(device, bundle, checked.failure()));
        return checked;
    }
    const HouseRules rules{checked->profile, checked->serial, checked->not_before_ms, checked->expires_ms, crypto::sha256(bundle)};
    // What it could not follow it does not take.
    app::Identity as_if = device.identity;
    app::House house;
    TRY(follow(rules, as_if, house));
    TRY(device.disk.write_atomically(bundle_path, bundle));  // its files; what is in force is said by the entry
    TRY(take(device, rules, checked->payload));
    Birthright birthright = TRY(read_birthright(device.disk));
    birthright.place = rules.profile.place;  // for those who look at the files alone
    TRY(write_birthright(device.disk, birthright));
    return checked;
}

}  // namespace device
