// SPDX-License-Identifier: Apache-2.0
#include "sync/receiver/server.h"

#include "sync/receiver/connection.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>

#include <openssl/x509v3.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <cstdio>
#include <thread>

namespace receiver {

namespace asio = boost::asio;
using Error = boost::system::error_code;

struct Server::State {
    ServerSettings settings;
    Handler handler;
    BodyLimit limit;
    std::atomic<unsigned> open_count{0};
    asio::io_context io;
    asio::ssl::context tls{asio::ssl::context::tls_server};
    asio::ip::tcp::acceptor acceptor{io};

    void accept() {
        acceptor.async_accept(asio::make_strand(io), [this](Error error, asio::ip::tcp::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (!error && open_count < settings.connections_max)
                std::make_shared<Connection>(std::move(socket), tls, Conversation{settings, handler, limit, open_count})
                    ->start();
            accept();
        });
    }
};

namespace {

base::Failure wrong(const char* what, const Error& error) {
    return {base::Fault::configuration_invalid, std::string(what) + ": " + error.message()};
}

// OpenSSL takes a certificate without any extended usage for fit to be a client. A
// device's document certificate is such a one, and must open no door here.
int only_tls_clients(int is_fine, X509_STORE_CTX* context) {
    if (is_fine != 1 || X509_STORE_CTX_get_error_depth(context) != 0) return is_fine;
    X509* const certificate = X509_STORE_CTX_get_current_cert(context);
    const bool is_client = (X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) != 0 &&
                           (X509_get_extended_key_usage(certificate) & XKU_SSL_CLIENT) != 0;
    if (is_client) return 1;
    X509_STORE_CTX_set_error(context, X509_V_ERR_INVALID_PURPOSE);
    return 0;
}

base::Status add_crl(SSL_CTX* tls, const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "r");
    X509_CRL* crl = file != nullptr ? PEM_read_X509_CRL(file, nullptr, nullptr, nullptr) : nullptr;
    if (file != nullptr) std::fclose(file);
    if (crl == nullptr) return base::Failure{base::Fault::configuration_invalid, "no CRL in " + path};
    X509_STORE* store = SSL_CTX_get_cert_store(tls);
    const bool is_added = X509_STORE_add_crl(store, crl) == 1;
    X509_CRL_free(crl);
    if (!is_added) return base::Fault::crypto_failed;
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    return {};
}

base::Status configure(asio::ssl::context& tls, const ServerSettings& settings) {
    Error error;
    SSL_CTX* handle = tls.native_handle();
    if (SSL_CTX_set_min_proto_version(handle, TLS1_3_VERSION) != 1) return base::Fault::crypto_failed;
    tls.use_certificate_chain_file(settings.chain_file, error);
    if (error) return wrong("TLS certificate", error);
    tls.use_private_key_file(settings.key_file, asio::ssl::context::pem, error);
    if (error) return wrong("TLS key", error);
    tls.load_verify_file(settings.client_roots, error);
    if (error) return wrong("client roots", error);
    // A certificate is asked for, not demanded: enrolment and the public time-stamp
    // come without one, and each handler says whom it serves. A wrong one ends the
    // handshake.
    SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, only_tls_clients);
    // Resumed sessions must belong to this service.
    static constexpr unsigned char session_name[] = "inkseal";
    SSL_CTX_set_session_id_context(handle, session_name, sizeof session_name - 1);
    for (const std::string& path : settings.crl_files) TRY(add_crl(handle, path));
    return {};
}

}  // namespace

Server::Server(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Server::~Server() = default;

base::Result<std::unique_ptr<Server>> Server::open(ServerSettings settings, Handler handler, BodyLimit limit) {
    try {
        auto state = std::make_unique<State>();
        state->settings = std::move(settings);
        state->handler = std::move(handler);
        state->limit = std::move(limit);
        TRY(configure(state->tls, state->settings));
        Error error;
        const auto address = asio::ip::make_address(state->settings.address, error);
        if (error) return wrong("address", error);
        const asio::ip::tcp::endpoint endpoint(address, state->settings.port);
        state->acceptor.open(endpoint.protocol(), error);
        if (!error) state->acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) state->acceptor.bind(endpoint, error);
        if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error) return base::Failure{base::Fault::network_down, "listen: " + error.message()};
        state->accept();
        return std::unique_ptr<Server>(new Server(std::move(state)));
    } catch (const std::exception& trouble) {
        return base::Failure{base::Fault::configuration_invalid, trouble.what()};
    }
}

std::uint16_t Server::port() const {
    Error error;
    return m_state->acceptor.local_endpoint(error).port();
}

void Server::run() {
    std::vector<std::thread> others;
    const auto work = [this] {
        // A handler throws nothing of ours; if a library does, one connection is lost
        // and the others go on.
        for (;;) {
            try {
                m_state->io.run();
                return;
            } catch (const std::exception&) {
                continue;
            }
        }
    };
    for (unsigned i = 1; i < m_state->settings.threads; ++i) others.emplace_back(work);
    work();
    for (std::thread& thread : others) thread.join();
}

void Server::stop() { m_state->io.stop(); }

}  // namespace receiver
