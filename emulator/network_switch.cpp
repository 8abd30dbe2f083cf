// SPDX-License-Identifier: Apache-2.0
#include "emulator/network_switch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace emulator {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int bound_socket(std::uint16_t& port) {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        close(descriptor);
        return -1;
    }
    port = ntohs(address.sin_port);
    return descriptor;
}

// Both ends of one connection. Small buffers: what is not passed on stays in the kernel.
struct Line {
    int device;
    int platform;
};

bool pass(int from, int to, std::atomic<std::uint64_t>& count) {
    std::array<std::uint8_t, 16384> buffer{};
    const ssize_t size = recv(from, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    count += static_cast<std::uint64_t>(size);   // first: whoever hears it finds it counted
    for (ssize_t sent = 0; sent < size;) {
        const ssize_t step = send(to, buffer.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
        if (step <= 0) return false;
        sent += step;
    }
    return true;
}

void hang_up(const Line& line) {
    // A reset rather than a polite end: the cable was pulled.
    const linger hard{1, 0};
    setsockopt(line.device, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(line.device);
    close(line.platform);
}

}  // namespace

base::Result<std::uint16_t> free_port() {
    std::uint16_t port = 0;
    const int descriptor = bound_socket(port);
    if (descriptor < 0) return base::Failure{base::Fault::program_failed, "no free port"};
    close(descriptor);
    return port;
}

base::Result<std::unique_ptr<NetworkSwitch>> NetworkSwitch::open(std::uint16_t target_port) {
    std::uint16_t port = 0;
    const int listener = bound_socket(port);
    if (listener < 0 || listen(listener, 16) != 0) return base::Failure{base::Fault::program_failed, "cannot listen on loopback"};
    return std::unique_ptr<NetworkSwitch>(new NetworkSwitch(listener, port, target_port));
}

NetworkSwitch::NetworkSwitch(int listener, std::uint16_t port, std::uint16_t target_port)
    : m_listener(listener), m_port(port), m_target_port(target_port), m_leads_to(target_port), m_thread([this] { serve(); }) {}

NetworkSwitch::~NetworkSwitch() {
    m_is_ending = true;
    m_thread.join();
    close(m_listener);
}

void NetworkSwitch::serve() {
    std::vector<Line> lines;
    while (!m_is_ending) {
        if (!m_is_plugged) {
            for (const Line& line : lines) hang_up(line);
            lines.clear();
        }
        std::vector<pollfd> ready{{m_listener, POLLIN, 0}};
        for (const Line& line : lines) {
            ready.push_back({line.device, POLLIN, 0});
            ready.push_back({line.platform, POLLIN, 0});
        }
        if (poll(ready.data(), static_cast<nfds_t>(ready.size()), 20) <= 0) continue;
        std::vector<Line> kept;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const bool is_device_ready = ready[1 + 2 * i].revents != 0;
            const bool is_platform_ready = ready[2 + 2 * i].revents != 0;
            const bool is_up = (!is_device_ready || pass(lines[i].device, lines[i].platform, m_bytes)) &&
                               (!is_platform_ready || pass(lines[i].platform, lines[i].device, m_bytes));
            if (is_up) kept.push_back(lines[i]);
            else hang_up(lines[i]);
        }
        lines = std::move(kept);
        if ((ready[0].revents & POLLIN) == 0) continue;
        const int device = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (device < 0) continue;
        const int platform = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = loopback(m_leads_to);
        if (m_is_plugged && connect(platform, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
            lines.push_back({device, platform});
        else
            hang_up({device, platform});
    }
    for (const Line& line : lines) hang_up(line);
}

}  // namespace emulator
