// SPDX-License-Identifier: Apache-2.0
// The file in which a chip's lockout authorisation leaves the device, for the platform's
// escrow. A few lines of text:
//
//   inkseal-escrow 1
//   chip HEX             the storage key's Name: which chip it is for
//   lockout HEX          the authorisation, or, for an escrow with a certificate,
//   cms BASE64           the same three lines as CMS AuthEnvelopedData (openssl cms -decrypt)
//
// Whoever has it can clear that chip, and cannot use any of its keys.
#pragma once

#include "appliance/base/disk.h"
#include "appliance/base/secret.h"
#include "appliance/crypto/certificate.h"
#include "appliance/ports/agreement_key.h"

#include <optional>
#include <string>
#include <string_view>

namespace device {

class EscrowFile {
public:
    // The disk is not the device's own; it must outlive this. Without a certificate the
    // file holds the authorisation in clear.
    EscrowFile(base::Disk& disk, std::string path, std::optional<crypto::Certificate> escrow)
        : m_disk(disk), m_path(std::move(path)), m_escrow(std::move(escrow)) {}

    // A tpm::Escrow. Durable on success. A file of the same chip is replaced: that secret
    // was never set, or we would not be asked. Faults: output_exists (another chip's, or no
    // escrow file), key_algorithm_unsupported (the certificate's key is not EC), disk_*.
    base::Status keep(std::string_view chip, const base::SecretBytes& lockout_auth);

private:
    base::Disk& m_disk;
    std::string m_path;
    std::optional<crypto::Certificate> m_escrow;
};

struct Escrowed {
    std::string chip;
    base::SecretBytes lockout_auth;
};

// The file in clear. Fault: message_invalid (also: it is encrypted).
base::Result<Escrowed> read_escrow(base::ByteView file);
// An encrypted one, by whoever has the escrow certificate's key. Faults: message_invalid,
// parcel_not_for_us (another certificate), cipher_tampered, cms_invalid.
base::Result<Escrowed> open_escrow(base::ByteView file, const crypto::Certificate& escrow, ports::AgreementKey& key);
// Whether this is an escrow file that needs a key to be read.
bool is_encrypted_escrow(base::ByteView file);

}  // namespace device
