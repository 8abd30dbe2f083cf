// SPDX-License-Identifier: Apache-2.0
// The clear manifest: all that the platform's front door may know of a parcel.
// Digests and numbers, no word about a person.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/ids.h"
#include "appliance/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace exchange {

enum class ParcelKind { artifact, statement, work_order };
std::string_view name_of(ParcelKind kind);
std::optional<ParcelKind> kind_of(std::string_view name);

struct ClearManifest {
    ParcelKind kind = ParcelKind::artifact;  // never work_order
    base::DeviceId device;
    std::uint64_t sequence = 0;
    base::Digest parcel_sha256{};                    // of the ciphertext: the parcel's name
    std::uint64_t size = 0;                          // of the ciphertext, bytes
    std::optional<base::Digest> byterange_digest;    // artifact only: what the signature covers
    std::optional<base::Digest> seal_id;             // artifact only: SHA-256 of the signature value
    base::Digest envelope_commitment{};              // the kiosk's blinded name of the envelope

    bool operator==(const ClearManifest&) const = default;
};

inline constexpr std::uint64_t parcel_size_max = 64U << 20U;

// RFC 8785; one manifest has one spelling, so its SHA-256 names it.
std::string write_manifest(const ClearManifest& manifest);
// Accepts only what write_manifest could have written, byte for byte. Fault parcel_invalid.
base::Result<ClearManifest> read_manifest(base::ByteView text);

}  // namespace exchange
