// SPDX-License-Identifier: Apache-2.0
#include "sync/socket.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace exchange {
namespace {

constexpr int backlog = 4;

base::Failure trouble(base::Fault fault, const char* what) {
    return {fault, std::string("tls-sign socket, ") + what + ": errno " + std::to_string(errno)};
}

base::Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return base::Failure{base::Fault::configuration_invalid, "socket path too long: " + path};
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

}  // namespace

Socket::Socket(Socket&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Socket::~Socket() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

base::Result<Socket> Socket::listen_at(const std::string& path) {
    const sockaddr_un address = TRY(address_of(path));
    Socket socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.m_descriptor < 0) return trouble(base::Fault::configuration_invalid, "socket");
    ::unlink(path.c_str());
    if (::bind(socket.m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return trouble(base::Fault::configuration_invalid, "bind");
    if (::chmod(path.c_str(), 0660) != 0 || ::listen(socket.m_descriptor, backlog) != 0)
        return trouble(base::Fault::configuration_invalid, "listen");
    return socket;
}

base::Result<Socket> Socket::connect_to(const std::string& path, unsigned timeout_s) {
    const sockaddr_un address = TRY(address_of(path));
    Socket socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (socket.m_descriptor < 0) return trouble(base::Fault::program_failed, "socket");
    const timeval limit{.tv_sec = static_cast<time_t>(timeout_s), .tv_usec = 0};
    (void)::setsockopt(socket.m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    (void)::setsockopt(socket.m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (::connect(socket.m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return trouble(base::Fault::program_failed, "connect");
    return socket;
}

std::optional<Socket> Socket::accept() const {
    const int peer = ::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return peer < 0 ? std::nullopt : std::optional<Socket>(Socket(peer));
}

std::optional<unsigned> Socket::peer_uid() const {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(m_descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    return credentials.uid;
}

Socket::Received Socket::receive(base::Bytes& message, std::size_t size_max, bool is_waiting) const {
    message.resize(size_max + 1);
    ssize_t got = 0;
    do got = ::recv(m_descriptor, message.data(), message.size(), is_waiting ? 0 : MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got < 0 && !is_waiting && (errno == EAGAIN || errno == EWOULDBLOCK)) return Received::nothing_yet;
    if (got <= 0 || static_cast<std::size_t>(got) > size_max) return Received::closed;
    message.resize(static_cast<std::size_t>(got));
    return Received::message;
}

bool Socket::send(base::ByteView message) const {
    return ::send(m_descriptor, message.data(), message.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(message.size());
}

}  // namespace exchange
