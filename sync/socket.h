// SPDX-License-Identifier: Apache-2.0
// A SOCK_SEQPACKET socket that closes itself: one message in, one message out.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"

#include <optional>
#include <string>

namespace exchange {

class Socket {
public:
    explicit Socket(int descriptor) : m_descriptor(descriptor) {}
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket();

    // Faults of both: configuration_invalid (path, permission), program_failed (nobody listens).
    static base::Result<Socket> listen_at(const std::string& path);
    static base::Result<Socket> connect_to(const std::string& path, unsigned timeout_s);

    int descriptor() const { return m_descriptor; }
    std::optional<Socket> accept() const;  // does not wait
    std::optional<unsigned> peer_uid() const;

    enum class Received { message, nothing_yet, closed };
    // A message longer than size_max counts as closed.
    Received receive(base::Bytes& message, std::size_t size_max, bool is_waiting) const;
    bool send(base::ByteView message) const;

private:
    int m_descriptor;
};

}  // namespace exchange
