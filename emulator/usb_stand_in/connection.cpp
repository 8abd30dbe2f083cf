// SPDX-License-Identifier: Apache-2.0
#include "emulator/usb_stand_in/connection.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace usb_stand_in {
namespace {

using std::chrono::milliseconds;

constexpr unsigned greeting_ms = 500, answer_ms = 1000;

Outcome wait_for(int socket, short what, Deadline deadline) {
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        pollfd ready{socket, what, 0};
        const int count = poll(&ready, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
        if (count > 0) return Outcome::done;
        if (count < 0 && errno != EINTR) return Outcome::gone;
        if (count == 0 && left <= 60'000) return Outcome::timed_out;
    }
}

}  // namespace

Deadline deadline_after(unsigned timeout_ms) {
    const auto now = std::chrono::steady_clock::now();
    return timeout_ms == 0 ? now + std::chrono::hours(24 * 365) : now + milliseconds(timeout_ms);
}

std::optional<Connection> Connection::open(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    if (path.size() >= sizeof name.sun_path) return std::nullopt;
    std::memcpy(name.sun_path, path.c_str(), path.size() + 1);
    Connection out(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (connect(out.m_socket, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) return std::nullopt;
    if (out.hear_answer(Line::descriptors, out.m_descriptors, deadline_after(greeting_ms)) != Outcome::done) return std::nullopt;
    return out;
}

Connection::Connection(Connection&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_descriptors(std::move(other.m_descriptors)), m_is_claimed(std::exchange(other.m_is_claimed, false)),
      m_packets(std::move(other.m_packets)) {}

Connection::~Connection() {
    if (m_socket < 0) return;
    release();
    close(m_socket);
}

Outcome Connection::claim() {
    if (m_is_claimed) return Outcome::done;
    const Deadline deadline = deadline_after(answer_ms);
    if (const Outcome said = say(Line::claim, {}, deadline); said != Outcome::done) return said;
    Bytes answer;
    if (const Outcome heard = hear_answer(Line::claim_answer, answer, deadline); heard != Outcome::done) return heard;
    m_is_claimed = answer.size() == 1 && answer[0] == 0;
    return m_is_claimed ? Outcome::done : Outcome::busy;
}

void Connection::release() {
    if (!std::exchange(m_is_claimed, false)) return;
    // Until it is done: the next program may claim at once.
    const Deadline deadline = deadline_after(answer_ms);
    Bytes ignored;
    if (say(Line::release, {}, deadline) == Outcome::done) (void)hear_answer(Line::claim_answer, ignored, deadline);
}

Outcome Connection::control(ByteView setup_and_data, Bytes& answer, Deadline deadline) {
    if (const Outcome said = say(Line::control, setup_and_data, deadline); said != Outcome::done) return said;
    if (const Outcome heard = hear_answer(Line::control_answer, answer, deadline); heard != Outcome::done) return heard;
    if (answer.empty() || answer[0] != 0) return Outcome::stalled;
    answer.erase(answer.begin());
    return Outcome::done;
}

Outcome Connection::write(ByteView transfer, Deadline deadline) {
    constexpr std::size_t step = 65'536;
    do {
        const ByteView part = transfer.first(std::min(step, transfer.size()));
        if (const Outcome said = say(Line::bulk_out, part, deadline); said != Outcome::done) return said;
        transfer = transfer.subspan(part.size());
    } while (!transfer.empty());
    return Outcome::done;
}

Outcome Connection::read(std::span<std::uint8_t> out, std::size_t& count, Deadline deadline) {
    const std::lock_guard lock(m_listening);
    count = 0;
    while (count < out.size()) {
        while (m_packets.empty()) {
            Line kind{};
            Bytes ignored;
            if (const Outcome heard = hear(deadline, kind, ignored); heard != Outcome::done) return heard;
        }
        const Bytes packet = std::move(m_packets.front());
        m_packets.pop_front();
        if (packet.size() > out.size() - count) return Outcome::overflow;
        std::copy(packet.begin(), packet.end(), out.begin() + static_cast<std::ptrdiff_t>(count));
        count += packet.size();
        if (packet.size() < packet_size) break;
    }
    return Outcome::done;
}

Outcome Connection::say(Line kind, ByteView content, Deadline deadline) {
    // One message of two pieces: a copy would keep codes in the memory of whoever uses the device.
    std::uint8_t letter = static_cast<std::uint8_t>(kind);
    iovec pieces[] = {{&letter, 1}, {const_cast<std::uint8_t*>(content.data()), content.size()}};
    msghdr message{};
    message.msg_iov = pieces;
    message.msg_iovlen = 2;
    while (true) {
        if (sendmsg(m_socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return Outcome::done;
        if (errno != EAGAIN && errno != EINTR) return Outcome::gone;
        if (const Outcome room = wait_for(m_socket, POLLOUT, deadline); room != Outcome::done) return room;
    }
}

Outcome Connection::hear(Deadline deadline, Line& kind, Bytes& content) {
    if (const Outcome ready = wait_for(m_socket, POLLIN, deadline); ready != Outcome::done) return ready;
    content.resize(line_max);
    const ssize_t size = recv(m_socket, content.data(), content.size(), 0);
    if (size <= 0) return Outcome::gone;
    kind = static_cast<Line>(content[0]);
    content.resize(static_cast<std::size_t>(size));
    content.erase(content.begin());
    if (kind == Line::bulk_in) keep_packets(content);
    return Outcome::done;
}

Outcome Connection::hear_answer(Line wanted, Bytes& content, Deadline deadline) {
    const std::lock_guard lock(m_listening);
    while (true) {
        Line kind{};
        if (const Outcome heard = hear(deadline, kind, content); heard != Outcome::done) return heard;
        if (kind == wanted) return Outcome::done;
    }
}

// As they come over a wire: full packets, and a short one at the end, which may be empty.
void Connection::keep_packets(ByteView transfer) {
    while (transfer.size() >= packet_size) {
        m_packets.emplace_back(transfer.begin(), transfer.begin() + packet_size);
        transfer = transfer.subspan(packet_size);
    }
    m_packets.emplace_back(transfer.begin(), transfer.end());
}

}  // namespace usb_stand_in
