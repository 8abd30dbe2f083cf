// SPDX-License-Identifier: Apache-2.0
// The session's life: starting, events, time. What effects do is in
// session_effects.cpp, what intents mean in session_intents.cpp, what is seen in
// session_screen.cpp.
#include "appliance/app/device_session.h"

#include "appliance/app/journal.h"
#include "appliance/audit/anchor.h"

#include <algorithm>

namespace app {
namespace {

constexpr std::int64_t notice_ms = 20'000;
constexpr std::int64_t mail_every_ms = 1'000;

audit::LeafDraft birth_leaf(const Identity& identity) {
    audit::LeafDraft leaf{.event = audit::Event::device_provisioned, .subject = {}, .commitment = {}, .fields = {}};
    leaf.fields["device"] = identity.device.text;
    return leaf;
}

audit::LeafDraft boot_leaf(std::string_view software_version, std::uint64_t epoch) {
    audit::LeafDraft leaf{.event = audit::Event::boot, .subject = {}, .commitment = {}, .fields = {}};
    leaf.fields["software"] = software_version;
    leaf.fields["epoch"] = static_cast<std::int64_t>(epoch);
    return leaf;
}

}  // namespace

DeviceSession::DeviceSession(const Device& device) : m_device(device), m_orders(device), m_post(device) {}

base::Status DeviceSession::start(std::string_view software_version, bool was_shut_down_in_order) {
    const auto begin = [&]() -> base::Status {
        const audit::AnchorState anchor = TRY(audit::check_anchor(m_device.log, m_device.disk, m_device.anchor));
        m_device.log.remember_time(TRY(m_device.attestor.attest_time({})));
        std::uint64_t interrupted = 0;
        TRY(abort_open_intents(m_device, interrupted));
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
        TRY(m_post.receive());
        return m_post.send();
    };
    const base::Status begun = begin();
    if (!begun) {
        remember(begun.failure());
        m_state = ceremony::OutOfService{begun.fault()};
        changed();
    }
    m_idle.touch(m_device.clock.boot_ms());
    return begun;
}

void DeviceSession::remember(const base::Failure& failure) {
    m_fault = failure.fault;
    if (m_device.service_log) m_device.service_log(failure);
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
    const MomentContext context{m_session, m_state, m_language, reason, m_fault};
    const auto write = [&]() -> base::Status {
        vault::Transaction step = TRY(m_device.vault.begin());
        TRY(m_device.log.append(step, leaf_for(moment, context)));
        TRY(step.commit());
        return m_device.log.catch_up();
    };
    // A device that cannot remember may not go on: what happens here must be provable.
    if (const auto written = write(); !written) {
        remember(written.failure());
        raise(ceremony::ServiceLost{written.fault()});
    }
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
    // The courier's folders wait while a person is here.
    if (!ceremony::is_in_session(m_state) && now - m_mail_looked_ms >= mail_every_ms) {
        m_mail_looked_ms = now;
        // Trouble with the post is the courier's and the operator's; the kiosk stays open.
        const auto received = m_post.receive();
        const base::Status sent = received ? m_post.send() : base::Status(received.failure());
        if (!sent && m_device.service_log) m_device.service_log(sent.failure());
    }
    drain();
}

std::int64_t DeviceSession::due_in_ms() const {
    const std::int64_t now = m_device.clock.boot_ms();
    if (m_sealing || !m_events.empty()) return 0;
    if (!ceremony::is_in_session(m_state)) return std::max<std::int64_t>(0, mail_every_ms - (now - m_mail_looked_ms));
    return 250;
}

void DeviceSession::set_online(bool is_online) {
    if (m_is_online != is_online) changed();
    m_is_online = is_online;
}

}  // namespace app
