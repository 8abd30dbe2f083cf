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
    return staff::installed_roster(m_device.disk, m_device.identity.trust, m_device.clock.wall_ms());
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

Result<staff::Roster> FrontDoor::install(base::ByteView pack, const std::string& person) {
    const std::uint64_t floor = TRY(serial_floor());
    const std::int64_t now = m_device.clock.wall_ms();
    // The entry first: were the power cut before it, an older roster could follow a newer one.
    const staff::Roster coming = TRY(staff::check_pack(pack, m_device.identity.trust, floor, now));
    LeafDraft leaf = app::leaf_about(Event::roster_installed);
    leaf.fields["serial"] = static_cast<std::int64_t>(coming.serial);
    leaf.fields["pack"] = base::to_hex(crypto::sha256(pack));
    if (!person.empty()) leaf.fields["person"] = person;
    TRY(record(leaf));
    TRY(m_device.disk.write_atomically(staff::roster_path, pack));
    return coming;
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
    LeafDraft leaf = app::leaf_about(Event::staff_refused);
    leaf.fields["fault"] = base::row_of(person ? parsed.fault() : person.fault()).code;
    if (parsed) leaf.fields["token"] = base::to_hex(parsed->key_id());
    TRY(record(leaf));
    if (person) return parsed.failure();
    return person;
}

Status FrontDoor::signed_out(const std::string& person, staff::SessionEnd why) {
    LeafDraft leaf = app::leaf_about(Event::staff_signed_out);
    leaf.fields["person"] = person;
    leaf.fields["reason"] = staff::name_of(why);
    return record(leaf);
}

}  // namespace keys
