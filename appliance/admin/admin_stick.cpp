// SPDX-License-Identifier: Apache-2.0
// A key on a stick: choose its file, open it, name it, see what it is, take it in.
#include "appliance/admin/admin_session.h"

namespace admin {

using staff::Duty;

void AdminSession::open_stick() {
    if (const auto who = m_session->require(Duty::import_key); !who) return refuse(who.failure());
    m_bringing = Bringing();
    show(Bringing::look(m_stick));
}

void AdminSession::choose_file(const std::string& file) {
    if (const auto chosen = m_bringing.choose(m_stick, file, m_device); !chosen) return refuse(chosen.failure());
    // Without a password first: some need none.
    show(WorkingScreen{Step::open_file, file});
}

void AdminSession::opened(const base::Status& done) {
    if (done) {
        const std::string name = m_bringing.proposed_name();
        return show(KeyNameScreen{trouble_with(name) == NameTrouble::none ? name : free_name(), NameTrouble::none});
    }
    if (done.fault() != base::Fault::key_file_password) return refuse(done.failure());
    if (m_bringing.password().characters() > 0) m_bringing.set_trouble(done.fault());
    m_bringing.password().clear();
    show(FilePassword{});
}

void AdminSession::name_brought(KeyNameScreen& wanted) {
    wanted.trouble = trouble_with(wanted.name);
    if (wanted.trouble == NameTrouble::none) show(Brought{std::string(wanted.name)});
}

}  // namespace admin
