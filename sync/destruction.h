// SPDX-License-Identifier: Apache-2.0
// What a device says of its own end, before it: the certificate of destruction, with the
// items of NIST SP 800-88 Rev. 1 (appendix G), and which keys and counters end. Canonical
// JSON; beside it lies a detached CMS signature by the device's TLS key, the one that names
// the device and needs nobody's code. The platform retires the device by it.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"
#include "appliance/base/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace exchange {

// Who did it, or saw it.
struct DestructionParty {
    std::string id;            // as the log has it
    std::string name;
    std::string title;         // the role: "security-officer"
    bool is_proven = false;    // by a token; otherwise somebody at a rehearsal who says so
    bool operator==(const DestructionParty&) const = default;
};

struct DestroyedKey {
    std::string name;          // "birth", "tls", "log", "parcel", or a named key's
    std::string standing;      // "destroyed" before, or "ends with the chip"
    base::Bytes public_key;    // DER SubjectPublicKeyInfo
    bool operator==(const DestroyedKey&) const = default;
};

struct LastCount {
    std::string name;
    std::uint64_t value = 0;
    bool operator==(const LastCount&) const = default;
};

// SP 800-88's words for how thorough it is. Cryptographic erase and TPM2_Clear are a purge
// (its section 2.6), and devices do nothing less; `clear` is read in older certificates.
enum class Sanitization { clear, purge };

struct DestructionStatement {
    base::DeviceId device;
    std::string place;
    bool is_rehearsal = false;
    bool begins_again = false;       // a factory reset: the hardware stays in use
    std::string chip;                // storage key's Name, hexadecimal: which chip
    base::Json objects;              // device/objects.json: every object of ours, with its Name
    Sanitization sanitization = Sanitization::purge;
    std::string tool_version;
    std::int64_t at_ms = 0;
    DestructionParty officer, witness;
    std::uint64_t undelivered = 0;   // signed documents that nobody but the device had
    std::string reason;              // why they were given up; empty when there were none
    std::vector<DestroyedKey> keys;
    std::vector<LastCount> counters;
    std::string checkpoint;          // the log's last note before this statement
    bool operator==(const DestructionStatement&) const = default;
};

base::Json to_json(const DestructionStatement& statement);
// Strict: exactly what to_json writes. Fault message_invalid.
base::Result<DestructionStatement> destruction_from(const base::Json& json);

}  // namespace exchange
