// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/roster.h"

#include "appliance/crypto/certificate.h"
#include "appliance/crypto/digest.h"
#include "appliance/crypto/evp_key.h"
#include "appliance/crypto/message.h"

#include <algorithm>
#include <set>

namespace staff {
namespace {

using base::Bytes;
using base::Failure;
using base::Fault;
using base::Json;
using base::Result;
using base::Status;

constexpr std::size_t people_max = 1000;
constexpr std::size_t revoked_max = 10'000;
constexpr std::size_t devices_max = 1000;
constexpr std::size_t name_bytes_max = 128;
constexpr std::size_t pack_bytes_max = 4U << 20U;

Failure invalid(std::string what) { return {Fault::message_invalid, "roster: " + std::move(what)}; }

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

Status only_members(const Json& json, std::initializer_list<std::string_view> known) {
    const Json::Object* object = json.as_object();
    if (object == nullptr) return invalid("an object was expected");
    for (const auto& [name, value] : *object)
        if (std::find(known.begin(), known.end(), name) == known.end()) return invalid("unknown member " + name);
    return {};
}

// A certificate, or the bare SubjectPublicKeyInfo.
Result<Bytes> token_key(const Json& json) {
    const Bytes der = TRY(json.base64("certificate"));
    if (const auto certificate = crypto::Certificate::from_der(der)) return certificate->public_key();
    if (!crypto::evp_public_key(der)) return invalid("certificate: neither a certificate nor a public key we can use");
    return der;
}

Result<Person> person_from(const Json& json) {
    TRY(only_members(json, {"id", "name", "roles", "certificate", "not_before_ms", "not_after_ms"}));
    Person person;
    person.id = TRY(json.text("id"));
    person.name = TRY(json.text("name"));
    if (!is_id(person.id)) return invalid("a person's id");
    if (person.name.empty() || person.name.size() > name_bytes_max) return invalid("the name of " + person.id);
    for (const Json& item : *TRY(json.array("roles"))) {
        const auto role = item.as_text() == nullptr ? std::nullopt : role_from(*item.as_text());
        if (!role || person.has(*role)) return invalid("the roles of " + person.id);
        person.roles.push_back(*role);
    }
    if (person.roles.empty()) return invalid("the roles of " + person.id);
    person.token_key = TRY(token_key(json));
    person.not_before_ms = TRY(json.number("not_before_ms"));
    person.not_after_ms = TRY(json.number("not_after_ms"));
    if (person.not_before_ms >= person.not_after_ms) return invalid("the validity of " + person.id);
    return person;
}

Result<base::Digest> digest_from(const Json& item) {
    Bytes bytes;
    base::Digest digest{};
    if (item.as_text() == nullptr || !base::from_hex(*item.as_text(), bytes) || bytes.size() != digest.size())
        return invalid("revoked: 64 hexadecimal digits");
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

// Their names, where the roster is not everybody's.
Result<std::vector<std::string>> devices_from(const Json::Array& items) {
    std::vector<std::string> devices;
    for (const Json& item : items) {
        const std::string* const name = item.as_text();
        if (name == nullptr || !is_id(*name) || std::find(devices.begin(), devices.end(), *name) != devices.end()) return invalid("devices");
        devices.push_back(*name);
    }
    if (devices.empty() || devices.size() > devices_max) return invalid("devices: leave it out when the roster is for all of them");
    return devices;
}

}  // namespace

bool Person::has(Role role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

bool Roster::is_for(const std::string& device) const { return devices.empty() || std::find(devices.begin(), devices.end(), device) != devices.end(); }

bool Roster::is_revoked(base::ByteView token_key) const {
    return std::find(revoked.begin(), revoked.end(), crypto::sha256(token_key)) != revoked.end();
}

Result<Person> Roster::find(base::ByteView token_key, std::int64_t now_ms) const {
    if (is_revoked(token_key)) return Failure{Fault::token_not_ours, "this token was revoked"};
    if (now_ms >= expires_ms) return Failure{Fault::token_not_ours, "the roster is over; bring a new one"};
    const auto found = std::find_if(people.begin(), people.end(), [&](const Person& person) {
        return std::equal(person.token_key.begin(), person.token_key.end(), token_key.begin(), token_key.end());
    });
    if (found == people.end()) return Failure{Fault::token_not_ours, "nobody on the roster has this token"};
    if (now_ms < found->not_before_ms || now_ms >= found->not_after_ms)
        return Failure{Fault::token_not_ours, found->id + " is not on duty at this date"};
    return *found;
}

Result<Roster> roster_from(const Json& json) {
    TRY(only_members(json, {"v", "kind", "serial", "issued_ms", "expires_ms", "site", "devices", "people", "revoked"}));
    if (TRY(json.number("v")) != 1 || TRY(json.text("kind")) != "roster") return invalid("not a roster of version 1");
    Roster roster;
    const std::int64_t serial = TRY(json.number("serial"));
    if (serial < 1) return invalid("serial");
    roster.serial = static_cast<std::uint64_t>(serial);
    roster.issued_ms = TRY(json.number("issued_ms"));
    roster.expires_ms = TRY(json.number("expires_ms"));
    if (roster.issued_ms >= roster.expires_ms) return invalid("it ends before it begins");
    roster.site = TRY(json.text("site"));
    if (json.find("devices") != nullptr) {
        const Json::Array* const devices = TRY(json.array("devices"));
        roster.devices = TRY(devices_from(*devices));
    }
    const Json::Array* people = TRY(json.array("people"));
    const Json::Array* revoked = TRY(json.array("revoked"));
    if (people->size() > people_max || revoked->size() > revoked_max) return invalid("too many entries");
    std::set<std::string> ids;
    std::set<Bytes> keys;
    for (const Json& item : *people) {
        Person person = TRY(person_from(item));
        if (!ids.insert(person.id).second) return invalid(person.id + " is there twice");
        // One token, one person: otherwise the log could not say who it was.
        if (!keys.insert(person.token_key).second) return invalid("the token of " + person.id + " belongs to another, too");
        roster.people.push_back(std::move(person));
    }
    for (const Json& item : *revoked) roster.revoked.push_back(TRY(digest_from(item)));
    return roster;
}

Json to_json(const Roster& roster) {
    Json people{Json::Array{}};
    for (const Person& person : roster.people) {
        Json roles{Json::Array{}};
        for (const Role role : person.roles) roles.push(name_of(role));
        Json one;
        one.set("id", person.id).set("name", person.name).set("roles", std::move(roles));
        one.set("certificate", base::to_base64(person.token_key));
        one.set("not_before_ms", person.not_before_ms).set("not_after_ms", person.not_after_ms);
        people.push(std::move(one));
    }
    Json revoked{Json::Array{}};
    for (const base::Digest& digest : roster.revoked) revoked.push(base::to_hex(digest));
    Json json;
    json.set("v", 1).set("kind", "roster").set("serial", static_cast<std::int64_t>(roster.serial));
    json.set("issued_ms", roster.issued_ms).set("expires_ms", roster.expires_ms).set("site", roster.site);
    if (!roster.devices.empty()) {
        Json devices{Json::Array{}};
        for (const std::string& device : roster.devices) devices.push(device);
        json.set("devices", std::move(devices));
    }
    json.set("people", std::move(people)).set("revoked", std::move(revoked));
    return json;
}

Result<Roster> open_pack(base::ByteView pack, const crypto::TrustStore& platform, std::int64_t now_ms) {
    if (pack.size() > pack_bytes_max) return invalid("larger than any roster");
    const crypto::VerifiedMessage message = TRY(crypto::verify_message(pack, platform, crypto::Purpose::receipt, now_ms));
    const Json json = TRY(base::parse_json(base::as_text(message.content), {.size_max = pack_bytes_max, .depth_max = 8}));
    return roster_from(json);
}

Result<Roster> installed_roster(const base::Disk& disk, const crypto::TrustStore& platform, std::int64_t now_ms) {
    const Bytes pack = TRY(disk.read(roster_path));
    return open_pack(pack, platform, now_ms);
}

Result<Roster> check_pack(base::ByteView pack, const crypto::TrustStore& platform, const std::string& device, std::uint64_t serial_floor, std::int64_t now_ms) {
    Roster roster = TRY(open_pack(pack, platform, now_ms));
    if (!roster.is_for(device)) return invalid("it is the roster of " + roster.site + ", and not of " + device);
    if (now_ms >= roster.expires_ms) return Failure{Fault::certificate_expired, "this roster is over"};
    if (roster.serial <= serial_floor)
        return Failure{Fault::server_conflict, "roster " + std::to_string(roster.serial) + " is not newer than " + std::to_string(serial_floor)};
    return roster;
}

}  // namespace staff
