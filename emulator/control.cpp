// SPDX-License-Identifier: Apache-2.0
#include "emulator/control.h"

#include <algorithm>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace emulator {
namespace {

constexpr std::size_t message_max = 1U << 20U;

bool is_ours(int peer) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    return getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 && credentials.uid == geteuid();
}

std::string answer_to(std::string_view message, const ControlServer::Handler& handler) {
    base::Json answer;
    auto request = base::parse_json(message);
    auto result = request ? handler(*request) : base::Result<base::Json>(request.failure());
    if (result) {
        answer = std::move(*result);
        answer.set("ok", true);
    } else {
        answer.set("ok", false).set("why", std::string(base::row_of(result.fault()).name) + ": " + result.failure().detail);
    }
    return base::canonical_json(answer);
}

}  // namespace

base::Result<std::unique_ptr<ControlServer>> ControlServer::open(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return base::Failure{base::Fault::configuration_invalid, "socket path too long: " + path};
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    unlink(path.c_str());
    const int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener, 4) != 0) {
        close(listener);
        return base::Failure{base::Fault::configuration_invalid, path + ": " + std::strerror(errno)};
    }
    return std::unique_ptr<ControlServer>(new ControlServer(listener));
}

ControlServer::~ControlServer() {
    for (const int peer : m_peers) close(peer);
    close(m_listener);
}

std::vector<int> ControlServer::descriptors() const {
    std::vector<int> all = m_peers;
    all.push_back(m_listener);
    return all;
}

bool ControlServer::tick(const Handler& handler) {
    for (int peer = 0; (peer = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;) {
        const int room = static_cast<int>(message_max);
        setsockopt(peer, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        if (is_ours(peer)) m_peers.push_back(peer);
        else close(peer);
    }
    bool has_served = false;
    std::vector<int> kept;
    std::string message(message_max, '\0');
    for (const int peer : m_peers) {
        const ssize_t size = recv(peer, message.data(), message.size(), 0);
        if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) {
            close(peer);
            continue;
        }
        kept.push_back(peer);
        if (size < 0) continue;
        has_served = true;
        const std::string answer = answer_to(std::string_view(message).substr(0, static_cast<std::size_t>(size)), handler);
        (void)send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    m_peers = std::move(kept);
    return has_served;
}

}  // namespace emulator
