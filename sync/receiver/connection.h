// SPDX-License-Identifier: Apache-2.0
// One client's connection. Lives as long as an operation on it is pending.
#pragma once

#include "sync/receiver/server.h"

#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <atomic>
#include <optional>

namespace receiver {

struct Conversation {
    const ServerSettings& settings;
    const Handler& handler;
    const BodyLimit& limit;
    std::atomic<unsigned>& open_count;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Error = boost::system::error_code;

    Connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls, const Conversation& conversation);
    ~Connection();
    void start();

private:
    using Body = boost::beast::http::vector_body<std::uint8_t>;

    void handshake();
    void read_head();
    void read_body();
    void answer(bool is_cut);
    void write();
    void close();
    void refuse(int status, const char* why);
    void limit_to(unsigned seconds);

    boost::beast::ssl_stream<boost::beast::tcp_stream> m_stream;
    Conversation m_conversation;
    boost::beast::flat_buffer m_buffer{64U << 10U};
    std::optional<boost::beast::http::request_parser<Body>> m_parser;
    boost::beast::http::response<Body> m_answer;
    exchange::HttpRequest m_request;
    std::string m_device;
    std::string m_serial;
};

}  // namespace receiver
