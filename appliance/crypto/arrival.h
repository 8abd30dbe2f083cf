// SPDX-License-Identifier: Apache-2.0
// "These files reached me, whole": what the receiver of an exported key says, signed. Until
// the sender holds this, a transfer is under way and not done.
//
// Canonical JSON inside CMS SignedData, by another device's TLS certificate or by the
// platform's receipt key; `openssl cms -verify -purpose any -inform DER` reads it.
//
//   {"by":"harbour-otter-42","files":[{"name":"export.pfx","sha256":"4e..","size":4711}],
//    "kind":"inkseal-arrival","received_at":"2026-11-22T10:40:05Z","v":1}
#pragma once

#include "appliance/base/json.h"
#include "appliance/crypto/cms_signer.h"
#include "appliance/crypto/trust.h"

#include <string>
#include <utility>
#include <vector>

namespace crypto {

using NamedFile = std::pair<std::string, base::Bytes>;

struct SentFile {
    std::string name;  // see is_transfer_name
    base::Digest sha256{};
    std::uint64_t size = 0;
    bool operator==(const SentFile&) const = default;
};

inline constexpr std::size_t transfer_files_max = 16;

// [A-Za-z0-9._-]{1,100}, not beginning with a dot: means the same on every file system.
bool is_transfer_name(std::string_view name);

// By name. Files with the same name or an unfit one: usage_invalid.
base::Result<std::vector<SentFile>> describe_files(const std::vector<NamedFile>& files);
base::Json to_json(const std::vector<SentFile>& files);
// Strict. Fault: message_invalid.
base::Result<std::vector<SentFile>> sent_files_from(const base::Json& list);

// The name by which the platform itself confirms; devices have others.
inline constexpr std::string_view platform_name = "platform";

struct Arrival {
    std::vector<SentFile> files;
    std::int64_t received_ms = 0;  // whole seconds
    std::string by;                // the device's name, or platform_name
    bool operator==(const Arrival&) const = default;
};

base::Json to_json(const Arrival& arrival);
base::Result<base::Bytes> sign_arrival(const Arrival& arrival, const CmsSigner& receiver);

// Signed by whom it names: a device under `platform`, or the platform's receipt key.
// Faults: cms_invalid, signature_invalid, certificate_*, message_invalid (also: not canonical).
base::Result<Arrival> open_arrival(base::ByteView message, const TrustStore& platform, std::int64_t now_ms);

}  // namespace crypto
