// SPDX-License-Identifier: Apache-2.0
// Internal: our names of algorithms beside OpenSSL's and ASN.1's.
#pragma once

#include "appliance/base/bytes.h"
#include "appliance/base/result.h"
#include "appliance/ports/signing_key.h"

#include <optional>

struct evp_md_st;
struct evp_pkey_st;

namespace crypto {

const evp_md_st* evp_md(ports::HashAlgorithm hash);
// By any of OpenSSL's names for it ("SHA256", "SHA2-256", an OID).
std::optional<ports::HashAlgorithm> hash_by_name(const char* name);
std::optional<ports::HashAlgorithm> hash_by_nid(int nid);

bool is_rsa(ports::KeyAlgorithm algorithm);
// SHA-384 for P-384, SHA-256 for the rest.
ports::HashAlgorithm natural_hash(ports::KeyAlgorithm algorithm);
// What our own structures use: ecdsa, or rsa_pkcs1.
ports::SignatureScheme natural_scheme(ports::KeyAlgorithm algorithm);
// Fault: key_algorithm_unsupported.
base::Result<ports::KeyAlgorithm> algorithm_of(evp_pkey_st* key);
// DER SubjectPublicKeyInfo. Fault: crypto_failed.
base::Result<base::Bytes> public_key_of(evp_pkey_st* key);
bool is_same_key(base::ByteView spki, base::ByteView other);

// DER AlgorithmIdentifiers (RFC 5754, RFC 4055).
base::Bytes digest_identifier(ports::HashAlgorithm hash);
base::Bytes signature_identifier(ports::SignatureScheme scheme, ports::HashAlgorithm hash);

}  // namespace crypto
