// SPDX-License-Identifier: Apache-2.0
// A program's connection to one virtual device (line.h).
#pragma once

#include "emulator/usb_stand_in/line.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace usb_stand_in {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Deadline = std::chrono::steady_clock::time_point;

// libusb's rule: 0 is no limit.
Deadline deadline_after(unsigned timeout_ms);

enum class Outcome { done, timed_out, gone, overflow, stalled, busy };

class Connection {
public:
    // Nothing when there is no such device, or it does not begin in half a second.
    static std::optional<Connection> open(const std::string& path);
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    const Bytes& descriptors() const { return m_descriptors; }

    Outcome claim();
    void release();
    bool is_claimed() const { return m_is_claimed; }
    Outcome control(ByteView setup_and_data, Bytes& answer, Deadline deadline);
    Outcome write(ByteView transfer, Deadline deadline);
    // Packets until `out` is full, one is short, or the time is up. A packet that does not
    // fit is lost: overflow.
    Outcome read(std::span<std::uint8_t> out, std::size_t& count, Deadline deadline);

private:
    explicit Connection(int socket) : m_socket(socket) {}
    Outcome say(Line kind, ByteView content, Deadline deadline);
    // The next message, but for transfers, which wait in m_packets.
    Outcome hear(Deadline deadline, Line& kind, Bytes& content);
    Outcome hear_answer(Line wanted, Bytes& content, Deadline deadline);
    void keep_packets(ByteView transfer);

    int m_socket;
    Bytes m_descriptors;
    bool m_is_claimed = false;
    std::deque<Bytes> m_packets;
    std::mutex m_listening;  // one listens at a time; whoever speaks need not wait for him
};

}  // namespace usb_stand_in
