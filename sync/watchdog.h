// SPDX-License-Identifier: Apache-2.0
// Shuts a socket down when nobody said for a while that something moved: for a library
// that waits without end. Whoever waits then reads the end of the connection.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace exchange {

class Watchdog {
public:
    // `socket` stays open while this lives.
    Watchdog(int socket, std::chrono::seconds patience);
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    // Something moved.
    void feed();
    bool has_bitten();

private:
    void watch(int socket, std::chrono::seconds patience);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    unsigned m_meals = 0;
    bool m_is_over = false, m_has_bitten = false;
    std::thread m_thread;  // last: begins when the rest is there
};

}  // namespace exchange
