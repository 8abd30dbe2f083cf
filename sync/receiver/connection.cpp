// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/connection.h"

#include "appliance/crypto/certificate.h"

#include <limits>

#include <boost/asio/dispatch.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace receiver {
namespace {

namespace http = boost::beast::http;

constexpr unsigned handshake_s = 15;
constexpr std::uint32_t head_size_max = 16U << 10U;

std::optional<crypto::Certificate> peer_of(SSL* ssl) {
    X509* certificate = SSL_get1_peer_certificate(ssl);
    if (certificate == nullptr) return std::nullopt;
    return crypto::Certificate(std::shared_ptr<X509>(certificate, X509_free));
}

}  // namespace

Connection::Connection(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls,
                       const Conversation& conversation)
    : m_stream(std::move(socket), tls), m_conversation(conversation) {
    ++m_conversation.open_count;
}

Connection::~Connection() { --m_conversation.open_count; }

void Connection::limit_to(unsigned seconds) {
    boost::beast::get_lowest_layer(m_stream).expires_after(std::chrono::seconds(seconds));
}

void Connection::start() {
    boost::asio::dispatch(m_stream.get_executor(), [self = shared_from_this()] { self->handshake(); });
}

void Connection::handshake() {
    limit_to(handshake_s);
    m_stream.async_handshake(boost::asio::ssl::stream_base::server, [self = shared_from_this()](Error error) {
        if (error) return;
        if (const auto peer = peer_of(self->m_stream.native_handle())) {
            self->m_device = peer->subject_common_name();  // the device id the platform certified
            self->m_serial = peer->serial_hex();
        }
        self->read_head();
    });
}

void Connection::read_head() {
    m_parser.emplace();
    m_parser->header_limit(head_size_max);
    // Beast would hold the announced length against its own default while it reads the
    // head; the limit that counts is set below, once we know whose request this is.
    m_parser->body_limit(std::numeric_limits<std::uint64_t>::max());
    limit_to(m_conversation.settings.idle_s);
    http::async_read_header(m_stream, m_buffer, *m_parser, [self = shared_from_this()](Error error, std::size_t) {
        if (error == http::error::header_limit) return self->refuse(431, "server_refused");
        if (error) return self->close();
        const auto& head = self->m_parser->get();
        exchange::HttpRequest& request = self->m_request;
        request = {};
        request.method = std::string(head.method_string());
        request.path = std::string(head.target());
        for (const auto& each : head) request.fields.emplace_back(std::string(each.name_string()), std::string(each.value()));
        request.device = self->m_device;
        request.serial = self->m_serial;
        const std::uint64_t limit = self->m_conversation.limit(request);
        self->m_parser->body_limit(limit);
        if (const auto length = self->m_parser->content_length(); length && *length > limit)
            return self->refuse(413, "document_too_large");
        self->read_body();
    });
}

void Connection::read_body() {
    limit_to(m_conversation.settings.request_s);
    http::async_read(m_stream, m_buffer, *m_parser, [self = shared_from_this()](Error error, std::size_t) {
        if (error == http::error::body_limit) return self->refuse(413, "document_too_large");
        if (error && self->m_request.method != "PATCH") return self->close();
        self->m_request.body = std::move(self->m_parser->get().body());
        self->answer(/*is_cut=*/static_cast<bool>(error));
    });
}

void Connection::answer(bool is_cut) {
    m_request.is_cut = is_cut;
    const exchange::HttpResponse response = m_conversation.handler(m_request);
    if (is_cut) return close();
    m_answer = {};
    m_answer.version(11);
    m_answer.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.fields) m_answer.set(name, value);
    m_answer.keep_alive(m_parser->get().keep_alive());
    const bool has_no_body = m_request.method == "HEAD" || response.status == 204;
    if (!has_no_body) {
        m_answer.body() = response.body;
        m_answer.prepare_payload();
    } else if (response.status != 204) {
        m_answer.content_length(response.body.size());
    }
    write();
}

void Connection::refuse(int status, const char* why) {
    const std::string text = std::string("{\"error\":\"") + why + "\"}";
    m_answer = {};
    m_answer.version(11);
    m_answer.result(static_cast<unsigned>(status));
    m_answer.set(http::field::content_type, "application/json");
    m_answer.body().assign(text.begin(), text.end());
    m_answer.prepare_payload();
    m_answer.keep_alive(false);
    write();
}

void Connection::write() {
    limit_to(m_conversation.settings.request_s);
    http::async_write(m_stream, m_answer, [self = shared_from_this()](Error error, std::size_t) {
        if (error || self->m_answer.need_eof()) return self->close();
        self->read_head();
    });
}

void Connection::close() {
    limit_to(handshake_s);
    m_stream.async_shutdown([self = shared_from_this()](Error) {});
}

}  // namespace receiver
