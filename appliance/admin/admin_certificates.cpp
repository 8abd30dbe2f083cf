// SPDX-License-Identifier: Apache-2.0
// A certificate that comes on a stick: choose its file, see what it is, install it.
#include "appliance/admin/admin_session.h"

#include "appliance/admin/stick_files.h"

namespace admin {

using staff::Duty;

void AdminSession::open_certificates(const std::string& key) {
    if (const auto who = m_session->require(Duty::install_certificate); !who) return refuse(who.failure(), Reason::as_the_fault_says, key);
    m_errand = CertificateErrand();
    show(look_for(m_stick, StickScreen::Seeks::certificate, key));
}

void AdminSession::choose_certificate(const std::string& key, const std::string& file) {
    const keys::KeyView* const view = find(key);
    if (view == nullptr) return;
    if (const auto chosen = m_errand.choose(m_stick, file, *view); !chosen) return refuse(chosen.failure(), Reason::as_the_fault_says, key);
    show(Certificate{});
}

}  // namespace admin
