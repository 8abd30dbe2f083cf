// SPDX-License-Identifier: Apache-2.0
// What was handed on: the list, its confirmations, and what nobody waits for any longer.
#include "appliance/admin/admin_session.h"

#include "appliance/admin/key_words.h"

namespace admin {

using staff::Duty;

void AdminSession::open_shipments() {
    if (const auto who = m_session->require(Duty::see_keys); !who) return refuse(who.failure());
    m_shipping.emplace();
    if (const auto read = m_shipping->read(m_life); !read) {
        m_shipping.reset();
        return refuse(read.failure());
    }
    show(ShipmentList{});
}

void AdminSession::begin_to_give_up(const std::string& shipment) {
    if (const auto who = m_session->require(Duty::begin_release); !who) return refuse(who.failure());
    if (m_shipping->begin_to_give_up(shipment)) show(GivingUp{});
}

bool AdminSession::type_reason(const std::string* typed) {
    constexpr std::size_t text_max = 64;
    if (!std::holds_alternative<GivingUp>(m_view)) return false;
    std::string& text = m_shipping->reason;
    m_shipping->is_troubled = false;
    if (typed == nullptr) erase_last(text);
    else if (text.size() + typed->size() <= text_max) text += *typed;
    return true;
}

void AdminSession::give_up() {
    if (m_shipping->is_reason_fit()) show(WorkingScreen{Step::give_up, m_shipping->receiver()});
    else m_shipping->is_troubled = true;
}

}  // namespace admin
