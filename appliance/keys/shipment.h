// SPDX-License-Identifier: Apache-2.0
// Key files on their way to somebody else. What was sent, to whom and since when is durable
// before the first byte leaves; it is done when the receiver's signed confirmation names
// exactly these files (crypto/arrival.h), and nothing else makes it done.
#pragma once

#include "appliance/crypto/arrival.h"
#include "appliance/keys/key_life.h"

#include <optional>

namespace keys {

struct Shipment {
    std::string id;        // 32 hexadecimal digits
    std::string receiver;  // who must confirm: a device's name, or "platform"
    std::string way;       // "sftp", "https" or "stick"
    std::string person;
    std::int64_t sent_ms = 0;
    std::vector<crypto::SentFile> files;
    std::optional<base::Digest> confirmation;  // SHA-256 of what confirmed it
    bool is_in_log = true;                     // every file's sending has its entry
    std::string abandoned = {};                // why nobody waits for it any longer; empty: somebody does

    bool is_under_way() const { return !confirmation && abandoned.empty(); }
};

class Shipments {
public:
    // Outlives this.
    explicit Shipments(KeyLife& life) : m_life(life) {}

    // Only exports of this device and keys that it duplicated, whole and as signed; never a
    // password: a file named *.password, or one that holds `password` (may be empty), is
    // refused. The same files on the same way to the same receiver again are the same
    // shipment, resumed. Faults: role_refused, usage_invalid (a name, a password,
    // somebody else's export), and those of crypto::check_exports.
    base::Result<Shipment> begin(const staff::Actor& who, const std::string& receiver, const std::string& way,
                                 const std::vector<crypto::NamedFile>& files, const base::SecretBytes& password);

    // Oldest first, confirmed ones included.
    base::Result<std::vector<Shipment>> all() const;

    // Faults: role_refused, those of crypto::open_arrival, receipt_mismatch (it names other
    // files, or is by somebody else than the receiver), record_missing (nothing is under way).
    base::Result<Shipment> confirm(const staff::Actor& who, base::ByteView confirmation);

    // Nobody waits for its confirmation any longer; one that comes all the same still counts.
    // `id` may be its beginning. Faults: role_refused, record_missing (none or several like
    // this), usage_invalid (no reason; it arrived).
    base::Result<Shipment> abandon(const staff::Actor& who, const std::string& id, const std::string& reason);

    // For another device: checks what came, and what is then to be said of it, unsigned.
    // Each file is part of an export under the platform's root, or a key for this chip.
    // Faults: role_refused, and those of crypto::check_exports and open_travelling_key.
    base::Result<crypto::Arrival> receive(const staff::Actor& who, const std::vector<crypto::NamedFile>& files);

private:
    base::Status keep(const Shipment& shipment) const;
    // Writes the entries that it owes the log, which a power cut may have left half done.
    base::Status settle(Shipment& shipment);
    KeyLife& m_life;
};

}  // namespace keys
