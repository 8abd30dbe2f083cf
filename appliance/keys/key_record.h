// SPDX-License-Identifier: Apache-2.0
// What the device remembers of a key beside what the hardware knows: since when it is
// here, how it came, who did it, and its certificates. Nothing in it is secret, and
// nothing in it is believed where the hardware can be asked.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/base/json.h"
#include "appliance/crypto/certificate.h"
#include "appliance/ports/signing_key.h"

#include <optional>
#include <string>
#include <vector>

namespace keys {

enum class Origin { born_here, imported, from_device };
std::string_view name_of(Origin origin);  // "born-here", "imported", "from-device"

// "p256", "p384", "rsa2048", "rsa3072"; as people, files and the log spell them.
std::string_view name_of(ports::KeyAlgorithm algorithm);
std::optional<ports::KeyAlgorithm> algorithm_from(std::string_view name);

// [a-z0-9-]{1,40}, not beginning or ending with a dash.
bool is_key_name(std::string_view name);
// The key that the device was born with; never the name of another.
inline constexpr std::string_view birth_name = "birth";

struct KeyRecord {
    std::string name;
    Origin origin = Origin::born_here;
    std::int64_t since_ms = 0;      // claimed, as every wall time
    std::string person;
    base::Digest file_sha256{};     // what it was imported from; zero when born here
    std::vector<crypto::Certificate> chain;  // leaf first; empty: none yet
    bool is_in_log = false;         // its arrival has its entry
    bool was_destroyed = false;     // its end has its entry
    std::string certified_by = {};  // who installed the chain, while that has no entry yet
};

base::Json to_json(const KeyRecord& record);
// Strict. Fault: configuration_invalid.
base::Result<KeyRecord> key_record_from(const base::Json& json);

// Which key documents are signed with, and who decided it.
struct Activation {
    std::string name{birth_name};
    std::string person;
    base::Digest before{};      // the key that was active until then
    bool is_in_log = true;
};

// `keys/` on the device's disk.
class KeyBook {
public:
    explicit KeyBook(base::Disk& disk) : m_disk(disk) {}

    base::Result<std::vector<std::string>> names() const;
    base::Result<std::optional<KeyRecord>> find(const std::string& name) const;
    base::Status keep(const KeyRecord& record);

    // The birth key when nobody chose another.
    base::Result<Activation> activation() const;
    base::Status keep(const Activation& activation);

private:
    base::Disk& m_disk;
};

}  // namespace keys
