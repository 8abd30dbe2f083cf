// SPDX-License-Identifier: Apache-2.0
// Whoever may stand at the platform's address: somebody with the platform's own TLS
// key who misbehaves, or a stranger. Serves one connection at a time on loopback.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <thread>

struct ssl_ctx_st;

namespace stories {

enum class Manner {
    silent,         // takes the connection and says nothing, not even in TLS
    stalls,         // begins an answer and never ends it
    fails,          // 500 to everything
    is_elsewhere,   // redirects, as a sign-in page does
    agrees,         // 200 and {} to everything: a false success
    babbles,        // TLS, and then no HTTP
};

class HostilePlatform {
public:
    // `certificate` and `key`: PEM files.
    HostilePlatform(const std::filesystem::path& certificate, const std::filesystem::path& key, Manner manner);
    ~HostilePlatform();
    HostilePlatform(const HostilePlatform&) = delete;
    HostilePlatform& operator=(const HostilePlatform&) = delete;

    std::uint16_t port() const { return m_port; }
    int connections() const { return m_connections; }
    // Bytes that a client sent inside TLS.
    std::size_t heard() const { return m_heard; }

private:
    void serve();
    void answer(int connection);

    Manner m_manner;
    ssl_ctx_st* m_context = nullptr;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_is_ending{false};
    std::atomic<int> m_connections{0};
    std::atomic<std::size_t> m_heard{0};
    std::thread m_thread;
};

}  // namespace stories
