// SPDX-License-Identifier: Apache-2.0
// A key that goes to another device's chip: which chip, then its custodians, as in
// admin_leaving.cpp; and this device's own word where keys for it go.
#include "appliance/admin/admin_session.h"

#include "appliance/admin/stick_files.h"

namespace admin {

using base::Fault;
using staff::Duty;

void AdminSession::begin_sending(const std::string& key) {
    if (const auto who = m_session->require(Duty::begin_release); !who) return refuse(who.failure(), Reason::as_the_fault_says, key);
    const keys::KeyView* const view = find(key);
    if (view == nullptr || !view->facts.quorum) return refuse({Fault::export_refused, ""}, Reason::as_the_fault_says, key);
    m_leaving = std::make_unique<Leaving>(m_life, *view);
    show(look_for(m_stick, StickScreen::Seeks::destination, key));
}

void AdminSession::choose_destination(const std::string& file) {
    if (const auto chosen = m_leaving->choose_destination(m_stick, file); !chosen) return refuse(chosen.failure(), Reason::as_the_fault_says, m_leaving->key());
    show(SendQuestion{});
}

base::Status AdminSession::write_destination() {
    const keys::Destination here{m_device.identity.device, {m_life.keeper().storage_key_area()}};
    const std::string name = TRY(free_file_name(m_stick, here.device.text, ".destination"));
    const base::Bytes message = TRY(m_desk.sign_message(base::as_bytes(base::canonical_json(to_json(here)))));
    TRY(m_stick.write(name, message));
    m_written = name;
    return {};
}

}  // namespace admin
