// SPDX-License-Identifier: Apache-2.0
// A member of staff at the device: signed in by a token, for a while. Ends when the token
// is taken out, after 30 minutes without use, after 12 hours whatever happens, when the
// person's time on the roster is over, and when whoever holds the session hears of a
// newer roster that no longer knows them.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/base/result.h"
#include "appliance/ports/staff_token.h"
#include "appliance/staff/roster.h"

#include <optional>
#include <string_view>

namespace staff {

struct SessionLimits {
    std::int64_t idle_ms = 30 * 60'000;
    std::int64_t hard_ms = 12 * 3'600'000;
};

enum class SessionEnd { token_removed, idle, too_long, signed_out, roster_changed };
std::string_view name_of(SessionEnd end);  // as the log spells it

// Who is behind an operation, and which one. A session gives one; nothing else makes one
// that is proven.
class Actor {
public:
    // Somebody who says so and shows nothing. Only a rehearsal takes that.
    static Actor unproven(std::string id, Duty duty) { return Actor(std::move(id), duty, false); }

    const std::string& id() const { return m_id; }
    Duty duty() const { return m_duty; }
    bool is_proven() const { return m_is_proven; }

private:
    friend class Session;
    Actor(std::string id, Duty duty, bool is_proven) : m_id(std::move(id)), m_duty(duty), m_is_proven(is_proven) {}
    std::string m_id;
    Duty m_duty;
    bool m_is_proven;
};

class Session {
public:
    // Both outlive the session. `token` has been through sign_in().
    Session(Person person, ports::StaffToken& token, const base::Clock& clock, SessionLimits limits = {});

    const Person& person() const { return m_person; }

    // Why it is over, if it is. Times are the boot clock's: nobody sets that.
    std::optional<SessionEnd> ended();
    void end(SessionEnd why) { m_ended = why; }
    // Somebody did something.
    void touch() { m_last_use_ms = m_clock.boot_ms(); }

    // Milliseconds until it ends by itself.
    std::int64_t remaining_ms() const;

    // Whether this person may, now. Counts as use. Faults: token_removed,
    // staff_session_over, role_refused (naming who may).
    base::Result<Actor> require(Duty duty);

private:
    Person m_person;
    ports::StaffToken& m_token;
    const base::Clock& m_clock;
    SessionLimits m_limits;
    std::int64_t m_since_ms;
    std::int64_t m_last_use_ms;
    std::optional<SessionEnd> m_ended;
};

}  // namespace staff
