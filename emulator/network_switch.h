// SPDX-License-Identifier: Apache-2.0
// The cable between device and platform: a TCP port on loopback that passes bytes on
// while it is plugged in. Unplugging ends every connection in the middle of whatever
// it carries.
#pragma once

#include "appliance/base/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>

namespace emulator {

class NetworkSwitch {
public:
    // Listens on a free port of 127.0.0.1 and connects to `target_port` there. Unplugged
    // at first. Fault: program_failed.
    static base::Result<std::unique_ptr<NetworkSwitch>> open(std::uint16_t target_port);
    ~NetworkSwitch();
    NetworkSwitch(const NetworkSwitch&) = delete;
    NetworkSwitch& operator=(const NetworkSwitch&) = delete;

    std::uint16_t port() const { return m_port; }
    void plug_in() { m_is_plugged = true; }
    void unplug() { m_is_plugged = false; }
    bool is_plugged() const { return m_is_plugged; }
    // New connections end at another port of 127.0.0.1: somebody else answers for the platform.
    void lead_to(std::uint16_t port) { m_leads_to = port; }
    void lead_back() { m_leads_to = m_target_port; }
    std::uint64_t bytes_passed() const { return m_bytes; }

private:
    NetworkSwitch(int listener, std::uint16_t port, std::uint16_t target_port);
    void serve();

    int m_listener;
    std::uint16_t m_port;
    std::uint16_t m_target_port;
    std::atomic<std::uint16_t> m_leads_to;
    std::atomic<bool> m_is_plugged{false};
    std::atomic<bool> m_is_ending{false};
    std::atomic<std::uint64_t> m_bytes{0};
    std::thread m_thread;
};

// A TCP port of 127.0.0.1 that nobody listens on at this moment.
base::Result<std::uint16_t> free_port();

}  // namespace emulator
