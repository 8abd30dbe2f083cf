// SPDX-License-Identifier: Apache-2.0
#include "usb/staff_slot.h"

#include "usb/piv_staff_token.h"

#include <algorithm>

namespace usb {

using base::Result;
using Token = std::shared_ptr<ports::StaffToken>;

StaffSlot::StaffSlot(Bus* bus, base::Clock& clock) {
    if (bus != nullptr) m_ports.emplace(*bus, clock);
}

Result<Token> StaffSlot::open(const Port& port) {
    auto wire = TRY(m_ports->open(port));
    auto piv = TRY(PivToken::open(std::move(wire)));
    auto token = TRY(PivStaffToken::open(std::move(piv), port.name));
    return Token(std::move(token));
}

Result<Token> StaffSlot::look() {
    if (!m_ports || !m_ports->look()) return Token();  // a bus that does not answer holds nothing
    const auto& ports = m_ports->ports();
    if (m_port && std::find(ports.begin(), ports.end(), *m_port) == ports.end()) {
        m_port.reset();
        m_token.reset();
        m_trouble.reset();
    }
    if (!m_port && !ports.empty()) {
        m_port = ports.front();
        auto opened = open(*m_port);
        if (opened) m_token = std::move(*opened);
        else m_trouble = opened.fault();
    }
    if (m_trouble) return *m_trouble;
    return m_token;
}

}  // namespace usb
