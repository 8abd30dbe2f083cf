// SPDX-License-Identifier: Apache-2.0
// What travels sealed between a device and the platform: a few named files in a tar,
// signed by the sender, encrypted to the one who may read it (README.md, "Parcel").
#pragma once

#include "appliance/crypto/message.h"
#include "sync/manifest.h"

#include <string>
#include <vector>

namespace exchange {

struct ParcelFile {
    std::string name;
    base::Bytes content;
    bool operator==(const ParcelFile&) const = default;
};

struct Parcel {
    ParcelKind kind = ParcelKind::artifact;
    base::DeviceId device;      // the sender's; of a work order the receiver's
    std::uint64_t sequence = 0;  // the device's number; of a work order the platform's
    std::vector<ParcelFile> files;

    const ParcelFile* find(std::string_view name) const;
    bool operator==(const Parcel&) const = default;
};

// One parcel has one spelling. Fault parcel_invalid: a name its kind does not have, one
// that is missing or there twice, too large.
base::Result<base::Bytes> pack_parcel(const Parcel& parcel);
// Accepts only what pack_parcel can have written, byte for byte. Fault parcel_invalid.
base::Result<Parcel> unpack_parcel(base::ByteView tar);

// Faults: parcel_invalid, those of the signing key, crypto_failed.
base::Result<base::Bytes> seal_parcel(const Parcel& parcel, const crypto::CmsSigner& sender,
                                      const crypto::Certificate& recipient);

struct OpenedParcel {
    Parcel parcel;
    crypto::Certificate sender;
    std::vector<crypto::Certificate> chain;  // sender..root
};

// Decrypts, verifies the sender and reads. Whom the parcel names is checked against
// the certificates: a device signs with its TLS client certificate, whose common name
// is the device; the platform signs work orders with a certificate for platform
// statements (crypto::Purpose::receipt).
// Faults: parcel_invalid, parcel_not_for_us, cipher_tampered, cms_invalid,
// signature_invalid, certificate_*, and those of the key.
base::Result<OpenedParcel> open_device_parcel(base::ByteView ciphertext, const crypto::Certificate& archive,
                                              ports::AgreementKey& archive_key, const crypto::TrustStore& trust,
                                              std::int64_t at_ms);
base::Result<OpenedParcel> open_work_order(base::ByteView ciphertext, const base::DeviceId& device,
                                           const crypto::Certificate& me, ports::AgreementKey& parcel_key,
                                           const crypto::TrustStore& trust, std::int64_t at_ms);

// The clear manifest of a sealed parcel. `signature_value` and `byterange_digest` are
// those of the signed PDF, and absent for a statement.
struct SealFacts {
    base::Digest byterange_digest{};
    base::Digest seal_id{};
};
ClearManifest describe_parcel(const Parcel& parcel, base::ByteView ciphertext, const std::optional<SealFacts>& facts,
                              const base::Digest& envelope_commitment);

}  // namespace exchange
