// SPDX-License-Identifier: Apache-2.0
// The device's side of letters: signs them with the TLS key, lays them into the outbox,
// and finds the answers in the inbox.
#pragma once

#include "appliance/base/clock.h"
#include "appliance/ports/mailbox.h"
#include "sync/letter.h"

namespace exchange {

class LetterDesk {
public:
    // Everything outlives the desk; `signer` is the device's TLS certificate and key.
    LetterDesk(crypto::CmsSigner signer, ports::Mailbox& mailbox, const crypto::TrustStore& platform, const base::Clock& clock)
        : m_signer(signer), m_mailbox(mailbox), m_platform(platform), m_clock(clock) {}

    // A head for a new letter of this kind.
    LetterHead begin(std::string_view kind) const;
    // Signed, and durable in the outbox; the same bytes may be carried by hand.
    base::Status post(const base::Json& content);
    // The answer's bytes once they are here. Faults: server_refused (with the platform's
    // words), disk_*.
    base::Result<std::optional<base::Bytes>> answer(const LetterHead& head);
    // After the answer was dealt with.
    base::Status put_away(const LetterHead& head);

    const crypto::TrustStore& platform() const { return m_platform; }
    const base::Clock& clock() const { return m_clock; }

private:
    crypto::CmsSigner m_signer;
    ports::Mailbox& m_mailbox;
    const crypto::TrustStore& m_platform;
    const base::Clock& m_clock;
};

}  // namespace exchange
