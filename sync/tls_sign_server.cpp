// SPDX-License-Identifier: Apache-2.0
#include "sync/tls_sign_server.h"

#include "appliance/crypto/digest.h"
#include "sync/tls_sign.h"

namespace exchange {
namespace {

constexpr std::size_t peers_max = 4;

struct Reply {
    std::string text;
    bool is_signature = false;
};

base::Result<base::Bytes> sign(ports::SigningKey& key, const AskSignature& ask) {
    if (ports::MessageSigner* whole = key.whole_messages()) return whole->sign_message(ask.scheme, ask.hash, ask.content);
    return key.sign(ask.scheme, ask.hash, crypto::digest(ask.hash, ask.content));
}

Reply reply_to(base::ByteView message, ports::SigningKey& key) {
    const auto request = read_tls_sign_request(message);
    if (!request) return {write_refusal(request.fault())};
    const auto* ask = std::get_if<AskSignature>(&*request);
    if (ask == nullptr) return {write_public_key_answer({key.algorithm(), key.public_key()})};
    const auto signature = sign(key, *ask);
    if (!signature) return {write_refusal(signature.fault())};
    return {write_signature_answer(*signature), true};
}

}  // namespace

base::Result<TlsSignServer> TlsSignServer::open(const std::string& path, unsigned peer_uid) {
    return TlsSignServer(TRY(Socket::listen_at(path)), peer_uid);
}

std::vector<int> TlsSignServer::descriptors() const {
    std::vector<int> all{m_listener.descriptor()};
    for (const Socket& peer : m_peers) all.push_back(peer.descriptor());
    return all;
}

void TlsSignServer::accept_peers() {
    while (std::optional<Socket> peer = m_listener.accept()) {
        const auto uid = peer->peer_uid();
        if (!uid || *uid != m_peer_uid || m_peers.size() == peers_max) continue;  // closed as it goes
        m_peers.push_back(std::move(*peer));
    }
}

unsigned TlsSignServer::tick(ports::SigningKey& key) {
    accept_peers();
    unsigned signatures = 0;
    for (std::size_t i = 0; i < m_peers.size();) {
        base::Bytes message;
        const Socket::Received received = m_peers[i].receive(message, tls_sign_message_max, /*is_waiting=*/false);
        bool is_open = received != Socket::Received::closed;
        if (received == Socket::Received::message) {
            const Reply reply = reply_to(message, key);
            if (reply.is_signature) ++signatures;
            is_open = m_peers[i].send(base::as_bytes(reply.text));
        }
        if (is_open) {
            ++i;
        } else {
            m_peers.erase(m_peers.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    return signatures;
}

}  // namespace exchange
