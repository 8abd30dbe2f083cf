// SPDX-License-Identifier: Apache-2.0
#include "sync/watchdog.h"

#include <sys/socket.h>

namespace exchange {

Watchdog::Watchdog(int socket, std::chrono::seconds patience) : m_thread([this, socket, patience] { watch(socket, patience); }) {}

Watchdog::~Watchdog() {
    {
        const std::lock_guard lock(m_mutex);
        m_is_over = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void Watchdog::feed() {
    {
        const std::lock_guard lock(m_mutex);
        ++m_meals;
    }
    m_changed.notify_all();
}

bool Watchdog::has_bitten() {
    const std::lock_guard lock(m_mutex);
    return m_has_bitten;
}

void Watchdog::watch(int socket, std::chrono::seconds patience) {
    std::unique_lock lock(m_mutex);
    for (unsigned seen = m_meals; !m_is_over; seen = m_meals) {
        if (m_changed.wait_for(lock, patience, [&] { return m_is_over || m_meals != seen; })) continue;
        m_has_bitten = true;
        shutdown(socket, SHUT_RDWR);
        return;
    }
}

}  // namespace exchange
