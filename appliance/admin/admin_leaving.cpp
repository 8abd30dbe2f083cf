// SPDX-License-Identifier: Apache-2.0
// A key leaves by the screen: see leaving.h for the rule when tokens are swapped.
#include "appliance/admin/admin_session.h"

#include "appliance/admin/key_words.h"
#include "appliance/keys/front_door.h"

namespace admin {

using base::Fault;
using staff::Duty;
using Asks = ReleaseTextScreen::Asks;

namespace {

constexpr std::size_t text_max = 64;

}  // namespace

void AdminSession::begin_release(const std::string& key) {
    if (const auto who = m_session->require(Duty::begin_release); !who) return refuse(who.failure(), Reason::as_the_fault_says, key);
    const keys::KeyView* const view = find(key);
    if (view == nullptr || !view->facts.quorum) return refuse({Fault::export_refused, ""}, Reason::as_the_fault_says, key);
    m_leaving = std::make_unique<Leaving>(m_life, *view);
    show(ReleaseText{Asks::receiver});
}

bool AdminSession::type_for_release(const std::string* typed) {
    const auto* view = std::get_if<ReleaseText>(&m_view);
    if (view == nullptr) return false;
    std::string& text = view->asks == Asks::receiver ? m_leaving->receiver : m_leaving->reason;
    m_leaving->trouble.reset();
    if (typed == nullptr) {
        erase_last(text);
    } else if (text.size() + typed->size() <= text_max) {
        text += *typed;
    }
    return true;
}

void AdminSession::go_on_leaving() {
    if (const auto* text = std::get_if<ReleaseText>(&m_view)) {
        const bool is_receiver = text->asks == Asks::receiver;
        const bool is_fit = is_receiver ? m_leaving->is_receiver_fit() : m_leaving->reason.find_first_not_of(' ') != std::string::npos;
        if (!is_fit) m_leaving->trouble = Fault::usage_invalid;
        else if (is_receiver) show(ReleaseText{Asks::reason});
        else show(ReleasePassword{});
    } else if (std::holds_alternative<ReleasePassword>(m_view) || std::holds_alternative<SendQuestion>(m_view)) {
        show(WorkingScreen{Step::release, m_leaving->key()});
    } else if (std::holds_alternative<Approvals>(m_view) && m_session && m_leaving->is_complete()) {
        show(WorkingScreen{Step::write_release, m_leaving->key()});
    }
}

bool AdminSession::token_came_to_approve() {
    if (!is_release_waiting() || !m_leaving->is_wanted(*m_token)) return false;
    m_leaving->trouble.reset();
    m_leaving->code.clear();
    show(Approve{});
    return true;
}

void AdminSession::approve_leaving() {
    if (m_leaving->code.length() < code_min) return;
    const auto approved = m_leaving->approve(*m_token);
    m_token->forget_code();
    if (approved) return show(Approvals{});
    m_leaving->trouble = approved.fault();
    m_device.tell_service(approved.failure());
}

}  // namespace admin
