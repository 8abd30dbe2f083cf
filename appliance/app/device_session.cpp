// SPDX-License-Identifier: Apache-2.0
// The session's life: starting, events, time. What effects do is in
// session_effects.cpp, what intents mean in session_intents.cpp, what is seen in
// session_screen.cpp.
#include "appliance/app/device_session.h"

#include "appliance/app/journal.h"
#include "appliance/app/reserve.h"
#include "appliance/audit/anchor.h"

#include <algorithm>

namespace app {
namespace {

constexpr std::int64_t notice_ms = 20'000;
constexpr std::int64_t mail_every_ms = 1'000;
constexpr std::int64_t mail_after_trouble_ms = 5'000;
constexpr std::int64_t health_every_ms = 5'000;
constexpr std::int64_t health_when_closed_ms = 1'000;

audit::LeafDraft birth_leaf(const Identity& identity) {
    audit::LeafDraft leaf{.event = audit::Event::device_provisioned, .subject = {}, .commitment = {}, .fields = {}};
    leaf.fields["device"] = identity.device.text;
    for (const auto& [name, digest] : identity.pins) leaf.fields[name] = base::to_hex(digest);
    if (identity.previous_checkpoint) leaf.fields["previous_checkpoint"] = base::to_hex(*identity.previous_checkpoint);
    return leaf;
}

audit::LeafDraft boot_leaf(std::string_view software_version, std::uint64_t epoch) {
    audit::LeafDraft leaf{.event = audit::Event::boot, .subject = {}, .commitment = {}, .fields = {}};
    leaf.fields["software"] = software_version;
    leaf.fields["epoch"] = static_cast<std::int64_t>(epoch);
    return leaf;
}

}  // namespace

DeviceSession::DeviceSession(const Device& device) : m_device(device), m_orders(device), m_post(device), m_clock_watch(device), m_rounds(device) {}

base::Status DeviceSession::begin(std::string_view software_version, bool was_shut_down_in_order) {
    const audit::AnchorState anchor =
        TRY(audit::check_anchor(m_device.log, m_device.disk, m_device.anchor, m_device.anchor_at_birth));
    m_device.log.remember_time(TRY(m_device.attestor.attest_time({})));
    TRY(m_clock_watch.begin());
    TRY(m_attempts.begin(m_device.log, m_device.clock.boot_ms()));
    std::uint64_t interrupted = 0;
    TRY(abort_open_intents(m_device, interrupted));
    TRY(m_post.end_owed_epoch());
    vault::Transaction step = TRY(m_device.vault.begin());
    if (m_device.log.size() == 0) TRY(m_device.log.append(step, birth_leaf(m_device.identity)));
    TRY(m_device.log.append(step, boot_leaf(software_version, m_device.vault.epoch())));
    if (!was_shut_down_in_order) {
        audit::LeafDraft unclean{.event = audit::Event::boot_unclean, .subject = {}, .commitment = {}, .fields = {}};
        unclean.fields["open_intents"] = static_cast<std::int64_t>(interrupted);
        TRY(m_device.log.append(step, unclean));
    }
    TRY(step.commit());
    TRY(m_device.log.catch_up());
    if (anchor != audit::AnchorState::agrees) TRY(m_post.publish_log());
    return {};
}

base::Status DeviceSession::start(std::string_view software_version, bool was_shut_down_in_order) {
    const base::Status begun = with_reserve(m_device, [&] { return begin(software_version, was_shut_down_in_order); });
    m_has_begun = static_cast<bool>(begun);
    if (!begun) {
        remember(begun.failure());
        m_state = ceremony::OutOfService{begun.fault()};
        changed();
    }
    m_language = m_device.house.languages.front();
    m_idle.set_limits(m_device.house.idle);
    m_idle.touch(m_device.clock.boot_ms());
    m_rounds.disturb(m_device.clock.boot_ms());
    tick();  // the post, and whether all is well
    return begun;
}

bool DeviceSession::needs_reopening() const {
    const auto* closed = std::get_if<ceremony::OutOfService>(&m_state);
    return closed != nullptr && !(m_has_begun && closed->fault == base::Fault::disk_full);
}

void DeviceSession::remember(const base::Failure& failure) {
    m_fault = failure.fault;
    m_device.tell_service(failure);
}

void DeviceSession::raise(const ceremony::Event& event) { m_events.push_back(event); }

void DeviceSession::drain() {
    while (!m_events.empty()) {
        const ceremony::Event event = std::move(m_events.front());
        m_events.pop_front();
        ceremony::Step next = ceremony::step(m_state, event);
        if (next.is_refused) continue;
        const bool is_new_notice = m_state.index() != next.state.index();
        m_state = std::move(next.state);
        if (is_new_notice) {
            m_notice_since_ms = m_device.clock.boot_ms();
            m_session.trouble.reset();
        }
        for (const ceremony::Effect& effect : next.effects) perform(effect);
        changed();
    }
}

void DeviceSession::record(ceremony::Moment moment) {
    const std::string reason = m_reason.empty() ? "left" : m_reason;  // the context only looks at it
    // Counted whether or not it can be written down.
    if (moment == ceremony::Moment::identification_failed) m_attempts.count_wrong(m_device.clock.boot_ms());
    const MomentContext context{m_session, m_state, m_language, reason, m_fault, m_attempts.wrong(), m_attempts.pause_ms()};
    const auto write = [&]() -> base::Status {
        vault::Transaction step = TRY(m_device.vault.begin());
        TRY(m_device.log.append(step, leaf_for(moment, context)));
        TRY(step.commit());
        return m_device.log.catch_up();
    };
    // A device that cannot remember may not go on: what happens here must be provable.
    if (const auto written = with_reserve(m_device, write); !written) {
        remember(written.failure());
        raise(ceremony::ServiceLost{written.fault()});
    }
}

// What a person would otherwise find out in the middle of signing.
base::Status DeviceSession::check_health() {
    TRY(m_device.vault.has_room_for_session());
    const auto counted = m_device.anchor.value();
    if (!counted && counted.fault() != base::Fault::tpm_busy) return counted.failure();
    return {};
}

void DeviceSession::look_after_device() {
    if (!m_has_begun || m_sealing) return;
    // A clock that was set is an event in anybody's session; a full disk will say so itself.
    if (const auto looked = m_clock_watch.look(); !looked) remember(looked.failure());
    const std::int64_t now = m_device.clock.boot_ms();
    const auto* closed = std::get_if<ceremony::OutOfService>(&m_state);
    if (ceremony::is_in_session(m_state) || needs_reopening() || now < m_health_due_ms) return;
    m_health_due_ms = now + (closed != nullptr ? health_when_closed_ms : health_every_ms);
    const base::Status health = check_health();
    if (health) {
        if (closed != nullptr) raise(ceremony::ServiceRestored{});
        if (const auto kept = m_device.vault.restore_reserve(); !kept) m_device.tell_service(kept.failure());
    } else if (closed == nullptr || closed->fault != health.fault()) {
        remember(health.failure());
        raise(ceremony::ServiceLost{health.fault()});
    }
}

// The courier's folders wait while a person is here.
void DeviceSession::look_at_mail() {
    const std::int64_t now = m_device.clock.boot_ms();
    if (!m_has_begun || ceremony::is_in_session(m_state) || needs_reopening() || now < m_mail_due_ms) return;
    // Trouble with the post is the courier's and the operator's; the kiosk stays open.
    const auto received = m_post.receive();
    if (received && received->conflict) {
        remember(*received->conflict);
        raise(ceremony::ServiceLost{received->conflict->fault});
        return;
    }
    const base::Status sent = received ? m_post.send() : base::Status(received.failure());
    if (!sent) m_device.tell_service(sent.failure());
    if (const auto learned = m_clock_watch.learn(); !learned) m_device.tell_service(learned.failure());
    base::wipe_stack();  // wrapping reads what a person signed
    m_mail_due_ms = now + (sent ? mail_every_ms : mail_after_trouble_ms);
}

// Reading everything waits until nobody has come for a while.
void DeviceSession::look_at_stores() {
    const std::int64_t now = m_device.clock.boot_ms();
    if (!m_has_begun || needs_reopening()) return;
    if (ceremony::is_in_session(m_state)) return m_rounds.disturb(now);
    if (const auto stepped = m_rounds.step(now); !stepped) m_device.tell_service(stepped.failure());
}

void DeviceSession::tick() {
    const std::int64_t now = m_device.clock.boot_ms();
    if (m_sealing) continue_sealing();
    const bool is_notice = std::holds_alternative<ceremony::Ended>(m_state) || std::holds_alternative<ceremony::ShowingReceipt>(m_state);
    if (is_notice && now - m_notice_since_ms >= notice_ms) {
        if (std::holds_alternative<ceremony::Ended>(m_state)) raise(ceremony::NoticeDismissed{});
        else raise(ceremony::ReceiptFinished{});
    } else if (is_notice) {
        changed();  // its countdown
    } else if (ceremony::is_in_session(m_state) && m_idle.is_expired(now)) {
        m_reason = "idle";
        raise(ceremony::IdleExpired{});
    } else if (ceremony::is_in_session(m_state) && m_idle.seconds_left(now)) {
        changed();
    }
    look_after_device();
    look_at_mail();
    look_at_stores();
    drain();
}

std::int64_t DeviceSession::due_in_ms() const {
    const std::int64_t now = m_device.clock.boot_ms();
    if (m_sealing || !m_events.empty()) return 0;
    if (needs_reopening()) return mail_every_ms;
    if (!ceremony::is_in_session(m_state)) return std::max<std::int64_t>(0, std::min({m_mail_due_ms, m_health_due_ms, m_rounds.due_ms()}) - now);
    return 250;
}

void DeviceSession::set_online(bool is_online) {
    if (m_is_online != is_online) changed();
    m_is_online = is_online;
}

}  // namespace app
