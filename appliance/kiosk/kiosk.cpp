// SPDX-License-Identifier: Apache-2.0
#include "appliance/kiosk/kiosk.h"

#include "appliance/ceremony/names.h"

#include <algorithm>
#include <cstdio>

namespace kiosk {
namespace {

constexpr int frame_ms = 16;
constexpr int idle_ms = 250;
constexpr std::int64_t open_again_ms = 3'000;

}  // namespace

Kiosk::Kiosk(KioskSettings settings, const base::Clock& clock, ui::FrameLoop& loop, const screens::Languages& languages,
             exchange::TlsSignServer& tls, StaffPlaces staff_places)
    : m_settings(std::move(settings)), m_clock(clock), m_loop(loop), m_languages(languages), m_tls(tls), m_staff_places(staff_places), m_closed(loop, languages) {}

void Kiosk::start() {
    m_closed.greet(m_clock.boot_ms() * 1000);
    open();
}

void Kiosk::open() {
    m_open.reset();
    m_open_due_ms = m_clock.boot_ms() + open_again_ms;
    auto opened = device::OpenDevice::open(m_settings.device, m_clock);
    if (!opened) return close(opened.failure());
    m_open.emplace(std::move(*opened), m_loop, m_languages, m_staff_places);
    m_open->session.set_online(m_is_online);
    m_open->staff.set_online(m_is_online);
    const bool was_in_order = m_open->device->was_shut_down_in_order();
    if (const auto started = m_open->session.start(m_settings.software, was_in_order); !started) return close(started.failure());
    m_why_closed.reset();
}

void Kiosk::close(const base::Failure& failure) {
    m_open.reset();
    m_closed.come_back();
    if (m_why_closed != failure.fault) std::fprintf(stderr, "%s: %s\n", base::row_of(failure.fault).code.data(), failure.detail.c_str());
    m_why_closed = failure.fault;
}

ui::FrameLoop::Turn Kiosk::session_turn(std::span<const ui::InputEvent> events) {
    m_tls.tick(m_open->device->tls_key());
    m_open->session.tick();
    if (const auto tended = m_open->device->tend(); !tended) m_open->device->parts().tell_service(tended.failure());
    const bool is_free = std::holds_alternative<ceremony::Attract>(m_open->session.state());
    const bool is_staff = m_open->staff.takes_the_screen(is_free);
    if (m_open->staff.has_just_left()) m_open->view.come_back();
    const std::int64_t now_us = m_clock.boot_ms() * 1000;
    const ui::FrameLoop::Turn turn = is_staff ? m_open->staff.turn(now_us, events) : m_open->view.turn(now_us, events);
    // Time to be read before the next attempt.
    if (!m_open->session.needs_reopening()) m_open_due_ms = m_clock.boot_ms() + open_again_ms;
    return turn;
}

void Kiosk::turn(std::span<const ui::InputEvent> events) {
    if (m_clock.boot_ms() >= m_open_due_ms && (!m_open || m_open->session.needs_reopening())) open();
    const ui::FrameLoop::Turn turn =
        m_open ? session_turn(events)
               : m_closed.turn(m_clock.boot_ms() * 1000, events, m_why_closed.value_or(base::Fault::vault_unavailable));
    m_is_moving = turn.wants_more;
}

int Kiosk::wait_ms() const {
    if (m_is_moving) return frame_ms;
    return static_cast<int>(std::clamp<std::int64_t>(m_open ? m_open->session.due_in_ms() : idle_ms, 1, idle_ms));
}

void Kiosk::set_online(bool is_online) {
    m_is_online = is_online;
    if (!m_open) return;
    m_open->session.set_online(is_online);
    m_open->staff.set_online(is_online);
}

std::string Kiosk::describe_state() const {
    if (m_open && m_open->staff.is_at_the_screen()) return "staff";
    return m_open ? ceremony::describe(m_open->session.state()) : "closed";
}

base::Status Kiosk::shut_down() {
    if (!m_open) return {};
    return m_open->device->shut_down();
}

}  // namespace kiosk
