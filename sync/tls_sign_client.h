// SPDX-License-Identifier: Apache-2.0
// The courier's end: the device's TLS key, which signs nothing but handshakes.
#pragma once

#include "appliance/ports/signing_key.h"
#include "sync/tls_sign.h"

#include <memory>
#include <string>

namespace exchange {

class TlsSignClient final : public ports::SigningKey, public ports::MessageSigner {
public:
    // Asks for the public key once. Each signature is a connection of its own, so that a
    // kiosk that was started again is no trouble.
    // Faults: program_failed (nobody listens, no answer in time), message_invalid.
    static base::Result<std::shared_ptr<TlsSignClient>> open(const std::string& path);

    ports::KeyAlgorithm algorithm() const override { return m_key.algorithm; }
    const base::Bytes& public_key() const override { return m_key.spki; }
    // Fault key_algorithm_unsupported, always: the keeper wants whole messages.
    base::Result<base::Bytes> sign(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                   base::ByteView digest) override;
    ports::MessageSigner* whole_messages() override { return this; }
    base::Result<base::Bytes> sign_message(ports::SignatureScheme scheme, ports::HashAlgorithm hash,
                                           base::ByteView message) override;

    TlsSignClient(std::string path, PublicKeyAnswer key) : m_path(std::move(path)), m_key(std::move(key)) {}

private:
    std::string m_path;
    PublicKeyAnswer m_key;
};

}  // namespace exchange
