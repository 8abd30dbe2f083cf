// SPDX-License-Identifier: Apache-2.0
// Internal: writes CMS SignedData (RFC 5652, section 5) by hand. OpenSSL's own signing
// functions always add a signing-time, which PAdES forbids, and want the whole content.
#pragma once

#include "appliance/crypto/cms_signer.h"

#include <optional>

namespace crypto {

inline constexpr const char* data_oid = "1.2.840.113549.1.7.1";

struct SignedDataForm {
    std::optional<base::ByteView> content;  // inside the structure when given
    ports::HashAlgorithm hash = ports::HashAlgorithm::sha256;
    base::Bytes message_digest;             // of the content, wherever it is
};

// Definite-length DER with one SignerInfo; signed attributes content-type,
// message-digest, signing-certificate-v2.
// Faults: those of SigningKey::sign, certificate_invalid, key_algorithm_unsupported.
base::Result<base::Bytes> write_signed_data(const SignedDataForm& form, const CmsSigner& signer);

// The same with zeros in the signature's place. `signature_size` in bytes.
base::Bytes write_unsigned_data(const SignedDataForm& form, const CmsSigner& signer, std::size_t signature_size);

}  // namespace crypto
