// SPDX-License-Identifier: Apache-2.0
// A key's way to a certificate from an authority that the courier does not reach: its
// request goes out on a stick, the certificate comes back on one. Neither is a secret, and
// what came back counts only when KeyLife has checked it.
#pragma once

#include "appliance/admin/screen.h"
#include "appliance/keys/key_life.h"
#include "appliance/ports/exchange_folder.h"

namespace admin {

class CertificateErrand {
public:
    // Uses the key once, and not at all while no stick is in. Faults: disk_*, and those of KeyLife::request.
    base::Status write_request(keys::KeyLife& life, const staff::Actor& who, const std::string& key, ports::ExchangeFolder& stick);
    // The file's name on the stick, after write_request().
    const std::string& written() const { return m_written; }

    // Reads a certificate for this key. Faults: those of ExchangeFolder::read, certificate_invalid,
    // key_file_mismatch (it is another key's).
    base::Status choose(ports::ExchangeFolder& stick, const std::string& file, const keys::KeyView& view);
    const std::string& key() const { return m_key; }
    // Leaf first; after choose().
    const std::vector<crypto::Certificate>& chain() const { return m_chain; }
    // What was chosen.
    CertificateScreen screen() const;

private:
    std::string m_key, m_file, m_written;
    std::vector<crypto::Certificate> m_chain;
};

}  // namespace admin
