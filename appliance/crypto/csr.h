// SPDX-License-Identifier: Apache-2.0
// Certification requests (RFC 2986): how a device asks for a certificate and proves
// that it can use the key.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

#include <string>

namespace crypto {

// DER. One signature by `key`. Faults: those of SigningKey::sign, crypto_failed.
base::Result<base::Bytes> create_csr(ports::SigningKey& key, const std::string& common_name);

// "-----BEGIN CERTIFICATE REQUEST-----" (RFC 7468, section 7).
std::string csr_to_pem(base::ByteView der);

// The DER in a file that holds it, or its PEM block; text around the block is passed over.
// Fault certificate_invalid: a damaged block.
base::Result<base::Bytes> csr_from_file(base::ByteView file);

struct ParsedCsr {
    std::string common_name;
    base::Bytes public_key;  // DER SubjectPublicKeyInfo
};

// Strict DER, and the signature must be by the key inside. Requested extensions are
// ignored: the authority alone decides what a certificate says.
// Faults: certificate_invalid (unreadable), signature_invalid (no proof of possession),
// key_algorithm_unsupported.
base::Result<ParsedCsr> verify_csr(base::ByteView der);

}  // namespace crypto
