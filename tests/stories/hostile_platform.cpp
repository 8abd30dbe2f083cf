// SPDX-License-Identifier: Apache-2.0
#include "tests/stories/hostile_platform.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace stories {
namespace {

std::string_view words_of(Manner manner) {
    switch (manner) {
        case Manner::silent: return "";
        case Manner::stalls: return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{\"half\":";
        case Manner::fails: return "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        case Manner::is_elsewhere: return "HTTP/1.1 302 Found\r\nLocation: https://sign-in.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        case Manner::agrees: return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        case Manner::babbles: return "\x16\x03\x01 how do you do\r\n\r\n\r\n";
    }
    return "";
}

}  // namespace

HostilePlatform::HostilePlatform(const std::filesystem::path& certificate, const std::filesystem::path& key, Manner manner)
    : m_manner(manner), m_context(SSL_CTX_new(TLS_server_method())) {
    SSL_CTX_use_certificate_chain_file(m_context, certificate.c_str());
    SSL_CTX_use_PrivateKey_file(m_context, key.c_str(), SSL_FILETYPE_PEM);
    m_listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(m_listener, 8) == 0 &&
        getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { serve(); });
}

HostilePlatform::~HostilePlatform() {
    m_is_ending = true;
    m_thread.join();
    close(m_listener);
    SSL_CTX_free(m_context);
}

void HostilePlatform::serve() {
    // Who hangs up on us does not end the story.
    sigset_t hung_up;
    sigemptyset(&hung_up);
    sigaddset(&hung_up, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &hung_up, nullptr);
    while (!m_is_ending) {
        pollfd ready{m_listener, POLLIN, 0};
        if (poll(&ready, 1, 50) <= 0) continue;
        const int connection = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) continue;
        ++m_connections;
        const timeval limit{.tv_sec = 5, .tv_usec = 0};
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        answer(connection);
        close(connection);
    }
}

void HostilePlatform::answer(int connection) {
    // Holds the line until the other side gives up, or the story ends.
    const auto wait = [&] {
        for (pollfd line{connection, POLLRDHUP, 0}; !m_is_ending && poll(&line, 1, 50) == 0;) continue;
    };
    if (m_manner == Manner::silent) return wait();
    SSL* const tls = SSL_new(m_context);
    SSL_set_fd(tls, connection);
    if (SSL_accept(tls) == 1) {
        std::array<char, 16384> buffer{};
        // One read has the head of any request of ours.
        if (const int size = SSL_read(tls, buffer.data(), static_cast<int>(buffer.size())); size > 0) {
            m_heard += static_cast<std::size_t>(size);
            const std::string_view words = words_of(m_manner);
            SSL_write(tls, words.data(), static_cast<int>(words.size()));
            if (m_manner == Manner::stalls) wait();
            SSL_shutdown(tls);
        }
    }
    SSL_free(tls);
}

}  // namespace stories
