// SPDX-License-Identifier: Apache-2.0
// The front door: TLS 1.3 with client certificates, HTTP/1.1, limits on every size
// and time. It knows nothing of what is said; a Handler answers.
#pragma once

#include "appliance/base/result.h"
#include "sync/http.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace receiver {

// Called from several threads at once. For a PATCH that broke off it is called with
// what came (HttpRequest::is_cut).
using Handler = std::function<exchange::HttpResponse(const exchange::HttpRequest&)>;
// The largest body this request may have, judged by method, path and device.
using BodyLimit = std::function<std::uint64_t(const exchange::HttpRequest&)>;

struct ServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;      // 0: any free one
    std::string chain_file;      // PEM, leaf first
    std::string key_file;        // PEM
    std::string client_roots;    // PEM file: who may have issued a client certificate
    std::vector<std::string> crl_files;  // PEM; when not empty, client certificates are checked against them
    unsigned threads = 2;
    unsigned connections_max = 512;
    unsigned idle_s = 60;        // between requests of one connection
    unsigned request_s = 120;    // for one body, and for one answer
};

class Server {
public:
    // Listens from here on. Faults: configuration_invalid, network_down.
    static base::Result<std::unique_ptr<Server>> open(ServerSettings settings, Handler handler, BodyLimit limit);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    // Blocks until stop(), which may come from another thread or a signal handler's thread.
    void run();
    void stop();

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace receiver
