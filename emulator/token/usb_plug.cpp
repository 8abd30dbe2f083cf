// SPDX-License-Identifier: Apache-2.0
#include "emulator/token/usb_plug.h"

#include "emulator/usb_stand_in/line.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace token {
namespace {

using base::Bytes;
using base::ByteView;
using base::Failure;
using base::Fault;
using usb_stand_in::Line;

constexpr int address_max = 127;

bool say(int host, Line kind, ByteView content) {
    Bytes message{static_cast<std::uint8_t>(kind)};
    base::append(message, content);
    return send(host, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(message.size());
}

// A program that was killed lets go at that moment, not when its turn comes.
bool has_hung_up(int host) {
    std::uint8_t next = 0;
    return recv(host, &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

std::string socket_path(const std::string& bus, int address) {
    char name[16];
    (void)std::snprintf(name, sizeof name, "/001-%03d.sock", address);
    return bus + name;
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
    return name;
}

// Whether the address is ours now; a socket that nobody listens at is in nobody's way. What
// appears there listens already, so whoever sees a token can speak to it.
bool take_address(const std::string& listening, const std::string& path) {
    if (link(listening.c_str(), path.c_str()) == 0) return true;
    if (errno != EEXIST) return false;
    const sockaddr_un name = address_of(path);
    const int probe = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool is_abandoned = connect(probe, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 && errno == ECONNREFUSED;
    close(probe);
    if (!is_abandoned) return false;
    unlink(path.c_str());
    return link(listening.c_str(), path.c_str()) == 0;
}

}  // namespace

base::Result<std::unique_ptr<UsbPlug>> UsbPlug::insert(const std::string& bus, const UsbDescription& description, CcidDevice& reader, int after) {
    if (bus.size() + 24 >= sizeof(sockaddr_un::sun_path)) return Failure{Fault::disk_failed, "the bus has too long a path: " + bus};
    std::unique_ptr<UsbPlug> plug(new UsbPlug(reader, descriptors_of(description)));
    plug->m_listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    char unseen[24];
    (void)std::snprintf(unseen, sizeof unseen, "/.%ld", static_cast<long>(getpid()));
    const std::string listening = bus + unseen;
    const sockaddr_un name = address_of(listening);
    unlink(listening.c_str());
    if (bind(plug->m_listener, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 || listen(plug->m_listener, 8) != 0)
        return Failure{Fault::disk_failed, bus + ": " + std::strerror(errno)};
    for (int i = 0; i < address_max && plug->m_path.empty(); ++i) {
        const int address = (after + i) % address_max + 1;
        const std::string path = socket_path(bus, address);
        if (!take_address(listening, path)) continue;
        plug->m_address = address;
        plug->m_path = path;
    }
    const int error = errno;
    unlink(listening.c_str());
    if (plug->m_path.empty()) return Failure{Fault::disk_failed, bus + ": " + std::strerror(error)};
    return plug;
}

UsbPlug::~UsbPlug() {
    if (!m_path.empty()) unlink(m_path.c_str());
    for (const int host : m_hosts) close(host);
    if (m_listener >= 0) close(m_listener);
}

std::vector<int> UsbPlug::descriptors() const {
    std::vector<int> all = m_hosts;
    all.push_back(m_listener);
    all.push_back(m_reader.descriptor());
    return all;
}

void UsbPlug::accept_hosts() {
    for (int host = 0; (host = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;) {
        if (say(host, Line::descriptors, m_greeting)) m_hosts.push_back(host);
        else close(host);
    }
}

void UsbPlug::tick() {
    accept_hosts();
    std::vector<int> kept;
    for (const int host : m_hosts) {
        if (serve(host)) {
            kept.push_back(host);
            continue;
        }
        if (host == m_claimer) m_claimer = -1;
        close(host);
    }
    m_hosts = std::move(kept);
    while (const auto transfer = m_reader.collect())
        if (m_claimer >= 0) (void)say(m_claimer, Line::bulk_in, *transfer);
}

// False when the program has gone.
bool UsbPlug::serve(int host) {
    Bytes message(usb_stand_in::line_max);
    while (true) {
        const ssize_t size = recv(host, message.data(), message.size(), MSG_DONTWAIT);
        if (size < 0) return errno == EAGAIN || errno == EINTR;
        if (size == 0) return false;
        const ByteView content = ByteView(message).subspan(1, static_cast<std::size_t>(size) - 1);
        switch (static_cast<Line>(message[0])) {
            case Line::claim: {
                if (m_claimer >= 0 && m_claimer != host && has_hung_up(m_claimer)) m_claimer = -1;
                const bool is_granted = m_claimer < 0 || m_claimer == host;
                if (m_claimer < 0) m_reader.forget_host();
                if (is_granted) m_claimer = host;
                (void)say(host, Line::claim_answer, Bytes{is_granted ? std::uint8_t{0} : std::uint8_t{1}});
                break;
            }
            case Line::release:
                if (m_claimer == host) m_claimer = -1;
                (void)say(host, Line::claim_answer, Bytes{0});
                break;
            case Line::control: control(host, content); break;
            case Line::bulk_out:
                if (m_claimer == host) m_reader.receive(content);
                break;
            default: return false;
        }
    }
}

// CCID 1.1 section 5.3: of the class requests a reader like this one has ABORT only.
void UsbPlug::control(int host, ByteView request) {
    const bool is_abort = request.size() >= 8 && request[0] == 0x21 && request[1] == 0x01 && m_claimer == host;
    if (is_abort) m_reader.request_abort(request[2], request[3]);
    (void)say(host, Line::control_answer, Bytes{is_abort ? std::uint8_t{0} : std::uint8_t{1}});
}

}  // namespace token
