// SPDX-License-Identifier: Apache-2.0
// Who works with this device: people, their roles and the keys of their tokens, in a pack
// that the platform signed. It works offline until it expires, and revocations in it are
// absolute: a token that is on the list stays out, whatever its certificate says.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/disk.h"
#include "appliance/base/json.h"
#include "appliance/crypto/trust.h"
#include "appliance/staff/role.h"

#include <cstdint>
#include <string>
#include <vector>

namespace staff {

struct Person {
    std::string id;            // [a-z0-9-]{1,40}; as it stands in the log
    std::string name;          // UTF-8, at most 128 bytes; shown, never logged
    std::vector<Role> roles;   // at least one, no repeats
    base::Bytes token_key;     // DER SubjectPublicKeyInfo of the token's authentication key
    std::int64_t not_before_ms = 0;
    std::int64_t not_after_ms = 0;

    bool has(Role role) const;
    bool operator==(const Person&) const = default;
};

struct Roster {
    std::uint64_t serial = 0;  // grows; an older pack than the one that is here is refused
    std::int64_t issued_ms = 0;
    std::int64_t expires_ms = 0;
    std::string site;
    std::vector<std::string> devices = {};  // whose roster it is; empty: every device of the platform
    std::vector<Person> people;
    std::vector<base::Digest> revoked;  // SHA-256 of SubjectPublicKeyInfo

    bool is_for(const std::string& device) const;
    bool is_revoked(base::ByteView token_key) const;
    // The person whose token this is. Faults: token_not_ours (unknown, revoked, or not
    // valid at `now_ms`; the detail says which).
    base::Result<Person> find(base::ByteView token_key, std::int64_t now_ms) const;
};

// Strict; unknown members, repeated people or keys, and unknown roles are refused.
// A person's certificate may stand in the place of the bare key. Fault: message_invalid.
base::Result<Roster> roster_from(const base::Json& json);
base::Json to_json(const Roster& roster);

// A signed pack: CMS SignedData with the roster inside, by a certificate under the
// platform's root. Faults: cms_invalid, signature_invalid, certificate_*, message_invalid.
base::Result<Roster> open_pack(base::ByteView pack, const crypto::TrustStore& platform, std::int64_t now_ms);

// `staff/roster.p7m` on the device's disk. The signature is checked at every read: what
// lies on a disk proves nothing.
inline constexpr std::string_view roster_path = "staff/roster.p7m";

// Faults: disk_not_found (none was ever installed), and those of open_pack.
base::Result<Roster> installed_roster(const base::Disk& disk, const crypto::TrustStore& platform, std::int64_t now_ms);

// A pack that `device` may install now. Faults: server_conflict (not newer than
// `serial_floor`), message_invalid (for other devices), certificate_expired (the pack is
// over), and those of open_pack.
base::Result<Roster> check_pack(base::ByteView pack, const crypto::TrustStore& platform, const std::string& device, std::uint64_t serial_floor, std::int64_t now_ms);

}  // namespace staff
