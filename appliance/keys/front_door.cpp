// SPDX-License-Identifier: Apache-2.0
#include "appliance/keys/front_door.h"

#include "appliance/app/journal.h"
#include "appliance/crypto/digest.h"
#include "appliance/staff/sign_in.h"

#include <algorithm>

namespace keys {

using audit::Event;
using audit::LeafDraft;
using base::Result;
using base::Status;

Status FrontDoor::record(const LeafDraft& leaf) {
    vault::Transaction step = TRY(m_device.vault.begin());
    TRY(m_device.log.append(step, leaf));
    TRY(step.commit());
    return m_device.log.catch_up();
}

Result<staff::Roster> FrontDoor::roster() const {
    auto installed = staff::installed_roster(m_device.disk, m_device.identity.trust, m_device.clock.wall_ms());
    // An older one that somebody put back would let in whom a newer one let go.
    if (installed && installed->serial < TRY(serial_floor()))
        return base::Failure{base::Fault::server_conflict, "the roster here is older than the newest that the log speaks of; have it brought again"};
    // Nor is another site's, or any other that this device never took in.
    const auto here = m_device.disk.read(staff::roster_path);
    if (installed && (!here || base::to_hex(crypto::sha256(*here)) != TRY(newest_pack())))
        return base::Failure{base::Fault::server_conflict, "the roster here is not the one that the log speaks of; have it brought again"};
    if (installed || installed.fault() != base::Fault::disk_not_found || m_device.house.first_people.is_null()) return installed;
    // A file that was taken away does not bring back whom a roster has let go.
    if (TRY(serial_floor()) != 0) return installed;
    return staff::roster_from(m_device.house.first_people);
}

// The whole log: a roster comes a few times a year.
Result<std::uint64_t> FrontDoor::serial_floor() const {
    std::uint64_t floor = 0;
    for (std::uint64_t index = m_device.log.size(); index != 0; --index) {
        const audit::Leaf leaf = TRY(m_device.log.leaf(index - 1));
        if (leaf.event != Event::roster_installed) continue;
        if (const std::int64_t* serial = leaf.fields.at("serial").as_number()) floor = std::max(floor, static_cast<std::uint64_t>(*serial));
    }
    return floor;
}

Result<std::string> FrontDoor::newest_pack() const {
    for (std::uint64_t index = m_device.log.size(); index != 0; --index) {
        const audit::Leaf leaf = TRY(m_device.log.leaf(index - 1));
        const std::string* pack = leaf.event == Event::roster_installed ? leaf.fields.at("pack").as_text() : nullptr;
        if (pack != nullptr) return *pack;
    }
    return std::string();
}

Result<staff::Roster> FrontDoor::install(base::ByteView pack, const std::string& person) {
    const std::uint64_t newest = TRY(serial_floor());
    const std::int64_t now = m_device.clock.wall_ms();
    // The very roster that the log speaks of comes back when it is not here: after a power cut,
    // or when somebody took it away. That is no news.
    const std::string digest = base::to_hex(crypto::sha256(pack));
    const auto kept = m_device.disk.read(staff::roster_path);
    const bool is_here = kept && base::to_hex(crypto::sha256(*kept)) == digest;
    if (newest != 0 && !is_here && TRY(newest_pack()) == digest) {
        const staff::Roster again = TRY(staff::check_pack(pack, m_device.identity.trust, m_device.identity.device.text, newest - 1, now));
        TRY(m_device.disk.write_atomically(staff::roster_path, pack));
        return again;
    }
    const std::uint64_t floor = newest;
    // The entry first: were the power cut before it, an older roster could follow a newer one.
    const staff::Roster coming = TRY(staff::check_pack(pack, m_device.identity.trust, m_device.identity.device.text, floor, now));
    LeafDraft leaf = app::leaf_about(Event::roster_installed);
    leaf.fields["serial"] = static_cast<std::int64_t>(coming.serial);
    leaf.fields["pack"] = base::to_hex(crypto::sha256(pack));
    if (!person.empty()) leaf.fields["person"] = person;
    TRY(record(leaf));
    TRY(m_device.disk.write_atomically(staff::roster_path, pack));
    return coming;
}

Status FrontDoor::record_refusal(ports::StaffToken& token, base::Fault fault) {
    LeafDraft leaf = app::leaf_about(Event::staff_refused);
    leaf.fields["fault"] = base::row_of(fault).code;
    const auto certificate = token.certificate();
    const auto parsed = certificate ? crypto::Certificate::from_der(*certificate) : Result<crypto::Certificate>(certificate.failure());
    if (parsed) leaf.fields["token"] = base::to_hex(parsed->key_id());
    return record(leaf);
}

Result<staff::Person> FrontDoor::recognise(ports::StaffToken& token) {
    const staff::Roster people = TRY(roster());
    auto person = staff::recognise(token, people, m_device.clock.wall_ms());
    if (!person) TRY(record_refusal(token, person.fault()));
    return person;
}

bool FrontDoor::still_knows(const staff::Person& person) const {
    const auto people = roster();
    if (!people) return false;
    const auto found = people->find(person.token_key, m_device.clock.wall_ms());
    return found && found->id == person.id && found->roles == person.roles;
}

Result<staff::Person> FrontDoor::sign_in(ports::StaffToken& token, const base::Pin& code) {
    const staff::Roster people = TRY(roster());
    auto person = staff::sign_in(token, code, people, m_device.identity.device.text, m_device.clock.wall_ms());
    const auto certificate = token.certificate();
    const auto parsed = certificate ? crypto::Certificate::from_der(*certificate) : Result<crypto::Certificate>(certificate.failure());
    if (person && parsed) {
        LeafDraft leaf = app::leaf_about(Event::staff_signed_in);
        leaf.fields["person"] = person->id;
        leaf.fields["token"] = base::to_hex(parsed->key_id());
        leaf.fields["roster"] = static_cast<std::int64_t>(people.serial);
        TRY(record(leaf));
        return person;
    }
    TRY(record_refusal(token, person ? parsed.fault() : person.fault()));
    if (person) return parsed.failure();
    return person;
}

base::Failure FrontDoor::refused(const std::string& person, staff::Duty duty, base::Failure why) {
    LeafDraft leaf = app::leaf_about(Event::staff_refused);
    leaf.fields["fault"] = base::row_of(why.fault).code;
    leaf.fields["person"] = person;
    leaf.fields["duty"] = staff::name_of(duty);
    if (const Status written = record(leaf); !written) m_device.tell_service(written.failure());
    return why;
}

Status FrontDoor::check(const staff::Actor& who) {
    if (who.is_proven() || m_device.identity.is_test) return {};
    return refused(who.id(), who.duty(), {base::Fault::role_refused, "nobody showed a token; only a rehearsal takes that"});
}

Status FrontDoor::signed_out(const std::string& person, staff::SessionEnd why) {
    LeafDraft leaf = app::leaf_about(Event::staff_signed_out);
    leaf.fields["person"] = person;
    leaf.fields["reason"] = staff::name_of(why);
    return record(leaf);
}

}  // namespace keys
