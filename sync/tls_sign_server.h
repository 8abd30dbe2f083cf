// SPDX-License-Identifier: Apache-2.0
// The kiosk's end of the tls-sign socket. It runs in the thread that owns the TPM:
// tick() does what is ready and returns, and never waits for the peer.
#pragma once

#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"
#include "sync/socket.h"

#include <string>
#include <vector>

namespace exchange {

class TlsSignServer {
public:
    // Listens at `path` (replacing a socket left there; mode 0660). Only processes of
    // user `peer_uid` are served; others are closed on. Faults: configuration_invalid.
    static base::Result<TlsSignServer> open(const std::string& path, unsigned peer_uid);

    // Readable when tick() has something to do; more descriptors may join at each tick.
    std::vector<int> descriptors() const;
    // Serves at most one message a peer. How many signatures `key` made.
    unsigned tick(ports::SigningKey& key);

private:
    TlsSignServer(Socket listener, unsigned peer_uid) : m_listener(std::move(listener)), m_peer_uid(peer_uid) {}
    void accept_peers();

    Socket m_listener;
    unsigned m_peer_uid;
    std::vector<Socket> m_peers;
};

}  // namespace exchange
