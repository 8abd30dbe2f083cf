// SPDX-License-Identifier: Apache-2.0
#include "appliance/staff/session.h"

#include <algorithm>

namespace staff {

using base::Failure;
using base::Fault;

std::string_view name_of(SessionEnd end) {
    switch (end) {
        case SessionEnd::token_removed: return "token-removed";
        case SessionEnd::idle: return "idle";
        case SessionEnd::too_long: return "too-long";
        case SessionEnd::signed_out: return "signed-out";
        case SessionEnd::roster_changed: return "roster-changed";
    }
    return {};
}

Session::Session(Person person, ports::StaffToken& token, const base::Clock& clock, SessionLimits limits)
    : m_person(std::move(person)), m_token(token), m_clock(clock), m_limits(limits), m_since_ms(clock.boot_ms()),
      m_last_use_ms(m_since_ms) {}

std::optional<SessionEnd> Session::ended() {
    if (m_ended) return m_ended;
    const std::int64_t now = m_clock.boot_ms();
    if (!m_token.is_present()) m_ended = SessionEnd::token_removed;
    else if (now - m_since_ms >= m_limits.hard_ms) m_ended = SessionEnd::too_long;
    else if (now - m_last_use_ms >= m_limits.idle_ms) m_ended = SessionEnd::idle;
    else if (m_clock.wall_ms() >= m_person.not_after_ms) m_ended = SessionEnd::roster_changed;
    return m_ended;
}

std::int64_t Session::remaining_ms() const {
    if (m_ended) return 0;
    const std::int64_t now = m_clock.boot_ms();
    return std::max<std::int64_t>(0, std::min(m_since_ms + m_limits.hard_ms, m_last_use_ms + m_limits.idle_ms) - now);
}

base::Result<Actor> Session::require(Duty duty) {
    if (const auto end = ended()) {
        if (*end == SessionEnd::token_removed) return Fault::token_removed;
        return Failure{Fault::staff_session_over, std::string(name_of(*end))};
    }
    touch();
    for (const Role role : m_person.roles)
        if (may(role, duty)) return Actor(m_person.id, duty, true);
    std::string who;
    for (const Role role : all_roles())
        if (may(role, duty)) who += (who.empty() ? "" : " or ") + std::string(name_of(role));
    return Failure{Fault::role_refused, std::string(name_of(duty)) + " is for the role " + who};
}

}  // namespace staff
