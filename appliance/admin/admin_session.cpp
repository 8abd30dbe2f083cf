// SPDX-License-Identifier: Apache-2.0
#include "appliance/admin/admin_session.h"

#include "appliance/app/post_office.h"
#include "appliance/keys/front_door.h"

namespace admin {

using base::Fault;
using staff::SessionEnd;

void AdminSession::show(View view) {
    m_view = std::move(view);
    ++m_revision;
}

void AdminSession::refuse(const base::Failure& failure, Reason reason, const std::string& key) {
    m_device.tell_service(failure);
    show(Refused{{failure.fault, reason, failure.fault == Fault::plan_step_refused ? failure.detail : ""}, key});
}

void AdminSession::set_online(bool is_online) {
    if (is_online != m_is_online) ++m_revision;
    m_is_online = is_online;
}

void AdminSession::leave(SessionEnd why) {
    if (m_session) {
        if (const auto written = keys::FrontDoor(m_device).signed_out(m_session->person().id, why); !written) m_device.tell_service(written.failure());
        if (why != SessionEnd::token_removed) m_token->forget_code();
        // What was done shows in the log at once, not when a document is next signed.
        if (const auto published = app::PostOffice(m_device).publish_log(); !published) m_device.tell_service(published.failure());
    }
    const bool is_out = why == SessionEnd::token_removed;
    const bool is_held = is_out && is_release_waiting();
    if (!is_held) m_leaving.reset();
    m_session.reset();
    m_keys.clear();
    m_bringing = Bringing();
    m_errand = CertificateErrand();
    m_shipping.reset();
    m_came.clear();
    m_is_at_plans = false;
    m_plans.forget_unsaid();
    if (is_out) m_token.reset();
    if (is_held) {
        m_leaving->code.clear();
        m_last_touch_ms = m_device.clock.boot_ms();
        return show(Approvals{});
    }
    m_language = app::Language::english;
    m_text_size = app::TextSize::normal;
    m_theme = app::Theme::light;
    show(Away{.was_sent_away = !is_out});
}

void AdminSession::look_at_slot() {
    const auto looked = m_slot.look();
    const bool was_sent_away = std::holds_alternative<Away>(m_view) && std::get<Away>(m_view).was_sent_away;
    if (!looked) {  // something is in that cannot be used
        if (m_token) return leave(SessionEnd::token_removed);
        if (!is_at_the_screen() && !was_sent_away) {
            m_last_touch_ms = m_device.clock.boot_ms();
            refuse(looked.failure());
        }
        return;
    }
    if (*looked != nullptr && *looked == m_token) return;
    if (*looked == nullptr && !m_token && is_release_waiting()) return;  // the next one is being looked for
    if (m_token || *looked == nullptr) {
        if (is_at_the_screen() || was_sent_away) leave(SessionEnd::token_removed);
        m_token.reset();
    }
    if (*looked != nullptr) token_came(*looked);
}

void AdminSession::token_came(std::shared_ptr<ports::StaffToken> token) {
    m_token = std::move(token);
    m_last_touch_ms = m_device.clock.boot_ms();
    if (token_came_to_approve()) return;
    keys::FrontDoor entrance(m_device);
    auto person = entrance.recognise(*m_token);
    if (!person) return refuse(person.failure(), entrance.has_roster() ? Reason::as_the_fault_says : Reason::no_roster);
    if (is_release_waiting() && person->id != m_leaving->asked_by()) return refuse({Fault::role_refused, "another than who asked for the key, and no custodian of it"});
    AtTheDoor door;
    door.person = std::move(*person);
    if (const auto tries = m_token->tries_left()) door.tries_left = *tries;
    show(std::move(door));
}

void AdminSession::sign_in() {
    auto& door = std::get<AtTheDoor>(m_view);
    if (door.code.length() < code_min) return;
    auto person = keys::FrontDoor(m_device).sign_in(*m_token, door.code);
    door.code.clear();
    if (person) return come_in(std::move(*person));
    door.trouble = person.fault();
    if (const auto tries = m_token->tries_left()) door.tries_left = *tries;
    m_device.tell_service(person.failure());
}

void AdminSession::come_in(staff::Person person) {
    m_session.emplace(std::move(person), *m_token, m_device.clock, keys::FrontDoor(m_device).limits());
    m_log_seen = m_device.log.size();
    const bool sees_keys = may(staff::Duty::see_keys);
    if (sees_keys || may(staff::Duty::run_runbook))
        if (const auto opened = m_life.open(); !opened) return refuse(opened.failure());
    if (sees_keys && !read_keys()) return;
    if (is_release_waiting()) return show(Approvals{});
    show(Home{});
}

bool AdminSession::read_keys() {
    auto keys = m_life.list();
    if (!keys) {
        refuse(keys.failure());
        return false;
    }
    m_keys = std::move(*keys);
    auto standing = keys::Rotation(m_life).look();
    if (!standing) {
        refuse(standing.failure());
        return false;
    }
    m_rotation = std::move(*standing);
    const auto under_way = shipments_under_way(m_life);
    if (!under_way) {
        refuse(under_way.failure());
        return false;
    }
    m_under_way = *under_way;
    return true;
}

bool AdminSession::is_dropped() {
    bool has_newer = false;
    for (const std::uint64_t size = m_device.log.size(); m_log_seen < size; ++m_log_seen) {
        const auto leaf = m_device.log.leaf(m_log_seen);
        has_newer = has_newer || !leaf || leaf->event == audit::Event::roster_installed;
    }
    return has_newer && !keys::FrontDoor(m_device).still_knows(m_session->person());
}

void AdminSession::tick() {
    if (has_work() && m_shown_revision == m_revision) work();
    const std::int64_t now = m_device.clock.boot_ms();
    if (now < m_look_due_ms) return;
    look_at_slot();
    m_look_due_ms = m_device.clock.boot_ms() + look_every_ms;
    if (!is_at_the_screen()) return;
    if (is_release_waiting()) {
        if (m_leaving->remaining_ms() == 0) return leave(SessionEnd::idle);
        const auto minutes = static_cast<std::uint32_t>((m_leaving->remaining_ms() + 59'999) / 60'000);
        if (!m_session && minutes != m_minutes_left) ++m_revision;
        if (!m_session) {
            m_minutes_left = minutes;
            return;
        }
    }
    if (!m_session) {
        if (now - m_last_touch_ms >= door_limit_ms) leave(SessionEnd::idle);
        return;
    }
    if (const auto end = m_session->ended()) return leave(*end);
    if (is_dropped()) return leave(SessionEnd::roster_changed);
    const auto minutes = static_cast<std::uint32_t>((m_session->remaining_ms() + 59'999) / 60'000);
    if (minutes != m_minutes_left) ++m_revision;
    m_minutes_left = minutes;
}

}  // namespace admin
