// SPDX-License-Identifier: Apache-2.0
#include "tpm/bus_endpoint.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>

namespace tpm {
namespace {

using base::Failure;
using base::Fault;
using base::Result;

Failure absent(const char* call) { return {Fault::tpm_absent, std::string(call) + ": errno " + std::to_string(errno)}; }

constexpr int connect_timeout_ms = 3'000;

bool becomes_connected(int descriptor) {
    pollfd entry{descriptor, POLLOUT, 0};
    int error = ETIMEDOUT;
    socklen_t size = sizeof error;
    if (::poll(&entry, 1, connect_timeout_ms) > 0) ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    errno = error;
    return error == 0;
}

Result<BusEndpoint> connect_to(const sockaddr* address, socklen_t size) {
    // Not blocking from the start: whoever listens may have stopped to take callers.
    const int descriptor = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return absent("socket");
    if (::connect(descriptor, address, size) != 0 && !(errno == EINPROGRESS && becomes_connected(descriptor))) {
        const Failure failure = absent("connect");
        ::close(descriptor);
        return failure;
    }
    if (address->sa_family == AF_INET) {
        const int on = 1;
        ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return BusEndpoint{descriptor, true, false};
}

Result<BusEndpoint> connect_unix(std::string_view path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return Failure{Fault::configuration_invalid, "socket path is empty or too long"};
    std::memcpy(address.sun_path, path.data(), path.size());
    return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

Result<BusEndpoint> connect_tcp(std::string_view host, std::string_view port_text) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    const std::string numeric = host == "localhost" ? "127.0.0.1" : std::string(host);
    std::uint16_t port = 0;
    const auto parsed = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (parsed.ec != std::errc() || parsed.ptr != port_text.data() + port_text.size() ||
        ::inet_pton(AF_INET, numeric.c_str(), &address.sin_addr) != 1)
        return Failure{Fault::configuration_invalid, "swtpm TCTI needs host=IPv4,port=NUMBER"};
    address.sin_port = htons(port);
    return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

Result<BusEndpoint> open_device(std::string_view path) {
    // Non-blocking, so that the kernel queues the command and poll() can time the answer.
    const int descriptor = ::open(std::string(path).c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return absent("open");
    return BusEndpoint{descriptor, false, path.find("tpmrm") != std::string_view::npos};
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

}  // namespace

Result<BusEndpoint> open_endpoint(std::string_view tcti) {
    if (take_prefix(tcti, "device:")) return open_device(tcti);
    if (take_prefix(tcti, "swtpm:path=")) return connect_unix(tcti);
    if (take_prefix(tcti, "swtpm:host=")) {
        const std::size_t comma = tcti.find(",port=");
        if (comma != std::string_view::npos) return connect_tcp(tcti.substr(0, comma), tcti.substr(comma + 6));
    }
    return Failure{Fault::configuration_invalid, "unknown TCTI"};
}

}  // namespace tpm
