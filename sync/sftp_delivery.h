// SPDX-License-Identifier: Apache-2.0
// Files laid down on a server by SFTP (libssh). The server is known by its pinned host key
// before anything is said to it: there is no trust on first use, no file of known hosts,
// no configuration or agent of the machine's user.
#pragma once

#include "appliance/base/secret.h"
#include "appliance/ports/delivery.h"
#include "sync/sftp_place.h"

#include <memory>

namespace exchange {

struct SftpSettings {
    SftpPlace place;
    base::Digest host_key{};      // SHA-256 of the key as the protocol spells it
    std::string key_file;         // OpenSSH or PEM; empty: the password itself signs in
    base::SecretBytes password;   // of the user, or of the key file when that is encrypted
    unsigned stalled_after_s = 30;  // without one finished operation
};

class SftpDelivery final : public ports::Delivery {
public:
    // Connected and signed in. Faults: network_down, network_timeout, peer_untrusted (another
    // host key: not even the user's name was sent), server_refused (the sign-in), key_missing
    // (no such key file, or not its password).
    static base::Result<std::unique_ptr<SftpDelivery>> connect(const SftpSettings& settings);
    ~SftpDelivery() override;

    // Written as NAME.part, synced where the server can, read back, then renamed. A part that
    // an interrupted call left is gone on with when it is the beginning of this content.
    base::Result<ports::ReadBack> put(const std::string& name, base::ByteView content) override;

private:
    struct Line;
    explicit SftpDelivery(std::unique_ptr<Line> line);
    std::unique_ptr<Line> m_line;
};

}  // namespace exchange
