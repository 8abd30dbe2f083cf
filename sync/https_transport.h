// SPDX-License-Identifier: Apache-2.0
// The real network: libcurl, TLS 1.3 only, one pinned root, a client certificate whose
// key may be anywhere. One connection is kept for a visit.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/crypto/certificate.h"
#include "sync/transport.h"

#include <memory>
#include <string>
#include <vector>

namespace exchange {

struct HttpsSettings {
    std::string platform_url;                  // "https://host[:port]", nothing after it
    std::vector<crypto::Certificate> roots;    // who may have issued the platform's certificate
    std::vector<crypto::Certificate> chain;    // ours, leaf first; empty before enrolment
    std::shared_ptr<ports::SigningKey> key;    // of the leaf; null before enrolment
    unsigned connect_timeout_s = 20;
    unsigned stalled_after_s = 60;             // less than 64 bytes a second for so long
};

class HttpsTransport final : public Transport {
public:
    // Fault configuration_invalid: not https, something after the authority, no roots.
    static base::Result<std::unique_ptr<HttpsTransport>> create(HttpsSettings settings);
    ~HttpsTransport() override;

    base::Result<HttpResponse> exchange(const HttpRequest& request) override;

    // Certificates are judged at this time, which may be later than the clock's
    // (exchange::believed_time_ms). 0: the clock's.
    void set_time_ms(std::int64_t time_ms);
    // Closes the kept connection.
    void rest();

private:
    struct State;
    explicit HttpsTransport(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace exchange
