// SPDX-License-Identifier: Apache-2.0
// A key on a stick: choose its file, open it, name it, see what it is, take it in.
#include "appliance/admin/admin_session.h"

#include "appliance/admin/stick_files.h"

namespace admin {

using staff::Duty;

void AdminSession::open_stick() {
    if (const auto who = m_session->require(Duty::import_key); !who) return refuse(who.failure());
    m_bringing = Bringing();
    show(look_for(m_stick, StickScreen::Seeks::key));
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

// As the files lie there now, not as they were read: the word is about those.
base::Status AdminSession::confirm_arrival(const staff::Actor& who) {
    std::vector<crypto::NamedFile> files;
    for (const std::string& name : m_came) files.emplace_back(name, TRY(m_stick.read(name, crypto::key_file_size_max)));
    const crypto::Arrival arrival = TRY(keys::Shipments(m_life).receive(who, files));
    const std::string file = TRY(free_file_name(m_stick, m_came.front().substr(0, m_came.front().rfind('.')), ".arrival.p7m"));
    const base::Bytes word = TRY(m_desk.sign_message(base::as_bytes(base::canonical_json(crypto::to_json(arrival)))));
    TRY(m_stick.write(file, word));
    m_written = file;
    return {};
}

void AdminSession::name_brought(KeyNameScreen& wanted) {
    wanted.trouble = trouble_with(wanted.name);
    if (wanted.trouble == NameTrouble::none) show(Brought{std::string(wanted.name)});
}

}  // namespace admin
